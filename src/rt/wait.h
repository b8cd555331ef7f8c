// The one way a task is suspended in rt; sleep, channels, semaphores, events and joins are made of
// it. Use those; use Wait itself only to build another such thing.
//
// Threading: one loop's thread. wake() never runs the task at once: it is resumed through its
// executor.
//
// Cancellation: a task is cancelled by its Scope. From then on every wait of it ends at once, and
// unwinds the task by throwing what unwind() throws; only Scope catches that. Tasks are spawned
// with Asio's own throw_if_cancelled off, so that no other co_await throws.

#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <functional>
#include <optional>

#include "rt/task.h"

namespace dynaferry::rt {

// Ends a cancelled task. Not an error: nobody but Scope may catch it.
[[noreturn]] void unwind();

// Whether the task that awaits this has been cancelled. For code that must tidy up asynchronously.
[[nodiscard]] Task<bool> is_cancelled();

class WaitList;

// A place to wait in, made in the waiting coroutine's frame, for one wait.
class Wait {
 public:
  Wait() = default;
  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait();

  // Suspends until wake(); true. False as soon as the task is cancelled: then look at is_woken(),
  // since both may have happened and what came with the waking must not be lost.
  [[nodiscard]] Task<bool> suspend();
  // Suspends until wake(), even in a cancelled task; a cancellation calls `on_cancel` meanwhile.
  [[nodiscard]] Task<> suspend_through(std::function<void()> on_cancel);

  // Idempotent. Also right before the task suspends.
  void wake();
  [[nodiscard]] bool is_woken() const { return woken_; }

 private:
  friend class WaitList;
  struct Park;
  using Handler = boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

  void cancel();
  void resume();

  std::optional<Handler> handler_;  // Set while suspended.
  std::function<void()> on_cancel_;
  bool woken_ = false;
  bool cancelled_ = false;

  WaitList* list_ = nullptr;
  Wait* previous_ = nullptr;
  Wait* next_ = nullptr;
};

// Waits in the order of their coming. A cancelled or destroyed Wait leaves by itself.
class WaitList {
 public:
  WaitList() = default;
  WaitList(const WaitList&) = delete;
  WaitList& operator=(const WaitList&) = delete;

  void add(Wait& wait);
  [[nodiscard]] Wait* front() const { return first_; }
  [[nodiscard]] bool empty() const { return first_ == nullptr; }
  bool wake_front();  // False: nobody waits.
  void wake_all();

 private:
  friend class Wait;
  void remove(Wait& wait);

  Wait* first_ = nullptr;
  Wait* last_ = nullptr;
};

}  // namespace dynaferry::rt
