#include "sim/physics/token_bucket.h"

#include <algorithm>
#include <chrono>

namespace dynaferry::sim {

void TokenBucket::accrue(WallTime now) {
  if (now <= as_of_) return;
  const std::chrono::duration<double> passed = now - as_of_;
  level_ = std::min(bound_, level_ + passed.count() * rate_);
  as_of_ = now;
}

void TokenBucket::retune(double rate, double bound, WallTime now) {
  accrue(now);
  rate_ = rate;
  bound_ = bound;
  level_ = std::min(level_, bound);
}

bool TokenBucket::has_any(WallTime now) {
  accrue(now);
  return level_ > 0;
}

}  // namespace dynaferry::sim
