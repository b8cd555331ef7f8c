// The program's journal: a SqliteFile behind a thread of its own, so that no disk is waited for on
// the loop. The thread takes all that waits into one transaction (group commit), synced if any of
// it is a barrier, and posts the outcome.
//
// Threading: commit(), load() and destruction on the loop's thread. The loop outlives the journal.
//
// Order: that in which commit()s began to run, also between the two durabilities.
//
// Cancellation: a commit that has begun is carried through, also in a cancelled task.
//
// Failure: as journal.h, and busy (nothing happened) when max_waiting commits are pending. A commit
// that failed on its way to the platter may be found by a later load, whole.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "journal/journal.h"
#include "journal/sqlite_file.h"
#include "rt/loop.h"

namespace dynaferry::journal {

class SqliteJournal final : public Journal {
 public:
  // Each waiting commit is a suspended task with one batch; copies keep one per open segment.
  static constexpr std::size_t max_waiting = 65'536;
  // Commits in one transaction: bounds what a transaction holds in SQLite's cache.
  static constexpr std::size_t max_group = 1'024;

  // Opens or makes the file. Take the pair's lock first (state_directory.h). Faults: invalid (not
  // a journal, or of a newer format), corrupt, internal.
  static Result<std::unique_ptr<SqliteJournal>> open(rt::Loop& loop, std::filesystem::path path);

  // Writes what still waits, ends the thread, closes the file.
  ~SqliteJournal() override;
  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;

  Result<Contents> load() override;
  rt::Task<Result<>> commit(Batch batch, Durability durability) override;

  // Transactions so far, and how many of them were synced. For tests and the bench.
  struct Cost {
    std::uint64_t transactions = 0;
    std::uint64_t synced = 0;
  };
  [[nodiscard]] Cost cost();

 private:
  struct Pending;
  using Group = std::vector<std::shared_ptr<Pending>>;

  SqliteJournal(rt::Loop& loop, std::unique_ptr<SqliteFile> file);

  Result<> start();
  void serve();
  Group take();
  void write(const Group& group);
  void finish(Group group);

  rt::Loop& loop_;
  std::unique_ptr<SqliteFile> file_;  // The loop's until load(), then the thread's.
  std::optional<Error> failed_{};     // The thread's. Set for good by the first failure.
  bool loaded_ = false;

  std::mutex mutex_{};
  std::condition_variable changed_{};
  Group waiting_{};  // Guarded by mutex_, as all below.
  bool closing_ = false;
  Cost cost_{};

  std::thread thread_{};
};

}  // namespace dynaferry::journal
