// Holds the requests of many tasks to one budget, in the order of their asking.
//
// Threading: one loop's thread; tasks may wait at the same time. Cancellation: admit() unwinds.

#pragma once

#include "pace/budget.h"
#include "rt/condition.h"
#include "rt/loop.h"
#include "rt/semaphore.h"

namespace dynaferry::pace {

class Pacer {
 public:
  // `units_per_second`: capacity units, more than 0.
  Pacer(rt::Clock& clock, double units_per_second) : clock_(clock), budget_(units_per_second) {}

  [[nodiscard]] double units_per_second() const { return budget_.units_per_second(); }

  // Waits until a request may begin that is thought to cost so many units. False: stopped, it may not.
  [[nodiscard]] rt::Task<bool> admit(double thought);
  // What an admitted request cost.
  void settle(double thought, double spent);
  // Admits nothing more.
  void stop();

 private:
  rt::Clock& clock_;
  Budget budget_;
  rt::Semaphore turn_{1};
  rt::Condition changed_;
  bool stopped_ = false;
};

}  // namespace dynaferry::pace
