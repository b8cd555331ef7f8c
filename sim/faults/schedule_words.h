// One line of a schedule's text, word by word. Inside sim/faults only.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace dynaferry::sim {

class ScheduleWords {
 public:
  explicit ScheduleWords(std::string_view line);

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  // The next word; empty at the end.
  std::string_view take();
  // Takes the word if it comes next.
  bool take_if(std::string_view word);
  // Everything that is left, without blanks around it.
  std::string_view take_rest();

 private:
  void skip();

  std::string_view rest_;
};

// The name that was meant, if one differs by case only or by a letter or two: "; did you mean Scan?".
// Else nothing.
[[nodiscard]] std::string suggestion(const std::vector<std::string_view>& names,
                                     std::string_view typed);
// "; there are this, that".
[[nodiscard]] std::string choice(const std::vector<std::string_view>& names);

// A plain decimal number. `what` is for the message.
[[nodiscard]] Result<std::uint64_t> read_count(std::string_view text, std::string_view what);

}  // namespace dynaferry::sim
