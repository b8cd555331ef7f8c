#include "tests/simulation/file_journals.h"

#include <optional>
#include <utility>

#include "journal/directory_pair_store.h"
#include "journal/sqlite_file.h"

namespace dynaferry::simulation {
namespace {

class FileJournal final : public journal::Journal {
 public:
  explicit FileJournal(std::unique_ptr<journal::SqliteFile> file) : file_(std::move(file)) {}

  Result<journal::Contents> load() override { return file_->load(); }
  rt::Task<Result<>> commit(journal::Batch batch, journal::Durability durability) override {
    if (failed_) co_return fail(*failed_);
    const auto* one = &batch;
    auto written = file_->write({&one, 1}, durability == journal::Durability::barrier);
    if (!written) failed_ = written.error();
    co_return written;
  }

 private:
  std::unique_ptr<journal::SqliteFile> file_;
  std::optional<Error> failed_{};
};

Result<std::unique_ptr<journal::Journal>> open_journal(const std::filesystem::path& path) {
  DF_TRY(auto file, journal::SqliteFile::open(path));
  return std::make_unique<FileJournal>(std::move(file));
}

rt::Task<Result<>> run_here(journal::Blocking step) { co_return step(); }

}  // namespace

std::unique_ptr<journal::PairStore> file_journals(rt::Loop& loop, std::filesystem::path directory) {
  return std::make_unique<journal::DirectoryPairStore>(
      loop, std::move(directory), [](const std::string&) {}, open_journal, run_here);
}

}  // namespace dynaferry::simulation
