// One line of a schedule's text, word by word. Inside sim/faults only.

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace dynaferry::sim {

class ScheduleWords {
 public:
  explicit ScheduleWords(std::string_view line) : rest_(line) { skip(); }

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  // The next word; empty at the end.
  std::string_view take();
  // Takes the word if it comes next.
  bool take_if(std::string_view word);
  // Everything that is left.
  std::string_view take_rest();

 private:
  void skip();

  std::string_view rest_;
};

// A plain decimal number. `what` is for the message.
[[nodiscard]] Result<std::uint64_t> read_count(std::string_view text, std::string_view what);

}  // namespace dynaferry::sim
