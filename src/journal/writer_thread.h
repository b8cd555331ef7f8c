// A thread that writes to a disk what a loop submits, so that no disk is waited for on the loop. It
// takes all that waits at once (one sync may serve many), and posts the outcome.
//
// Threading: submit() on the loop's thread; `write` and `close` run on the other one. start() and
// destruction on any, one at a time; destruction waits for the disk. The loop outlives this. The queue
// has no bound: whoever submits waits for the outcome, so it is as long as there are tasks.
//
// Order: that in which submit()s began to run.
//
// Cancellation: what was submitted is carried through, also in a cancelled task.
//
// Failure: the first failure of `write` is the outcome of all that it was given and of everything
// later: after it nobody knows what the file holds. A thread that cannot be started: internal.

#pragma once

#include <fmt/format.h>
#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "rt/loop.h"
#include "rt/wait.h"

namespace dynaferry::journal {

template <class Work>
class WriterThread {
 public:
  // Of one write: bounds what a transaction holds in SQLite's cache.
  static constexpr std::size_t max_group = 1'024;

  using Write = std::function<Result<>(std::span<const Work* const>)>;

  // `close` is the last thing that the thread does.
  WriterThread(
      rt::Loop& loop, Write write, std::function<void()> close = [] {})
      : loop_(loop), write_(std::move(write)), close_(std::move(close)) {}

  // Writes what still waits, closes, ends the thread.
  ~WriterThread() {
    {
      const std::scoped_lock lock(mutex_);
      closing_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }
  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  Result<> start() {
    // Signals belong to the loop's thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    Result<> started;
    try {
      thread_ = std::thread([this] { serve(); });
    } catch (const std::system_error& error) {
      started = fail(Fault::internal,
                     fmt::format("cannot start the thread that writes: {}", error.what()));
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return started;
  }

  rt::Task<Result<>> submit(Work work) {
    const auto pending = std::make_shared<Pending>(std::move(work));
    {
      const std::scoped_lock lock(mutex_);
      waiting_.push_back(pending);
    }
    changed_.notify_one();
    std::function<void()> stay = [] {};  // It is written all the same.
    co_await pending->done.suspend_through(std::move(stay));
    co_return pending->outcome;
  }

 private:
  // Shared by the waiting task and the thread, because either may be gone first.
  struct Pending {
    explicit Pending(Work what) : work(std::move(what)) {}

    Work work;
    Result<> outcome{};
    rt::Wait done{};  // The loop's alone.
  };
  using Group = std::vector<std::shared_ptr<Pending>>;

  void serve() {
    for (;;) {
      auto group = take();
      if (group.empty()) break;
      write(group);
      finish(std::move(group));
    }
    close_();
  }

  Group take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    if (waiting_.size() <= max_group) return std::exchange(waiting_, {});
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(max_group);
    Group group(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return group;
  }

  void write(const Group& group) {
    if (!failed_) {
      std::vector<const Work*> works;
      works.reserve(group.size());
      for (const auto& one : group) works.push_back(&one->work);
      const auto written = write_(works);
      if (!written) failed_ = written.error();
    }
    if (!failed_) return;
    for (const auto& one : group) one->outcome = fail(*failed_);
  }

  // The group moves into the call: the last owner of a task must not be this thread.
  void finish(Group group) {
    auto shared = std::make_shared<const Group>(std::move(group));
    loop_.post([shared = std::move(shared)] {
      for (const auto& one : *shared) one->done.wake();
    });
  }

  rt::Loop& loop_;
  Write write_;
  std::function<void()> close_;
  std::optional<Error> failed_{};  // The thread's.

  std::mutex mutex_{};
  std::condition_variable changed_{};
  Group waiting_{};  // Guarded by mutex_, as closing_.
  bool closing_ = false;

  std::thread thread_{};
};

}  // namespace dynaferry::journal
