// Runs what waits for a disk in a thread of its own, while the loop goes on.
//
// Threading: call it on the loop's thread; `step` runs on the other one, which ends with it.
//
// Cancellation: the step is carried through, also in a cancelled task.
//
// Failure: the step's, or internal where no thread can be started.

#pragma once

#include <functional>
#include <span>
#include <utility>

#include "core/error.h"
#include "journal/writer_thread.h"
#include "rt/loop.h"

namespace dynaferry::journal {

using Blocking = std::function<Result<>()>;

inline rt::Task<Result<>> run_aside(rt::Loop& loop, Blocking step) {
  WriterThread<Blocking>::Write run = [](std::span<const Blocking* const> steps) {
    return (*steps.front())();
  };
  WriterThread<Blocking> thread(loop, std::move(run));
  const auto started = thread.start();
  if (!started) co_return started;
  auto running = thread.submit(std::move(step));
  co_return co_await std::move(running);
}

}  // namespace dynaferry::journal
