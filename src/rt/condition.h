// Waiting until something that tasks of one loop share has changed. notify_all() wakes whoever
// waits now; each then looks again for itself.
//
// Threading: one loop's thread. Cancellation: wait() unwinds.

#pragma once

#include "rt/wait.h"

namespace dynaferry::rt {

class Condition {
 public:
  [[nodiscard]] Task<> wait() {
    Wait wait;
    waiting_.add(wait);
    const bool woken = co_await wait.suspend();
    if (!woken) unwind();
  }
  void notify_all() { waiting_.wake_all(); }

 private:
  WaitList waiting_;
};

}  // namespace dynaferry::rt
