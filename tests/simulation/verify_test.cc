// Small verifies in a thousand moods, beside a thousand neighbours.

#include <gtest/gtest.h>

#include <utility>

#include "tests/simulation/judged.h"
#include "tests/simulation/repair_scenarios.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/verify_scenarios.h"

namespace dynaferry::simulation {
namespace {

void expect_for_seeds(Scenario scenario, std::uint64_t count, std::uint64_t with_sanitizers) {
  for (const auto seed : seeds(count, with_sanitizers)) {
    ASSERT_EQ(scenario(seed), "") << replay(seed);
  }
}

TEST(SimulatedVerify, finds_a_copy_equal_to_its_source) {
  SimulatedWorld world(1);
  ASSERT_TRUE(world.copy().is_done());
  world.request().copies = false;
  world.request().verify.emplace();
  EXPECT_EQ(misjudged(world, world.copy(), {}), "");
}

TEST(SimulatedVerify, ends_a_copy_that_asks_for_it) {
  Scene scene;
  scene.request.verify.emplace();
  SimulatedWorld world(1, Mood::calm(), std::move(scene));
  EXPECT_EQ(misjudged(world, world.copy(), {}), "");
  // What was changed since the copy ended is no longer copied, but told.
  const auto planted = plant_differences(world, 1, 5);
  EXPECT_EQ(misjudged(world, world.copy(), planted), "");
}

// The end of a verify in this mood is one of those that it may have.
void check_ending(SimulatedWorld& world, const Mood& mood, const Outcome& outcome,
                  const Kinds& planted) {
  ASSERT_FALSE(outcome.stall) << outcome.text();
  if (!mood.changes_tables) {
    ASSERT_EQ(invented(world, outcome, planted), "");
  }
  if (outcome.was_killed()) {
    ASSERT_TRUE(mood.kill) << outcome.text();
    return;
  }
  const auto exit = outcome.summary->exit;
  if (exit == run::Exit::done || exit == run::Exit::differs) {
    ASSERT_EQ(misjudged(world, outcome, planted), "");
    return;
  }
  ASSERT_FALSE(outcome.problems.empty()) << outcome.text();
  for (const auto& problem : outcome.problems) {
    ASSERT_FALSE(problem.what.empty() || problem.next.empty()) << outcome.text();
  }
  if (mood.ending == Ending::refused) {
    ASSERT_EQ(exit, run::Exit::refused) << outcome.text();
  }
  ASSERT_NE(mood.ending, Ending::whole) << outcome.text();
}

TEST(SimulatedVerify, ends_with_the_truth_or_with_a_clear_error_in_every_mood) {
  const auto all = seeds(1000, 40);
  std::size_t whole = 0;
  std::size_t killed = 0;
  for (const auto seed : all) {
    const auto mood = Mood::of(seed).with_calls_of_verify(seed);
    SCOPED_TRACE(replay(seed) + "\n" + mood.service);
    SimulatedWorld world(seed, mood, drawn_verify(seed));
    const auto planted = plant_differences(world, seed, seed % 4);
    const auto outcome = world.copy();
    check_ending(world, mood, outcome, planted);
    if (HasFatalFailure()) return;
    killed += outcome.was_killed() ? 1U : 0U;
    whole += outcome.summary && outcome.problems.empty() ? 1U : 0U;
    if (mood.changes_tables) continue;
    // The same command again, when nothing goes wrong any more.
    world.set_mood(Mood::calm());
    ASSERT_EQ(misjudged(world, world.copy(), planted), "");
  }
  RecordProperty("whole", static_cast<int>(whole));
  RecordProperty("killed", static_cast<int>(killed));
  if (all.size() < 500) return;  // A share of few says little.
  EXPECT_GE(killed, all.size() / 5) << "too few were killed to show much";
  EXPECT_GE(whole, (all.size() - killed) * 7 / 10) << "the moods are too bad to show much";
}

TEST(SimulatedVerify, goes_on_after_any_signal) {
  expect_for_seeds(an_interrupted_verify, 200, 10);
}

TEST(SimulatedVerify, counts_nothing_of_a_page_that_it_cannot_read) {
  constexpr std::uint64_t kPages = 40;
  for (const auto seed : seeds(kPages, 5)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, Mood::calm(), Scene::of_verify());
    world.service().spoil_page(1 + (seed - 1) % kPages);
    const auto failed = world.copy();
    ASSERT_TRUE(failed.summary && failed.summary->exit == run::Exit::failed) << failed.text();
    ASSERT_EQ(misjudged(world, world.copy(), {}), "");
  }
}

TEST(SimulatedVerify, begins_anew_by_other_segments) {
  expect_for_seeds(a_verify_by_other_segments, 50, 5);
}

TEST(SimulatedVerify, begins_anew_when_it_had_ended) {
  expect_for_seeds(a_verify_after_another, 50, 5);
}

TEST(SimulatedVerify, takes_nothing_for_a_difference_that_a_neighbour_keeps_equal) {
  expect_for_seeds(a_live_neighbour, 1000, 20);
}

TEST(SimulatedVerify, finds_what_a_neighbour_wrote_to_the_source_only) {
  expect_for_seeds(a_neighbour_at_the_source, 200, 10);
}

TEST(SimulatedVerify, never_finds_values_equal_that_only_change_places) {
  expect_for_seeds(values_that_change_places, 60, 5);
}

TEST(SimulatedRepair, makes_the_destination_what_the_source_is) {
  expect_for_seeds(a_repair, 300, 20);
}

TEST(SimulatedRepair, deletes_nothing_without_leave) {
  expect_for_seeds(a_repair_that_deletes_nothing, 50, 5);
}

TEST(SimulatedRepair, leaves_newer_values_of_the_destination_alone) {
  expect_for_seeds(a_newer_value_at_the_destination, 200, 10);
}

TEST(SimulatedRepair, follows_newer_values_of_the_source) {
  expect_for_seeds(a_newer_value_at_the_source, 200, 10);
}

}  // namespace
}  // namespace dynaferry::simulation
