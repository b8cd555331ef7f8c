// A verify or a repair that is killed, and whose command is typed again until it ends.
//
// Threading: one thread. Failure: told in words.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {

// A verify of few items in many pages, or their repair; of one table or of each kind.
[[nodiscard]] Scene tiny_verify(std::vector<SourceTable> source, bool repairs);
// Such a verify of tables that differ, each process killed at its stop point; the last one is spared.
struct KilledVerify {
  Scene scene;
  Mood mood = Mood::calm();
  std::uint64_t seed = 1;
  std::uint64_t most_planted = 4;  // Of each table.
  std::vector<Kill> kills{};
};
struct KilledVerifyEnd {
  std::string wrong{};
  std::size_t killed = 0;      // So many of the kills struck.
  std::uint64_t stops = 0;     // Of the outside calls of all processes.
  std::uint64_t repeated = 0;  // Pages that one process read and a later one, too.
};
[[nodiscard]] KilledVerifyEnd live_through(KilledVerify verify);

// A scenario, as in verify_scenarios.h: of large items, killed once.
[[nodiscard]] std::string a_verify_killed_in_the_middle(std::uint64_t seed);

}  // namespace dynaferry::simulation
