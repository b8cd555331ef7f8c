// One TEST_P per rule of journal::Journal. A new implementation is one INSTANTIATE line, in the one
// source that includes this:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, JournalSuite, testing::Values(memory_kind()), kind_name);

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/random.h"
#include "journal/journal.h"
#include "journal/memory_journal.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "tests/support/journal_batches.h"

namespace dynaferry::journal {

// What survives the process: a file, or a simulated disk. Each open() is another process's.
class JournalPlace {
 public:
  virtual ~JournalPlace() = default;
  virtual Result<std::unique_ptr<Journal>> open(rt::Loop& loop) = 0;
};

struct JournalKind {
  std::string name;
  std::function<std::unique_ptr<JournalPlace>()> make;
};

inline std::string kind_name(const testing::TestParamInfo<JournalKind>& kind) {
  return kind.param.name;
}

// Commits numbered facts one after the other, keeping in `acknowledged` the order of the answers.
inline rt::Task<> commit_in_turn(Journal& journal, int task, int count, Durability durability,
                                 std::vector<std::string>& acknowledged) {
  for (int i = 0; i < count; ++i) {
    const auto name = std::to_string(task) + "/" + std::to_string(i);
    auto batch = fact(name, std::to_string(i));
    batch.facts.emplace_back("last of " + std::to_string(task), std::to_string(i));
    const auto committed = co_await journal.commit(std::move(batch), durability);
    EXPECT_TRUE(committed) << committed.error().text();
    acknowledged.push_back(name);
  }
}

class JournalSuite : public testing::TestWithParam<JournalKind> {
 protected:
  std::unique_ptr<Journal> open() {
    auto opened = place_->open(loop_);
    EXPECT_TRUE(opened) << opened.error().text();
    return opened ? std::move(*opened) : nullptr;
  }
  // The contents, through a journal of their own.
  Contents reload() {
    const auto journal = open();
    return load(*journal);
  }
  static Contents load(Journal& journal) {
    auto contents = journal.load();
    EXPECT_TRUE(contents) << contents.error().text();
    return contents ? *std::move(contents) : Contents{};
  }
  Result<> commit(Journal& journal, Batch batch, Durability durability = Durability::progress) {
    return rt::run_task(loop_, journal.commit(std::move(batch), durability));
  }

