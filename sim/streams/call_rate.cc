#include "sim/streams/call_rate.h"

namespace dynaferry::sim {

bool CallRate::has_room(WallTime now, std::uint64_t most) {
  if (most == 0) return true;
  while (!taken_.empty() && taken_.front().first + std::chrono::seconds(1) <= now) {
    sum_ -= taken_.front().second;
    taken_.pop_front();
  }
  return sum_ < most;
}

void CallRate::count(WallTime now, std::uint64_t amount) {
  taken_.emplace_back(now, amount);
  sum_ += amount;
}

bool CallRate::take(WallTime now, std::uint64_t most) {
  if (!has_room(now, most)) return false;
  if (most > 0) count(now, 1);
  return true;
}

}  // namespace dynaferry::sim
