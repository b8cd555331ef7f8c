// What a copy has left in its state directory when it was stopped half-way, to be damaged before the
// command is typed again.
//
// Threading: one thread. Failure: told in words.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace dynaferry::simulation {

class StateFiles {
 public:
  // Left by a process that was killed: what it recorded is in SQLite's log. Or by one that was told
  // to stop: it is in the journal itself.
  explicit StateFiles(bool killed);

  // Of all files, one behind the other; and where in them these bytes are, at last.
  [[nodiscard]] std::uint64_t total_size() const;
  [[nodiscard]] std::uint64_t last_place_of(const std::string& bytes) const;

  struct Damage {
    std::uint64_t at = 0;
    std::optional<std::uint64_t> bit{};  // That is flipped; absent: its file ends there.
  };
  struct End {
    std::string wrong{};  // What was not as it must be; empty: nothing.
    bool refused = false;
  };
  // In a world of its own: it is refused and nothing is written, or the copy goes on and becomes whole.
  [[nodiscard]] End go_on_with(Damage damage) const;

 private:
  bool killed_;
  std::vector<std::pair<std::string, std::string>> files_;  // Name and bytes.
};

}  // namespace dynaferry::simulation
