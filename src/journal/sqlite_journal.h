// The program's journal: a SqliteFile behind a thread of its own (writer_thread.h). All that waits is
// one transaction, synced if any of it is a barrier.
//
// Threading: commit() on the loop's thread. open(), load() and destruction wait for the disk, and may
// be elsewhere (aside.h). The loop outlives the journal.
//
// Order: that in which commit()s began to run, also between the two durabilities.
//
// Cancellation: a commit that has begun is carried through, also in a cancelled task.
//
// Failure: as journal.h. A commit that failed on its way to the platter may be found by a later
// load, whole.

#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "journal/journal.h"
#include "journal/sqlite_file.h"
#include "journal/writer_thread.h"
#include "rt/loop.h"

namespace dynaferry::journal {

class SqliteJournal final : public Journal {
 public:
  // Opens or makes the file. Take the pair's lock first (state_directory.h). Faults: invalid (not
  // a journal, or of a newer format), corrupt, internal.
  static Result<std::unique_ptr<SqliteJournal>> open(rt::Loop& loop, std::filesystem::path path);

  // Writes what still waits, closes the file (which syncs) on the thread, and ends that.
  ~SqliteJournal() override = default;
  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;

  Result<Contents> load() override;
  rt::Task<Result<>> commit(Batch batch, Durability durability) override;

  // Transactions so far, and how many of them were synced. For tests and the bench.
  struct Cost {
    std::uint64_t transactions = 0;
    std::uint64_t synced = 0;
  };
  [[nodiscard]] Cost cost() const { return {transactions_, synced_}; }

 private:
  using Commit = std::pair<Batch, Durability>;

  SqliteJournal(rt::Loop& loop, std::unique_ptr<SqliteFile> file);

  Result<> write(std::span<const Commit* const> commits);

  std::unique_ptr<SqliteFile> file_;  // The thread's, from the first commit on.
  bool loaded_ = false;
  std::optional<Error> unreadable_{};  // Why load() failed.
  std::atomic<std::uint64_t> transactions_ = 0;
  std::atomic<std::uint64_t> synced_ = 0;
  WriterThread<Commit> thread_;
};

}  // namespace dynaferry::journal
