#include "pace/budget.h"

#include <algorithm>

namespace dynaferry::pace {

Ns Budget::time_of(double units) const {
  return std::chrono::duration_cast<Ns>(std::chrono::duration<double>(units / units_per_second_));
}

void Budget::begin(Ns now, double thought) { next_ = std::max(next_, now) + time_of(thought); }

void Budget::settle(double thought, double spent) { next_ += time_of(spent) - time_of(thought); }

}  // namespace dynaferry::pace
