#include "rt/semaphore.h"

#include "core/check.h"

namespace dynaferry::rt {

void Permit::release() {
  if (from_ != nullptr && units_ > 0) from_->give_back(units_);
  from_ = nullptr;
  units_ = 0;
}

Permit Semaphore::try_acquire(std::uint64_t units) {
  check(units <= bound_, "semaphore: asked for more than there is");
  if (!asking_.empty() || free_ < units) return {};
  free_ -= units;
  return {*this, units};
}

Task<Permit> Semaphore::acquire(std::uint64_t units) {
  auto at_once = try_acquire(units);
  if (at_once.units() == units) co_return at_once;
  Wait wait;
  const auto place = asking_.insert(asking_.end(), Asking{units, &wait});
  const bool woken = co_await wait.suspend();
  if (wait.is_woken()) {  // grant() has removed us and set the units aside.
    Permit permit(*this, units);
    if (!woken) unwind();
    co_return permit;
  }
  asking_.erase(place);
  grant();  // We may have stood in front of smaller ones.
  unwind();
}

void Semaphore::give_back(std::uint64_t units) {
  free_ += units;
  check(free_ <= bound_, "semaphore: more given back than taken");
  grant();
}

void Semaphore::grant() {
  while (!asking_.empty() && asking_.front().units <= free_) {
    free_ -= asking_.front().units;
    auto* const wait = asking_.front().wait;
    asking_.pop_front();
    wait->wake();
  }
}

}  // namespace dynaferry::rt
