#include "sim/streams/call_rate.h"

namespace dynaferry::sim {

bool CallRate::take(WallTime now, unsigned most) {
  if (most == 0) return true;
  while (!taken_.empty() && taken_.front() + std::chrono::seconds(1) <= now) taken_.pop_front();
  if (taken_.size() >= most) return false;
  taken_.push_back(now);
  return true;
}

}  // namespace dynaferry::sim
