// Whether a call is one too many of this second. Threading: none of its own.

#pragma once

#include <deque>

#include "core/time.h"

namespace dynaferry::sim {

class CallRate {
 public:
  // Counts the call unless `most` were let through in the second before `now`. 0: no limit.
  [[nodiscard]] bool take(WallTime now, unsigned most);

 private:
  std::deque<WallTime> taken_;
};

}  // namespace dynaferry::sim
