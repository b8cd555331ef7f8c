// Something that happens once. Whoever waits, before or after, goes on.
//
// Threading: one loop's thread; from another, post() the set().

#pragma once

#include "rt/task.h"
#include "rt/wait.h"

namespace dynaferry::rt {

class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  void set();  // Stays set.
  [[nodiscard]] bool is_set() const { return set_; }
  // Unwinds when cancelled, unless set.
  [[nodiscard]] Task<> wait();

 private:
  bool set_ = false;
  WaitList waiting_;
};

}  // namespace dynaferry::rt
