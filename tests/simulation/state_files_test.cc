// The files of the state directory, as the program itself writes them: killed at each system call that
// changes one, and damaged at each byte.

#include "tests/simulation/state_files.h"

#include <gtest/gtest.h>

#include "tests/simulation/killed_copy.h"
#include "tests/simulation/seeds.h"
#include "tests/support/environment.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::simulation {
namespace {

Lives live_in_files(const std::vector<Kill>& kills, std::uint64_t* stop_points = nullptr) {
  const auto directory = TemporaryDirectory::in_memory();
  auto scene = tiny_copy(tiny_source());
  scene.state_directory = directory / "state";
  SimulatedWorld world(1, tiny_mood(), std::move(scene));
  if (stop_points == nullptr) return live_through(world, kills);
  EXPECT_TRUE(world.copy().is_done());
  *stop_points = world.calls().count();
  return {};
}

TEST(StateFiles, are_gone_on_with_after_a_kill_at_every_system_call) {
  std::uint64_t last = 0;
  (void)live_in_files({}, &last);
  EXPECT_GT(last, 500U) << "are the system's calls not seen any more?";
  RecordProperty("stop_points", static_cast<int>(last));
  for (const auto n : every(1, last + 1, 40)) {
    SCOPED_TRACE(replay(n));
    const auto lives = live_in_files({{.at = n}});
    ASSERT_EQ(lives.wrong, "");
    ASSERT_EQ(lives.killed, n <= last ? 1U : 0U);
  }
}

// A soak takes every byte; else one in so many, as each is a copy of its own.
void damage_everywhere(bool killed, std::uint64_t step) {
  if (is_soak()) step = 1;
  const StateFiles files(killed);
  std::size_t refused = 0;
  std::size_t recovered = 0;
  std::vector<StateFiles::Damage> damages;
  Random random(3);
  for (std::uint64_t at = 0; at < files.total_size(); at += step) {
    damages.push_back({.at = at});
    damages.push_back({.at = at, .bit = random.below(8)});
  }
  for (const auto& damage : damages) {
    const auto end = files.go_on_with(damage);
    ASSERT_EQ(end.wrong, "") << "byte " << damage.at << (damage.bit ? " flipped" : " cut off");
    (end.refused ? refused : recovered) += 1;
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(recovered, 0U);
  testing::Test::RecordProperty(killed ? "killed_refused" : "stopped_refused",
                                static_cast<int>(refused));
  testing::Test::RecordProperty(killed ? "killed_recovered" : "stopped_recovered",
                                static_cast<int>(recovered));
}

#ifdef DYNAFERRY_FEWER_SEEDS
constexpr std::uint64_t kStep = 1999;
#else
constexpr std::uint64_t kStep = 127;
#endif

TEST(StateFiles, damaged_anywhere_are_refused_or_recovered_and_never_copied_wrongly) {
  for (const bool killed : {true, false}) damage_everywhere(killed, kStep);
}

}  // namespace
}  // namespace dynaferry::simulation
