#include "journal/memory_journal.h"

#include <utility>

#include "core/check.h"

namespace dynaferry::journal {

namespace {

// Unsynced batches only matter to a test that cuts the power. A simulation that never sends a
// barrier must not grow without end.
constexpr std::size_t max_unsynced = 4096;

}  // namespace

void apply(Batch batch, Contents& contents) {
  if (batch.forget_segments) contents.segments.clear();
  for (auto& [name, value] : batch.facts) {
    contents.facts.insert_or_assign(std::move(name), std::move(value));
  }
  for (auto& segment : batch.segments) {
    const auto index = segment.index;
    contents.segments.insert_or_assign(index, std::move(segment));
  }
}

void MemoryDisk::lose_unsynced(std::size_t kept) {
  if (kept < unsynced_.size()) unsynced_.resize(kept);
}

Result<Contents> MemoryDisk::read() const {
  if (damaged_) return fail(Fault::corrupt, "the journal is damaged: a row of it fails its check");
  auto contents = synced_;
  for (const auto& batch : unsynced_) apply(batch, contents);
  return contents;
}

Result<> MemoryDisk::write(Batch batch, Durability durability) {
  if (commits_left_) {
    if (*commits_left_ == 0) return fail(Fault::internal, "journal: no space left on device");
    --*commits_left_;
  }
  unsynced_.push_back(std::move(batch));
  const std::size_t stay = durability == Durability::barrier ? 0 : max_unsynced;
  while (unsynced_.size() > stay) {
    apply(std::move(unsynced_.front()), synced_);
    unsynced_.pop_front();
  }
  return {};
}

Result<Contents> MemoryJournal::load() {
  check(!loaded_, "a journal is loaded once");
  loaded_ = true;
  return disk_->read();
}

rt::Task<Result<>> MemoryJournal::commit(Batch batch, Durability durability) {
  check(loaded_, "a journal is loaded before its first commit");
  if (failed_) co_return fail(*failed_);
  auto written = disk_->write(std::move(batch), durability);
  if (!written) failed_ = written.error();
  co_return written;
}

}  // namespace dynaferry::journal
