// A verify or a repair, killed at every instant there is, and the same command typed again.

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/simulation/killed_verify.h"
#include "tests/simulation/seeds.h"

namespace dynaferry::simulation {
namespace {

void kill_everywhere(bool repairs) {
  const auto scene = [&] { return tiny_verify(tiny_source(), repairs); };
  const auto undisturbed = live_through({.scene = scene()});
  ASSERT_EQ(undisturbed.wrong, "");
  testing::Test::RecordProperty("stop_points", static_cast<int>(undisturbed.stops));
  for (const auto n : every(1, undisturbed.stops + 1, 15)) {
    SCOPED_TRACE(replay(n));
    for (const bool power_cut : {false, true}) {
      Kill kill{.at = n};
      if (power_cut) kill.power_cut = PowerCut{.kept = n % 3, .torn = n % 2 == 0};
      const auto end = live_through({.scene = scene(), .kills = {kill}});
      ASSERT_EQ(end.wrong, "") << (power_cut ? "power cut" : "kill");
      ASSERT_EQ(end.killed, n <= undisturbed.stops ? 1U : 0U);
    }
  }
}

TEST(KilledVerify, goes_on_after_a_kill_at_every_outside_call) { kill_everywhere(false); }
TEST(KilledRepair, goes_on_after_a_kill_at_every_outside_call) { kill_everywhere(true); }

TEST(KilledVerify, is_right_however_often_it_is_killed_in_a_bad_mood) {
  for (const auto seed : seeds(100, 10)) {
    SCOPED_TRACE(replay(seed));
    Random random(seed);
    KilledVerify verify{.scene = tiny_verify(tiny_source(), seed % 2 == 0),
                        .mood = Mood::passing(seed).with_calls_of_verify(seed),
                        .seed = seed};
    for (int life = 0; life < 5; ++life) verify.kills.push_back({.at = 1 + random.below(120)});
    ASSERT_EQ(live_through(std::move(verify)).wrong, "");
  }
}

// What it had read of both sides is not read again, but for what the last checkpoint did not know. Once
// all was read it is begun anew: else nothing would be read any more.
TEST(KilledVerify, repeats_no_more_than_it_read_since_its_last_checkpoint) {
  const auto scene = [] {
    auto out = Scene::of_verify(large_source());
    out.page_items = 1;
    return out;
  };
  const auto verify = [&](std::vector<Kill> kills) {
    return live_through({.scene = scene(), .most_planted = 0, .kills = std::move(kills)});
  };
  const auto last = verify({}).stops;
  constexpr std::uint64_t kMost = 11 + 2 * 4 * 2;  // 1 MiB, and two pages of each open segment.
  constexpr std::uint64_t kAfterTheReading = 12;   // Calls: the last record, looks at both tables.
  std::uint64_t most = 0;
  for (auto n = last / 3; n + kAfterTheReading <= last; n += 9) {
    const auto end = verify({{.at = n}});
    ASSERT_EQ(end.wrong, "") << replay(n);
    ASSERT_LE(end.repeated, kMost) << replay(n);
    most = std::max(most, end.repeated);
  }
  RecordProperty("most_repeated", static_cast<int>(most));
}

}  // namespace
}  // namespace dynaferry::simulation
