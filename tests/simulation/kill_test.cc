// A process killed at every instant there is, and the same command typed again.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

// Puts into `ended` whether the copy ended before its n-th request.
void kill_and_go_on(std::uint64_t n, Instant instant, bool power_cut, bool& ended) {
  SimulatedWorld world(n);
  world.service().strike(n, instant, [&world] { world.kill(); });
  const auto killed = world.copy();
  ended = killed.is_done();
  if (ended) return;
  ASSERT_TRUE(killed.was_killed()) << "killed, and still it ended: " << killed.text();
  ASSERT_EQ(world.excess(), "");
  if (power_cut) world.disk().cut_power(0, false);
  const auto read = world.service().pages();
  const auto again = world.copy();
  ASSERT_TRUE(again.is_done()) << again.text();
  ASSERT_EQ(world.difference(), "");
  if (power_cut) return;  // Which may lose the whole progress, that is, repeat it.
  ASSERT_LE(most_repeated(read, world.service().pages()), kReadAhead);
}

TEST(KilledCopy, goes_on_after_a_kill_at_every_request) {
  SimulatedWorld undisturbed(1);
  ASSERT_TRUE(undisturbed.copy().is_done());
  bool ended = false;
  for (const auto n : seeds(1000, 40)) {
    for (const auto instant : {Instant::before_the_effect, Instant::after_the_effect}) {
      for (const bool power_cut : {false, true}) {
        SCOPED_TRACE(fmt::format("{} {} {}", replay(n),
                                 instant == Instant::before_the_effect ? "before" : "after",
                                 power_cut ? "power cut" : "kill"));
        kill_and_go_on(n, instant, power_cut, ended);
        if (HasFatalFailure()) return;
      }
    }
    if (!ended) continue;
    // Another seed may need a few requests fewer.
    EXPECT_GT(n, undisturbed.service().requests() * 4 / 5);
    break;
  }
}

// Pages are acknowledged much faster than the journal takes them.
TEST(KilledCopy, repeats_no_more_when_the_disk_is_slow) {
  auto mood = Mood::calm();
  mood.disk.most_wait = std::chrono::seconds(2);
  for (const auto seed : seeds(40, 5)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, mood);
    world.service().strike(40 + seed % 40, Instant::after_the_effect, [&world] { world.kill(); });
    const auto killed = world.copy();
    ASSERT_TRUE(killed.was_killed()) << killed.text();
    const auto read = world.service().pages();
    const auto again = world.copy();
    ASSERT_TRUE(again.is_done()) << again.text();
    ASSERT_EQ(world.difference(), "");
    ASSERT_LE(most_repeated(read, world.service().pages()), kReadAhead);
  }
}

TEST(KilledCopy, goes_on_however_often_it_is_killed_in_a_bad_mood) {
  for (const auto seed : seeds(100, 10)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, Mood::passing(seed));
    Random random(seed);
    for (int life = 0; life < 5; ++life) {
      const auto instant =
          random.below(2) == 0 ? Instant::before_the_effect : Instant::after_the_effect;
      world.service().strike(1 + random.below(60), instant, [&world] { world.kill(); });
      const auto outcome = world.copy();
      ASSERT_FALSE(outcome.stall) << outcome.text();
      ASSERT_EQ(world.excess(), "");
      if (random.below(3) == 0) world.disk().cut_power(random.below(4), false);
      if (outcome.is_done()) break;
    }
    world.service().spare();
    world.set_mood(Mood::calm());
    const auto last = world.copy();
    ASSERT_TRUE(last.is_done()) << last.text();
    ASSERT_EQ(world.difference(), "");
  }
}

}  // namespace
}  // namespace dynaferry::simulation
