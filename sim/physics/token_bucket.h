// Capacity units that accrue at a rate, up to a bound.
//
// A request is let in while anything is left, and may take more than is left; the debt is paid
// before the next one. So large requests are never starved, and over any long time exactly the rate
// is given out.
//
// Threading: none of its own. Failure: none. Time must not run backwards; if it does, it stands.

#pragma once

#include "core/time.h"

namespace dynaferry::sim {

class TokenBucket {
 public:
  TokenBucket(double rate, double bound, double level, WallTime now)
      : rate_(rate), bound_(bound), level_(level), as_of_(now) {}

  // What is there stays, within the new bound.
  void retune(double rate, double bound, WallTime now);

  [[nodiscard]] bool has_any(WallTime now);
  void take(double units) { level_ -= units; }

  [[nodiscard]] double rate() const { return rate_; }
  [[nodiscard]] double bound() const { return bound_; }

 private:
  void accrue(WallTime now);

  double rate_;   // Units a second.
  double bound_;  // Units.
  double level_;  // Negative: debt.
  WallTime as_of_;
};

}  // namespace dynaferry::sim
