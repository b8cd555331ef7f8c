// The disk under the journals fills up, or is left damaged, and the same command is typed again.

#include <gtest/gtest.h>

#include "tests/simulation/damaged_journals.h"
#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

void expect_no_room(const Outcome& outcome) {
  ASSERT_TRUE(outcome.summary) << outcome.text();
  EXPECT_EQ(outcome.summary->exit, run::Exit::failed) << outcome.text();
  EXPECT_FALSE(outcome.problems.empty());
  for (const auto& problem : outcome.problems) {
    EXPECT_NE(problem.what.find("no space left on device"), std::string::npos) << problem.what;
  }
}

TEST(FullDisk, is_told_as_long_as_it_is_full_and_loses_nothing) {
  const auto all = seeds(40, 10);
  std::size_t filled = 0;
  for (const auto seed : all) {
    SCOPED_TRACE(replay(seed));
    Random random(seed);
    auto mood = Mood::calm();
    mood.disk.full_after = random.below(60);
    mood.disk.full_for = 1'000'000;
    mood.disk.keeps_what_failed = random.below(2) == 0;
    SimulatedWorld world(seed, mood);
    for (int life = 0; life < 2; ++life) {
      const auto stopped = world.copy();
      ASSERT_EQ(world.excess(), "");
      if (stopped.is_done()) break;
      filled += life == 0 ? 1U : 0U;
      expect_no_room(stopped);
    }
    world.set_mood(Mood::calm());
    const auto last = world.copy();
    ASSERT_TRUE(last.is_done()) << last.text();
    ASSERT_EQ(world.difference(), "");
  }
  EXPECT_TRUE(all.size() == 1 || filled > all.size() / 2);
}

// What goes on once there is room again is other tables: a journal that failed is not written to any
// more, for nobody knows what of it is there.
TEST(FullDisk, that_is_emptied_meanwhile_stops_no_table_that_did_not_need_it) {
  const auto all = seeds(40, 10);
  std::size_t others_finished = 0;
  for (const auto seed : all) {
    SCOPED_TRACE(replay(seed));
    Random random(seed);
    auto mood = Mood::calm();
    mood.disk.full_after = 8 + random.below(30);
    mood.disk.full_for = 1;
    SimulatedWorld world(seed, mood);
    const auto stopped = world.copy();
    ASSERT_EQ(world.excess(), "");
    if (stopped.is_done()) continue;
    expect_no_room(stopped);
    EXPECT_EQ(stopped.problems.size(), 1U) << stopped.text();
    ++others_finished;
    const auto last = world.copy();
    ASSERT_TRUE(last.is_done()) << last.text();
    ASSERT_EQ(world.difference(), "");
  }
  EXPECT_TRUE(all.size() == 1 || others_finished > all.size() / 2);
}

TEST(DamagedJournal, is_refused_and_nothing_is_written_until_it_is_forgotten_by_name) {
  const auto all = seeds(40, 10);
  std::size_t damaged = 0;
  for (const auto seed : all) {
    SCOPED_TRACE(replay(seed));
    Random random(seed);
    auto mood = Mood::passing(seed);
    mood.kill = Kill{.at = 60 + random.below(240), .power_cut = PowerCut{.torn = true}};
    SimulatedWorld world(seed, mood);
    const auto killed = world.copy();
    ASSERT_EQ(world.excess(), "");
    if (!killed.was_killed()) continue;
    world.set_mood(Mood::calm());
    damaged += forget_damaged_journals(world) > 0 ? 1U : 0U;
    const auto last = world.copy();
    ASSERT_TRUE(last.is_done()) << last.text();
    ASSERT_EQ(world.difference(), "");
  }
  EXPECT_TRUE(all.size() == 1 || damaged > all.size() / 3);
}

}  // namespace
}  // namespace dynaferry::simulation
