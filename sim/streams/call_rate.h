// Whether a call is one too many of this second, or a byte. Threading: none of its own.

#pragma once

#include <cstdint>
#include <deque>
#include <utility>

#include "core/time.h"

namespace dynaferry::sim {

class CallRate {
 public:
  // Whether less than `most` was counted in the second before `now`. 0: no limit.
  [[nodiscard]] bool has_room(WallTime now, std::uint64_t most);
  void count(WallTime now, std::uint64_t amount);
  // Counts the call unless `most` were let through in the second before `now`. 0: no limit.
  [[nodiscard]] bool take(WallTime now, std::uint64_t most);

 private:
  std::deque<std::pair<WallTime, std::uint64_t>> taken_;
  std::uint64_t sum_ = 0;
};

}  // namespace dynaferry::sim
