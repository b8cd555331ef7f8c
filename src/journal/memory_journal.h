// The journal of a simulated process: no thread, no file, no wait.
//
// MemoryDisk is what stays when the process is gone: destroy the MemoryJournal at any instant and
// open another on the same disk. The disk can also lose what a power cut would lose, fill up, and be
// damaged, which is noticed as any journal must notice it.
//
// Threading: one loop's thread. Failure: as journal.h; only a disk told to fail does.

#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include "journal/journal.h"
#include "journal/line_log.h"

namespace dynaferry::journal {

class MemoryDisk {
 public:
  // A power cut: of the progress commits after the last barrier only the first `kept` remain.
  void lose_unsynced(std::size_t kept = 0);
  [[nodiscard]] std::size_t unsynced() const { return unsynced_.size(); }

  // After `more` further commits every commit fails, until mend().
  void fail_after(std::size_t more) { commits_left_ = more; }
  void mend() { commits_left_.reset(); }

  // Some of what is stored is not what was written.
  void damage() { damaged_ = true; }

  // The pair's refused items, and its repairs. Each line is durable at once.
  [[nodiscard]] MemoryLineLog& quarantine() { return *quarantine_; }
  [[nodiscard]] MemoryLineLog& repair_log() { return *repair_log_; }
  // They are files of their own: a journal that is begun anew leaves them as they are.
  void take_logs_of(const MemoryDisk& other) {
    quarantine_ = other.quarantine_;
    repair_log_ = other.repair_log_;
  }

  // What a journal opened now would load. Fault: corrupt.
  [[nodiscard]] Result<Contents> read() const;

 private:
  friend class MemoryJournal;
  Result<> write(Batch batch, Durability durability);

  Contents synced_{};
  std::deque<Batch> unsynced_{};  // Oldest first.
  std::optional<std::size_t> commits_left_{};
  bool damaged_ = false;
  std::shared_ptr<MemoryLineLog> quarantine_ = std::make_shared<MemoryLineLog>(Repeats::dropped);
  std::shared_ptr<MemoryLineLog> repair_log_ = std::make_shared<MemoryLineLog>(Repeats::kept);
};

class MemoryJournal final : public Journal {
 public:
  explicit MemoryJournal(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {}

  Result<Contents> load() override;
  rt::Task<Result<>> commit(Batch batch, Durability durability) override;

 private:
  std::shared_ptr<MemoryDisk> disk_;
  bool loaded_ = false;
  std::optional<Error> failed_{};
};

// Applies a batch as a journal does.
void apply(Batch batch, Contents& contents);

}  // namespace dynaferry::journal