  rt::RealLoop loop_{};
  std::unique_ptr<JournalPlace> place_ = GetParam().make();
};

TEST_P(JournalSuite, remembers_nothing_at_first) {
  EXPECT_EQ(reload(), Contents{});
  EXPECT_EQ(reload(), Contents{});
}

TEST_P(JournalSuite, goes_on_where_it_stopped) {
  Contents expected;
  {
    const auto journal = open();
    load(*journal);
    auto batch = fact("phase", "copying");
    batch.segments = {segment(0, 2, R"({"id":{"S":"a"}})", 10), Segment{.index = 1, .total = 2}};
    apply(batch, expected);
    EXPECT_TRUE(commit(*journal, batch));
  }
  EXPECT_EQ(reload(), expected);
  EXPECT_EQ(reload(), expected);
}

TEST_P(JournalSuite, a_later_commit_replaces_facts_and_segments_of_that_name) {
  {
    const auto journal = open();
    load(*journal);
    EXPECT_TRUE(commit(*journal, fact("phase", "creating")));
    EXPECT_TRUE(commit(*journal, progress_of(segment(3, 8, "a", 1))));
    EXPECT_TRUE(commit(*journal, fact("phase", "copying")));
    auto done = segment(3, 8, "b", 2);
    done.finished = true;
    EXPECT_TRUE(commit(*journal, progress_of(done)));
    Segment unbegun{.index = 4, .total = 8};
    EXPECT_TRUE(commit(*journal, progress_of(segment(4, 8, "z", 9))));
    EXPECT_TRUE(commit(*journal, progress_of(unbegun)));
  }
  const auto found = reload();
  EXPECT_EQ(found.facts.at("phase"), "copying");
  EXPECT_EQ(found.segments.at(3).last_evaluated_key, "b");
  EXPECT_TRUE(found.segments.at(3).finished);
  EXPECT_EQ(found.segments.at(4).last_evaluated_key, std::nullopt);
}

TEST_P(JournalSuite, within_a_batch_the_last_one_of_a_name_stays) {
  {
    const auto journal = open();
    load(*journal);
    auto batch = fact("phase", "first");
    batch.facts.emplace_back("phase", "second");
    batch.segments = {segment(0, 1, "first", 1), segment(0, 1, "second", 2)};
    EXPECT_TRUE(commit(*journal, batch));
  }
  const auto found = reload();
  EXPECT_EQ(found.facts.at("phase"), "second");
  EXPECT_EQ(found.segments.at(0).last_evaluated_key, "second");
}

TEST_P(JournalSuite, forgets_segments_before_it_puts_new_ones) {
  {
    const auto journal = open();
    load(*journal);
    for (std::uint32_t i = 0; i < 8; ++i) {
      EXPECT_TRUE(commit(*journal, progress_of(segment(i, 8, "old", 1))));
    }
    auto anew = fact("pass", "2");
    anew.forget_segments = true;
    anew.segments = {segment(1, 3, "new", 0)};
    EXPECT_TRUE(commit(*journal, anew));
  }
  const auto found = reload();
  EXPECT_EQ(found.facts.at("pass"), "2");
  ASSERT_EQ(found.segments.size(), 1U);
  EXPECT_EQ(found.segments.at(1), segment(1, 3, "new", 0));
}

TEST_P(JournalSuite, keeps_any_bytes_and_any_number) {
  std::string every_byte;
  for (int c = 0; c < 256; ++c) every_byte.push_back(static_cast<char>(c));
  Contents expected;
  {
    const auto journal = open();
    load(*journal);
    Batch batch;
    batch.facts = {{every_byte, every_byte}, {"", ""}, {"empty", ""}, {"1", "1"}, {"1.0", "1e3"}};
    batch.facts.emplace_back("large", std::string(300'000, '\0'));
    Segment extreme;
    extreme.index = 0xffffffffU;
    extreme.total = 0xffffffffU;
    extreme.last_evaluated_key = std::string{};  // Not the same as absent.
    extreme.items = ~std::uint64_t{0};
    extreme.bytes = std::uint64_t{1} << 63U;
    extreme.quarantined = ~std::uint64_t{0};
    batch.segments = {extreme, segment(0, 1, every_byte, 0)};
    apply(batch, expected);
    EXPECT_TRUE(commit(*journal, batch, Durability::barrier));
  }
  EXPECT_EQ(reload(), expected);
}

TEST_P(JournalSuite, an_empty_batch_is_a_commit_too) {
  {
    const auto journal = open();
    load(*journal);
    EXPECT_TRUE(commit(*journal, fact("a", "1")));
    EXPECT_TRUE(commit(*journal, {}, Durability::barrier));
    EXPECT_TRUE(commit(*journal, {}));
  }
  EXPECT_EQ(reload().facts.at("a"), "1");
}

TEST_P(JournalSuite, many_tasks_may_commit_at_once) {
  constexpr int tasks = 20;
  constexpr int each = 25;
  std::vector<std::string> acknowledged;
  {
    const auto journal = open();
    load(*journal);
    rt::Scope scope(loop_);
    for (int task = 0; task < tasks; ++task) {
      const auto durability = task % 5 == 0 ? Durability::barrier : Durability::progress;
      scope.spawn(commit_in_turn(*journal, task, each, durability, acknowledged));
    }
    rt::run_task(loop_, join(scope));
  }
  EXPECT_EQ(acknowledged.size(), static_cast<std::size_t>(tasks * each));
  const auto found = reload();
  for (const auto& name : acknowledged) EXPECT_TRUE(found.facts.contains(name)) << name;
  for (int task = 0; task < tasks; ++task) {
    EXPECT_EQ(found.facts.at("last of " + std::to_string(task)), std::to_string(each - 1));
  }
}

TEST_P(JournalSuite, overlapping_commits_keep_their_order) {
  constexpr int count = 3000;
  std::vector<int> acknowledged;
  {
    const auto journal = open();
    load(*journal);
    rt::Scope scope(loop_);
    for (int i = 0; i < count; ++i) scope.spawn(commit_numbered(*journal, i, acknowledged));
    rt::run_task(loop_, join(scope));
  }
  ASSERT_EQ(acknowledged.size(), static_cast<std::size_t>(count));
  EXPECT_TRUE(std::ranges::is_sorted(acknowledged));
  EXPECT_EQ(reload().facts.at("same"), std::to_string(count - 1));
}

TEST_P(JournalSuite, equals_its_model_after_any_batches_and_reopenings) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    place_ = GetParam().make();
    Random random(seed);
    Contents model;
    for (int process = 0; process < 5; ++process) {
      const auto journal = open();
      ASSERT_EQ(load(*journal), model);
      const auto commits = random.below(30);
      for (std::uint64_t i = 0; i < commits; ++i) {
        Batch batch;
        batch.forget_segments = random.below(10) == 0;
        for (auto n = random.below(4); n > 0; --n) {
          const auto size = random.below(random.below(10) == 0 ? 9000 : 40);
          batch.facts.emplace_back("fact" + std::to_string(random.below(12)),
                                   std::string(size, static_cast<char>(random.below(256))));
        }
        for (auto n = random.below(4); n > 0; --n) {
          auto one = segment(static_cast<std::uint32_t>(random.below(40)), 40,
                             std::to_string(random.next()), random.next());
          if (random.below(5) == 0) one.last_evaluated_key.reset();
          one.finished = random.below(3) == 0;
          batch.segments.push_back(std::move(one));
        }
        apply(batch, model);
        const auto durability = random.below(4) == 0 ? Durability::barrier : Durability::progress;
        ASSERT_TRUE(commit(*journal, batch, durability));
      }
    }
    EXPECT_EQ(reload(), model) << "seed " << seed;
  }
}

}  // namespace dynaferry::journal
