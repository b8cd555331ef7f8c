// How fast requests may begin, for a number of capacity units per second.
//
// What a request costs is only known when it is answered: it begins at what it is thought to cost, and
// what it did cost is made good by those behind it. Nothing is saved up while nobody asks, so that
// over any time t the requests that begin cost at most t × the budget and one request, but for what
// those on their way were thought to cost wrongly.
//
// Pure; no clock of its own: `now` never goes back. No failure.

#pragma once

#include "core/time.h"

namespace dynaferry::pace {

class Budget {
 public:
  // Capacity units a second; more than 0.
  explicit Budget(double units_per_second) : units_per_second_(units_per_second) {}

  [[nodiscard]] double units_per_second() const { return units_per_second_; }

  // When the next request may begin.
  [[nodiscard]] Ns next() const { return next_; }
  // A request begins, now, that is thought to cost so many units.
  void begin(Ns now, double thought);
  // It cost `spent`.
  void settle(double thought, double spent);

 private:
  [[nodiscard]] Ns time_of(double units) const;

  double units_per_second_;
  Ns next_{Ns::min()};
};

}  // namespace dynaferry::pace
