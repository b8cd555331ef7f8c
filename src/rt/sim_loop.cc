#include "rt/sim_loop.h"

#include "core/check.h"
#include "rt/wait.h"

namespace dynaferry::rt {

SimLoop::SimLoop(std::uint64_t seed) : random_(seed) {}

SimLoop::~SimLoop() {
  shutdown();
  while (!ready_.empty()) {  // Destroying a handler may queue another.
    const auto doomed = std::exchange(ready_, {});
  }
  destroy();
}

WallTime SimLoop::wall() const {
  constexpr WallTime epoch = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
  return epoch + std::chrono::floor<std::chrono::milliseconds>(now_);
}

Timer SimLoop::at(Ns when, std::function<void()> act) {
  return timers_.add(when, random_.next(), std::move(act));
}

Task<> SimLoop::sleep(Ns duration) {
  Wait wait;
  const auto timer = at(now_ + duration, [&wait] { wait.wake(); });
  const bool woken = co_await wait.suspend();
  if (!woken) unwind();
}

Executor SimLoop::executor() { return Executor(*this); }

void SimLoop::post(std::function<void()> act) {
  check(std::this_thread::get_id() == thread_, "simulated loop: posted to from another thread");
  push(std::move(act));
}

bool SimLoop::run() {
  stopped_ = false;
  while (!stopped_ && steps_ < max_steps_) {
    if (!step()) return false;
  }
  return stopped_;
}

std::expected<void, Stall> SimLoop::run_until_stopped() {
  if (run()) return {};
  return std::unexpected(steps_ >= max_steps_ ? Stall::out_of_steps : Stall::hang);
}

bool SimLoop::step() {
  if (ready_.empty()) {
    if (timers_.empty()) return false;
    now_ = std::max(now_, timers_.earliest());
  }
  const bool due = !timers_.empty() && timers_.earliest() <= now_;
  const std::uint64_t choices = ready_.size() + (due ? 1 : 0);
  const auto choice = choices == 1 ? 0 : random_.below(choices);
  ++steps_;
  note(choices);
  note(choice);
  note(static_cast<std::uint64_t>(now_.count()));
  if (choice == ready_.size()) {
    const auto act = timers_.take();
    act();
  } else {
    std::swap(ready_[choice], ready_.back());
    const auto next = std::move(ready_.back());
    ready_.pop_back();
    next->call();
  }
  return true;
}

void SimLoop::note(std::uint64_t what) { trace_ = (trace_ ^ what) * 0x100000001b3U; }

}  // namespace dynaferry::rt
