// A Loop runs tasks on one thread and is the only source of time. The same code runs on RealLoop
// (rt/real_loop.h) and on the seeded, virtual-time SimLoop (rt/sim_loop.h).
//
// Threading: everything belongs to the loop's thread. The one exception is post(), which may be
// called from any thread and runs its argument on the loop.

#pragma once

#include <functional>
#include <memory>

#include "core/time.h"
#include "rt/task.h"

namespace dynaferry::rt {

// A pending call. Destroying it, or cancel(), makes sure the call does not happen.
class Timer {
 public:
  class State {
   public:
    virtual ~State() = default;  // Cancels.
  };

  Timer() = default;
  explicit Timer(std::unique_ptr<State> state) : state_(std::move(state)) {}
  void cancel() { state_.reset(); }

 private:
  std::unique_ptr<State> state_;
};

class Clock {
 public:
  virtual ~Clock() = default;

  // Monotonic, from an arbitrary origin.
  [[nodiscard]] virtual Ns now() const = 0;
  // The wall's time. May jump. For people and signatures, never for waiting.
  [[nodiscard]] virtual WallTime wall() const = 0;
  // Calls `act` on the loop when now() >= when, once. `act` must not throw.
  [[nodiscard]] virtual Timer at(Ns when, std::function<void()> act) = 0;
  // The only wait there is. Unwinds when its scope is cancelled (rt/scope.h).
  virtual Task<> sleep(Ns duration) = 0;
};

class Loop : public Clock {
 public:
  [[nodiscard]] virtual Executor executor() = 0;
  // Runs `act` on the loop's thread, soon. Callable from any thread.
  virtual void post(std::function<void()> act) = 0;
};

}  // namespace dynaferry::rt
