// One small copy in a thousand moods of network and service.

#include <gtest/gtest.h>

#include "tests/simulation/damaged_journals.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

TEST(SimulatedCopy, copies_every_item_when_nothing_goes_wrong) {
  SimulatedWorld world(1);
  const auto outcome = world.copy();
  ASSERT_TRUE(outcome.is_done()) << outcome.text();
  EXPECT_EQ(world.difference(), "");
  // Nothing was read twice, and segments have several pages.
  const auto& pages = world.service().pages();
  const std::set<WatchedService::Page> once(pages.begin(), pages.end());
  EXPECT_EQ(once.size(), pages.size());
  EXPECT_GT(pages.size(), 36U);
}

// The end of a copy in this mood is one of those that it may have.
void check_ending(SimulatedWorld& world, const Mood& mood, const Outcome& outcome) {
  ASSERT_FALSE(outcome.stall) << outcome.text();
  ASSERT_EQ(world.excess(), "") << outcome.text();
  if (outcome.was_killed()) {
    ASSERT_TRUE(mood.kill) << outcome.text();
    return;
  }
  if (outcome.is_done()) {
    ASSERT_TRUE(outcome.problems.empty()) << outcome.text();
    ASSERT_EQ(world.difference(), "") << outcome.text();
    return;
  }
  ASSERT_FALSE(outcome.problems.empty()) << outcome.text();
  for (const auto& problem : outcome.problems) {
    ASSERT_FALSE(problem.what.empty() || problem.next.empty()) << outcome.text();
  }
  if (mood.ending == Ending::refused) {
    ASSERT_EQ(outcome.summary->exit, run::Exit::refused) << outcome.text();
  }
  ASSERT_NE(mood.ending, Ending::whole) << outcome.text();
}

// The same command again, when nothing goes wrong any more. What was done to the tables stays done.
void copy_again(SimulatedWorld& world, const Mood& mood) {
  world.set_mood(Mood::calm());
  const bool is_torn = mood.kill && mood.kill->power_cut && mood.kill->power_cut->torn;
  if (is_torn && !mood.changes_tables) forget_damaged_journals(world);
  const auto again = world.copy();
  if (mood.changes_tables) {  // A table that is gone is not chosen again.
    ASSERT_FALSE(again.stall) << again.text();
    ASSERT_EQ(world.excess(), "") << again.text();
    return;
  }
  ASSERT_TRUE(again.is_done()) << again.text();
  ASSERT_EQ(world.difference(), "");
}

TEST(SimulatedCopy, ends_whole_or_with_a_clear_error_in_every_mood) {
  const auto all = seeds(1000, 60);
  std::size_t whole = 0;
  std::size_t killed = 0;
  for (const auto seed : all) {
    const auto mood = Mood::of(seed);
    SCOPED_TRACE(replay(seed) + "\n" + mood.service);
    SimulatedWorld world(seed, mood);
    const auto outcome = world.copy();
    check_ending(world, mood, outcome);
    copy_again(world, mood);
    whole += outcome.is_done() ? 1U : 0U;
    killed += outcome.was_killed() ? 1U : 0U;
  }
  RecordProperty("whole", static_cast<int>(whole));
  RecordProperty("killed", static_cast<int>(killed));
  if (all.size() < 500) return;  // A share of few says little.
  EXPECT_GE(killed, all.size() / 4) << "too few were killed to show much";
  const auto spared = all.size() - killed;
  EXPECT_GE(whole, spared * 7 / 10) << "the moods are too bad to show much";
  EXPECT_LE(whole, spared * 9 / 10) << "the moods are too good to show much";
}

TEST(SimulatedCopy, repeats_itself_to_the_byte_for_one_seed_and_not_for_another) {
  struct Trace {
    std::uint64_t loop;
    std::string story;
    bool operator==(const Trace&) const = default;
  };
  const auto trace = [](std::uint64_t seed) {
    SimulatedWorld world(seed, Mood::of(seed));
    (void)world.copy();
    return Trace{world.loop().trace(), world.service().story()};
  };
  for (const auto seed : seeds(20, 4)) {
    SCOPED_TRACE(replay(seed));
    const auto first = trace(seed);
    EXPECT_GT(first.story.size(), 20U);
    EXPECT_TRUE(first == trace(seed));
    EXPECT_FALSE(first == trace(seed + 1'000'000));
  }
}

}  // namespace
}  // namespace dynaferry::simulation
