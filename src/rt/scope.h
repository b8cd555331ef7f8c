// A Scope owns the tasks that run beside its maker, and does not let go of them before each has
// ended. It is the only way to have two things going on at once.
//
//   Task<Result<>> Copy::run() {
//     rt::Scope scope(loop_);
//     co_return co_await scope.run(lead(scope));   // lead() may spawn, await, return early
//   }
//
// Between the first spawn() and the end of join() the maker must not await anything else, nor
// return: cancellation would unwind it past living children. run() takes care of both; a bare
// spawn, spawn, join does too.
//
// Threading: one loop's thread.
// Failure: children report through what they share with their maker. An exception that leaves a
// child is a broken invariant, except the one of rt::unwind() in a cancelled child. So is
// destroying a Scope that has living children.
// Cancellation: cancel() makes every rt and net wait inside the children unwind them. A child that
// joins a scope of its own passes the cancellation on, joins, and then unwinds.

#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <cstddef>
#include <exception>
#include <functional>
#include <list>
#include <optional>
#include <type_traits>
#include <utility>

#include "rt/loop.h"
#include "rt/task.h"

namespace dynaferry::rt {

class Scope {
 public:
  explicit Scope(Loop& loop) : loop_(loop) {}
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

  // Starts the task soon, never at once. In a cancelled scope the task is dropped unstarted.
  void spawn(Task<> task);
  // Returns when no child lives. Unwinds then, not before, if its own task has been cancelled.
  [[nodiscard]] Task<> join();
  // Awaits `body` in the calling task, then joins; if `body` unwinds, cancels the children first.
  template <class T>
  [[nodiscard]] Task<T> run(Task<T> body);
  void cancel();

  [[nodiscard]] std::size_t live() const { return children_.size(); }
  [[nodiscard]] bool is_cancelled() const { return cancelled_; }
  // Calls `act` each time the last child has ended.
  void on_empty(std::function<void()> act) { on_empty_ = std::move(act); }

 private:
  struct Child {
    boost::asio::cancellation_signal signal;
    bool started = false;
    bool cancelled = false;
  };
  using Place = std::list<Child>::iterator;
  struct Ended;

  void start(Place place, Task<> task);
  static Task<> live_as(Child* child, Task<> task);
  void ended(Place place, std::exception_ptr why);
  Task<> join_through();  // Never throws.

  Loop& loop_;
  std::list<Child> children_;
  std::function<void()> on_empty_;
  class Wait* joiner_ = nullptr;
  bool cancelled_ = false;
};

template <class T>
Task<T> Scope::run(Task<T> body) {
  std::exception_ptr unwinding;
  if constexpr (std::is_void_v<T>) {
    try {
      co_await std::move(body);
    } catch (...) {
      unwinding = std::current_exception();
    }
    if (unwinding) cancel();
    co_await join_through();
    if (unwinding) std::rethrow_exception(unwinding);
  } else {
    std::optional<T> value;
    try {
      auto result = co_await std::move(body);
      value.emplace(std::move(result));
    } catch (...) {
      unwinding = std::current_exception();
    }
    if (unwinding) cancel();
    co_await join_through();
    if (unwinding) std::rethrow_exception(unwinding);
    co_return *std::move(value);
  }
}

}  // namespace dynaferry::rt
