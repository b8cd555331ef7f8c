#include "journal/directory_pair_store.h"

#include <utility>

#include "journal/line_file.h"
#include "journal/scratch_file.h"
#include "journal/sqlite_journal.h"

namespace dynaferry::journal {
namespace {

// The lock alone; the journal only while it is needed.
class OpenFiles final : public OpenPair {
 public:
  OpenFiles(rt::Loop& loop, DirectoryPairStore::OpenJournal open_journal,
            DirectoryPairStore::RunAside run_aside, PairState state)
      : loop_(loop),
        open_journal_(std::move(open_journal)),
        run_aside_(std::move(run_aside)),
        state_(std::move(state)) {}

  // A journal that is not there yet is made when it is needed: making one waits for the disk often.
  Result<Contents> recall() override {
    if (!state_.has_journal()) return Contents{};
    DF_TRY(const auto file, SqliteFile::open(state_.journal()));
    return file->load();
  }
  rt::Task<Result<Journal*>> begin(bool forget) override {
    Blocking step = [this, forget] { return open(forget); };
    auto opening = run_aside_(std::move(step));
    const auto opened = co_await std::move(opening);
    if (!opened) co_return fail(opened.error());
    co_return journal_.get();
  }
  rt::Task<> close() override {
    Blocking step = [this] {
      journal_.reset();
      quarantine_.reset();
      repair_log_.reset();
      return Result<>{};
    };
    auto closing = run_aside_(std::move(step));
    (void)co_await std::move(closing);  // Without a thread for it, the destructor does it.
  }
  Result<LineLog*> quarantine() override {
    return once_open(quarantine_, state_.quarantine(), Repeats::dropped);
  }
  [[nodiscard]] std::string quarantine_name() const override {
    return state_.quarantine().string();
  }
  Result<LineLog*> repair_log() override {
    return once_open(repair_log_, state_.repair_log(), Repeats::kept);
  }
  [[nodiscard]] std::string repair_log_name() const override {
    return state_.repair_log().string();
  }
  Result<std::unique_ptr<Scratch>> scratch() override {
    return ScratchFile::make(state_.journal().parent_path());
  }

 private:
  Result<LineLog*> once_open(std::unique_ptr<LineFile>& file, std::filesystem::path path,
                             Repeats repeats) {
    if (!file) {
      DF_TRY(file, LineFile::open(loop_, std::move(path), repeats));
    }
    return file.get();
  }
  Result<> open(bool forget) {
    if (forget) {
      const auto forgotten = state_.forget();
      if (!forgotten) return forgotten;
    }
    DF_TRY(journal_, open_journal_(state_.journal()));
    const auto loaded = journal_->load();
    if (!loaded) return fail(loaded.error());
    return state_.claim_destination();
  }

  rt::Loop& loop_;
  DirectoryPairStore::OpenJournal open_journal_;
  DirectoryPairStore::RunAside run_aside_;
  PairState state_;  // Let go last.
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<LineFile> quarantine_;
  std::unique_ptr<LineFile> repair_log_;
};

}  // namespace

DirectoryPairStore::DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                                       std::function<void(std::string)> warn)
    : DirectoryPairStore(
          loop, std::move(path), std::move(warn),
          [&loop](const auto& file) { return SqliteJournal::open(loop, file); },
          [&loop](Blocking step) { return run_aside(loop, std::move(step)); }) {}

DirectoryPairStore::DirectoryPairStore(rt::Loop& loop, std::filesystem::path path,
                                       std::function<void(std::string)> warn,
                                       OpenJournal open_journal, RunAside run_aside)
    : loop_(loop),
      path_(std::move(path)),
      warn_(std::move(warn)),
      open_journal_(std::move(open_journal)),
      run_aside_(std::move(run_aside)) {}

bool DirectoryPairStore::remembers(const PairNames& names) {
  const auto directory = StateDirectory::existing(path_);
  return directory && directory->remembers(names);
}

Result<std::optional<Contents>> DirectoryPairStore::peek(const PairNames& names) {
  const auto directory = StateDirectory::existing(path_);
  if (!directory) return std::nullopt;
  return SqliteFile::peek(directory->journal_of(stem_of(names)));
}

Result<std::optional<Rival>> DirectoryPairStore::rival(const PairNames& names) {
  const auto directory = StateDirectory::existing(path_);
  auto name = directory ? directory->rival_of(names) : std::nullopt;
  if (!name) return std::nullopt;
  DF_TRY(auto contents, SqliteFile::peek(directory->journal_of(*name)));
  return Rival{*std::move(name), std::move(contents)};
}

Result<std::unique_ptr<OpenPair>> DirectoryPairStore::open(const PairNames& names, WallTime now) {
  if (!directory_) {
    DF_TRY(directory_, StateDirectory::open(path_));
    if (directory_->warning()) warn_(*directory_->warning());
  }
  DF_TRY(auto state, directory_->take(names, now));
  return std::make_unique<OpenFiles>(loop_, open_journal_, run_aside_, std::move(state));
}

}  // namespace dynaferry::journal
