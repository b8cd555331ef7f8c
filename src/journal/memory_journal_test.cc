#include "journal/memory_journal.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "rt/run_task.h"
#include "rt/sim_loop.h"
#include "tests/support/journal_batches.h"

namespace dynaferry::journal {
namespace {

rt::Task<Result<>> commit_three(Journal& journal, Durability second) {
  auto committed = co_await journal.commit(fact("a", "1"), Durability::progress);
  if (committed) committed = co_await journal.commit(fact("a", "2"), second);
  if (committed) committed = co_await journal.commit(fact("a", "3"), Durability::progress);
  co_return committed;
}

struct MemoryJournalTest : testing::Test {
  Result<> write(Durability second) {
    MemoryJournal journal(disk);
    EXPECT_TRUE(journal.load());
    return rt::run_task(loop, commit_three(journal, second));
  }
  std::string left() {
    const auto facts = disk->read()->facts;
    return facts.contains("a") ? facts.at("a") : "";
  }

  rt::SimLoop loop{1};
  std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>();
};

TEST_F(MemoryJournalTest, survives_a_killed_process_with_all_it_acknowledged) {
  EXPECT_TRUE(write(Durability::progress));
  EXPECT_EQ(left(), "3");
}

TEST_F(MemoryJournalTest, a_power_cut_takes_what_no_barrier_followed) {
  EXPECT_TRUE(write(Durability::progress));
  EXPECT_EQ(disk->unsynced(), 3U);
  disk->lose_unsynced(1);
  EXPECT_EQ(left(), "1");
  disk->lose_unsynced();
  EXPECT_EQ(left(), "");
}

TEST_F(MemoryJournalTest, a_barrier_keeps_itself_and_all_before_it) {
  EXPECT_TRUE(write(Durability::barrier));
  disk->lose_unsynced();
  EXPECT_EQ(left(), "2");
}

TEST_F(MemoryJournalTest, that_is_damaged_is_never_read) {
  EXPECT_TRUE(write(Durability::barrier));
  disk->damage();
  MemoryJournal journal(disk);
  const auto loaded = journal.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().fault, Fault::corrupt);
}

TEST_F(MemoryJournalTest, after_a_failed_commit_every_later_one_fails) {
  disk->fail_after(1);
  MemoryJournal journal(disk);
  EXPECT_TRUE(journal.load());
  const auto failed = rt::run_task(loop, commit_three(journal, Durability::barrier));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().fault, Fault::internal);
  EXPECT_EQ(left(), "1");
  disk->mend();
  EXPECT_FALSE(rt::run_task(loop, commit_three(journal, Durability::barrier)));
  EXPECT_EQ(left(), "1");
  EXPECT_TRUE(write(Durability::progress));  // The next process may.
}

}  // namespace
}  // namespace dynaferry::journal
