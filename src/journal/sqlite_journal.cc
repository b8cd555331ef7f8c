#include "journal/sqlite_journal.h"

#include <algorithm>
#include <vector>

#include "core/check.h"

namespace dynaferry::journal {

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(rt::Loop& loop,
                                                           std::filesystem::path path) {
  DF_TRY(auto file, SqliteFile::open(path));
  std::unique_ptr<SqliteJournal> journal(new SqliteJournal(loop, std::move(file)));
  if (auto started = journal->thread_.start(); !started) return fail(started.error());
  return journal;
}

SqliteJournal::SqliteJournal(rt::Loop& loop, std::unique_ptr<SqliteFile> file)
    : file_(std::move(file)),
      thread_(
          loop, [this](std::span<const Commit* const> commits) { return write(commits); },
          [this] { file_.reset(); }) {}

Result<Contents> SqliteJournal::load() {
  check(!loaded_, "a journal is loaded once");
  loaded_ = true;
  auto contents = file_->load();
  if (!contents) unreadable_ = contents.error();
  return contents;
}

rt::Task<Result<>> SqliteJournal::commit(Batch batch, Durability durability) {
  check(loaded_, "a journal is loaded before its first commit");
  if (unreadable_) co_return fail(*unreadable_);
  auto submitted = thread_.submit({std::move(batch), durability});
  co_return co_await std::move(submitted);
}

Result<> SqliteJournal::write(std::span<const Commit* const> commits) {
  std::vector<const Batch*> batches;
  batches.reserve(commits.size());
  for (const auto* commit : commits) batches.push_back(&commit->first);
  const bool synced = std::ranges::any_of(
      commits, [](const auto* commit) { return commit->second == Durability::barrier; });
  ++transactions_;
  if (synced) ++synced_;
  return file_->write(batches, synced);
}

}  // namespace dynaferry::journal
