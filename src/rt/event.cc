#include "rt/event.h"

namespace dynaferry::rt {

void Event::set() {
  set_ = true;
  waiting_.wake_all();
}

Task<> Event::wait() {
  if (set_) co_return;
  Wait wait;
  waiting_.add(wait);
  const bool woken = co_await wait.suspend();
  if (!woken) unwind();
}

}  // namespace dynaferry::rt
