// A process killed at every instant there is, and the same command typed again.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/simulation/killed_copy.h"
#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/seeds.h"
#include "tests/support/environment.h"

namespace dynaferry::simulation {
namespace {

std::uint64_t stop_points(const Scene& scene) {
  SimulatedWorld undisturbed(1, tiny_mood(), scene);
  EXPECT_TRUE(undisturbed.copy().is_done());
  return undisturbed.calls().count();
}

// How many of the kills struck. With power cuts, the machine ends with each process.
std::size_t killed_at(const Scene& scene, const std::vector<std::uint64_t>& stops,
                      bool power_cuts) {
  std::vector<Kill> kills;
  for (const auto stop : stops) {
    kills.push_back({.at = stop});
    if (power_cuts) kills.back().power_cut.emplace();
  }
  SimulatedWorld world(1, tiny_mood(), scene);
  const auto lives = live_through(world, kills);
  EXPECT_EQ(lives.wrong, "") << (power_cuts ? "power cut" : "kill");
  return lives.killed;
}

TEST(KilledCopy, goes_on_after_a_kill_at_every_outside_call) {
  const auto small = tiny_copy(tiny_source());
  const auto last = stop_points(small);
  RecordProperty("stop_points", static_cast<int>(last));
  for (const auto n : every(1, last + 1, 15)) {
    SCOPED_TRACE(replay(n));
    for (const bool power_cut : {false, true}) {
      ASSERT_EQ(killed_at(small, {n}, power_cut), n <= last ? 1U : 0U);
    }
    if (HasFailure()) return;
  }
}

void kill_at_pairs(bool power_cuts, std::size_t step) {
  const auto smaller = tiny_copy(tiniest_source());
  const auto last = stop_points(smaller);
  int pairs = 0;
  const auto stops = every(1, last, 15);
  for (std::size_t i = 0; i < stops.size(); i += step) {
    const auto n = stops[i];
    std::size_t killed = 2;
    for (std::uint64_t m = 1; killed == 2; ++m) {
      SCOPED_TRACE(fmt::format("{}, then {}", replay(n), m));
      killed = killed_at(smaller, {n, m}, power_cuts);
      ASSERT_GE(killed, 1U);
      if (testing::Test::HasFailure()) return;
      ++pairs;
    }
  }
  testing::Test::RecordProperty("stop_points", static_cast<int>(last));
  testing::Test::RecordProperty("pairs", pairs);
}

TEST(KilledCopy, goes_on_after_kills_at_every_pair_of_outside_calls) { kill_at_pairs(false, 1); }

// As long as the kills: only `./dev soak` has the first cut at each of them.
TEST(KilledCopy, goes_on_after_power_cuts_at_pairs_of_outside_calls) {
  kill_at_pairs(true, is_soak() ? 1 : 8);
}

// Pages are acknowledged much faster than the journal takes them.
TEST(KilledCopy, repeats_no_more_when_the_disk_is_slow) {
  auto mood = Mood::calm();
  mood.disk.most_wait = std::chrono::seconds(2);
  for (const auto seed : seeds(40, 5)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, mood);
    const auto lives = live_through(world, {{.at = 100 + 2 * (seed % 40)}});
    EXPECT_EQ(lives.wrong, "");
    EXPECT_EQ(lives.killed, 1U);
  }
}

TEST(KilledCopy, goes_on_however_often_it_is_killed_in_a_bad_mood) {
  for (const auto seed : seeds(200, 20)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, Mood::passing(seed));
    Random random(seed);
    for (int life = 0; life < 5; ++life) {
      world.kill_at(1 + random.below(200));
      const auto outcome = world.copy();
      ASSERT_FALSE(outcome.stall) << outcome.text();
      ASSERT_EQ(world.excess(), "");
      if (random.below(3) == 0) world.disk().cut_power(random.below(4), false);
      if (outcome.is_done()) break;
    }
    world.set_mood(Mood::calm());
    const auto last = world.copy();
    ASSERT_TRUE(last.is_done()) << last.text();
    ASSERT_EQ(world.difference(), "");
  }
}

}  // namespace
}  // namespace dynaferry::simulation
