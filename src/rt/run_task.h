// Where a program or a test enters the world of tasks.

#pragma once

#include <expected>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/check.h"
#include "rt/scope.h"
#include "rt/stall.h"
#include "rt/task.h"

namespace dynaferry::rt {

template <class T>
Task<> keep_value(Task<T> task, std::optional<T>* into) {
  auto value = co_await std::move(task);
  into->emplace(std::move(value));
}

// Runs the loop until the task and all its descendants have ended. When the loop stalls, the task
// is cancelled and unwound, and the stall returned: a simulation's verdict, not a crash.
template <class AnyLoop, class T>
[[nodiscard]] std::expected<T, Stall> try_run_task(AnyLoop& loop, Task<T> task) {
  Scope scope(loop);
  scope.on_empty([&loop] { loop.stop(); });
  std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> value;
  if constexpr (std::is_void_v<T>) {
    scope.spawn(std::move(task));
  } else {
    scope.spawn(keep_value(std::move(task), &value));
  }
  const auto ran = loop.run_until_stopped();
  if (!ran) {
    scope.cancel();
    if constexpr (requires { loop.set_max_steps(1); }) {
      loop.set_max_steps(loop.steps() + AnyLoop::default_max_steps);
    }
    if (scope.live() > 0) (void)loop.run_until_stopped();
    check(scope.live() == 0, "a stalled task did not end when cancelled");
    return std::unexpected(ran.error());
  }
  check(scope.live() == 0, "the loop was stopped under a running task");
  if constexpr (std::is_void_v<T>) {
    return {};
  } else {
    return *std::move(value);
  }
}

// The same, where a stall is a broken invariant.
template <class AnyLoop, class T>
T run_task(AnyLoop& loop, Task<T> task) {
  auto ended = try_run_task(loop, std::move(task));
  check(ended.has_value(), "a task waits for what never comes");
  if constexpr (!std::is_void_v<T>) return *std::move(ended);
}

}  // namespace dynaferry::rt
