// A process told to stop at any time, and the same command typed again.

#include <gtest/gtest.h>

#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

TEST(InterruptedCopy, stops_soon_and_goes_on) {
  const auto all = seeds(200, 20);
  std::size_t interrupted = 0;
  for (const auto seed : all) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed);
    Random random(seed);
    world.interrupt_after(std::chrono::microseconds(random.below(3'000'000)));
    const auto stopped = world.copy();
    ASSERT_TRUE(stopped.summary) << stopped.text();
    ASSERT_TRUE(stopped.problems.empty()) << stopped.text();
    ASSERT_EQ(world.excess(), "");
    if (stopped.is_done()) continue;
    ++interrupted;
    ASSERT_EQ(stopped.summary->exit, run::Exit::interrupted);
    ASSERT_TRUE(stopped.summary->interrupted);
    // Nothing new is begun: what arrives later was on its way, perhaps on a new connection.
    ASSERT_TRUE(world.interrupted_at());
    ASSERT_LE(world.service().last_arrival() - *world.interrupted_at(),
              std::chrono::milliseconds(100));
    const auto read = world.service().pages();
    world.interrupt_after(std::chrono::hours(24));
    const auto again = world.copy();
    ASSERT_TRUE(again.is_done()) << again.text();
    ASSERT_EQ(world.difference(), "");
    ASSERT_LE(most_repeated(read, world.service().pages()), kReadAhead);
  }
  EXPECT_TRUE(all.size() == 1 || interrupted > all.size() / 2);
}

TEST(InterruptedCopy, is_no_error_in_a_bad_mood) {
  for (const auto seed : seeds(200, 20)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, Mood::passing(seed));
    Random random(seed);
    world.interrupt_after(std::chrono::microseconds(random.below(12'000'000)));
    const auto stopped = world.copy();
    ASSERT_TRUE(stopped.summary) << stopped.text();
    ASSERT_TRUE(stopped.problems.empty()) << stopped.text();
    ASSERT_EQ(world.excess(), "");
    if (stopped.is_done()) continue;
    ASSERT_EQ(stopped.summary->exit, run::Exit::interrupted);
    world.interrupt_after(std::chrono::hours(24));
    world.set_mood(Mood::calm());
    const auto again = world.copy();
    ASSERT_TRUE(again.is_done()) << again.text();
    ASSERT_EQ(world.difference(), "");
  }
}

}  // namespace
}  // namespace dynaferry::simulation
