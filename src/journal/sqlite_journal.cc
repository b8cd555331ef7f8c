#include "journal/sqlite_journal.h"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/check.h"
#include "rt/wait.h"

namespace dynaferry::journal {

// Shared by the waiting task and the thread, because either may be gone first.
struct SqliteJournal::Pending {
  Pending(Batch what, Durability how) : batch(std::move(what)), durability(how) {}

  Batch batch;
  Durability durability;
  Result<> outcome{};
  rt::Wait done{};  // The loop's alone.
};

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(rt::Loop& loop,
                                                           std::filesystem::path path) {
  DF_TRY(auto file, SqliteFile::open(path));
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(loop, std::move(file)));
  if (auto started = journal->start(); !started) return fail(started.error());
  return journal;
}

SqliteJournal::SqliteJournal(rt::Loop& loop, std::unique_ptr<SqliteFile> file)
    : loop_(loop), file_(std::move(file)) {}

SqliteJournal::~SqliteJournal() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

Result<> SqliteJournal::start() {
  // Signals belong to the loop's thread.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  Result<> started;
  try {
    thread_ = std::thread([this] { serve(); });
  } catch (const std::system_error& error) {
    started =
        fail(Fault::internal, fmt::format("cannot start the journal's thread: {}", error.what()));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

Result<Contents> SqliteJournal::load() {
  check(!loaded_, "a journal is loaded once");
  loaded_ = true;
  auto contents = file_->load();
  if (!contents) failed_ = contents.error();
  return contents;
}

rt::Task<Result<>> SqliteJournal::commit(Batch batch, Durability durability) {
  check(loaded_, "a journal is loaded before its first commit");
  const auto pending = std::make_shared<Pending>(std::move(batch), durability);
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= max_waiting) {
      co_return fail(Fault::busy, fmt::format("journal: {} commits are waiting", max_waiting));
    }
    waiting_.push_back(pending);
  }
  changed_.notify_one();
  std::function<void()> stay = [] {};  // The commit is written all the same.
  co_await pending->done.suspend_through(std::move(stay));
  co_return pending->outcome;
}

SqliteJournal::Cost SqliteJournal::cost() {
  const std::scoped_lock lock(mutex_);
  return cost_;
}

void SqliteJournal::serve() {
  for (;;) {
    auto group = take();
    if (group.empty()) break;
    write(group);
    finish(std::move(group));
  }
  file_.reset();  // Closing syncs.
}

SqliteJournal::Group SqliteJournal::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
  if (waiting_.size() <= max_group) return std::exchange(waiting_, {});
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(max_group);
  Group group(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return group;
}

void SqliteJournal::write(const Group& group) {
  const bool synced = std::ranges::any_of(
      group, [](const auto& one) { return one->durability == Durability::barrier; });
  if (!failed_) {
    std::vector<const Batch*> batches;
    batches.reserve(group.size());
    for (const auto& one : group) batches.push_back(&one->batch);
    const auto written = file_->write(batches, synced);
    if (!written) failed_ = written.error();
  }
  if (failed_) {
    for (const auto& one : group) one->outcome = fail(*failed_);
  }
  const std::scoped_lock lock(mutex_);
  ++cost_.transactions;
  if (synced) ++cost_.synced;
}

// The group moves into the call: the last owner of a task must not be this thread.
void SqliteJournal::finish(Group group) {
  auto shared = std::make_shared<const Group>(std::move(group));
  loop_.post([shared = std::move(shared)] {
    for (const auto& one : *shared) one->done.wake();
  });
}

}  // namespace dynaferry::journal
