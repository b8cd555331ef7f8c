#include "journal/directory_pair_store.h"

#include <utility>

#include "journal/sqlite_journal.h"

namespace dynaferry::journal {
namespace {

class OpenFiles final : public OpenPair {
 public:
  OpenFiles(PairState state, std::unique_ptr<SqliteJournal> journal)
      : state_(std::move(state)), journal_(std::move(journal)) {}
  Journal& journal() override { return *journal_; }

 private:
  PairState state_;  // Let go last.
  std::unique_ptr<SqliteJournal> journal_;
};

}  // namespace

DirectoryPairStore::DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                                       std::function<void(std::string)> warn)
    : loop_(loop), path_(std::move(path)), warn_(std::move(warn)) {}

bool DirectoryPairStore::remembers(const PairNames& names) {
  const auto directory = StateDirectory::existing(path_);
  return directory && directory->remembers(names);
}

Result<std::unique_ptr<OpenPair>> DirectoryPairStore::open(const PairNames& names, bool forget,
                                                           WallTime now) {
  if (!directory_) {
    DF_TRY(directory_, StateDirectory::open(path_));
    if (directory_->warning()) warn_(*directory_->warning());
  }
  DF_TRY(auto state, directory_->take(names, now));
  if (forget) {
    const auto forgotten = state.forget();
    if (!forgotten) return fail(forgotten.error());
  }
  DF_TRY(auto journal, SqliteJournal::open(loop_, state.journal()));
  return std::make_unique<OpenFiles>(std::move(state), std::move(journal));
}

}  // namespace dynaferry::journal
