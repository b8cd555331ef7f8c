#include "journal/journal.h"

#include <gtest/gtest.h>

#include <memory>

#include "journal/memory_journal.h"
#include "journal/sqlite_journal.h"
#include "tests/support/journal_suite.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::journal {
namespace {

class MemoryPlace final : public JournalPlace {
 public:
  Result<std::unique_ptr<Journal>> open(rt::Loop&) override {
    return std::make_unique<MemoryJournal>(disk_);
  }

 private:
  std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
};

JournalKind memory_kind() {
  return {"Memory", [] { return std::make_unique<MemoryPlace>(); }};
}

INSTANTIATE_TEST_SUITE_P(Memory, JournalSuite, testing::Values(memory_kind()), kind_name);

class SqlitePlace final : public JournalPlace {
 public:
  Result<std::unique_ptr<Journal>> open(rt::Loop& loop) override {
    DF_TRY(auto journal, SqliteJournal::open(loop, directory_ / "a.journal"));
    return journal;
  }

 private:
  TemporaryDirectory directory_{};
};

JournalKind sqlite_kind() {
  return {"Sqlite", [] { return std::make_unique<SqlitePlace>(); }};
}

INSTANTIATE_TEST_SUITE_P(Sqlite, JournalSuite, testing::Values(sqlite_kind()), kind_name);

}  // namespace
}  // namespace dynaferry::journal
