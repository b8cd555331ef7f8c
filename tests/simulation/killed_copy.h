// A copy that is killed, and whose command is typed again until it ends.
//
// Threading: one thread. Failure: told in words, so that a test of the tests can see it, too.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {

// A copy of few items that has what a big one has: pages that are acknowledged in another order than
// they were read, in part and long before the slow disk has recorded them.
[[nodiscard]] Scene tiny_copy(std::vector<SourceTable> source);
[[nodiscard]] Mood tiny_mood();

struct Lives {
  std::string wrong{};     // What was not as it must be; empty: nothing.
  std::size_t killed = 0;  // So many of the kills struck, before the copy ended by itself.
};

// One process after another, each killed at its stop point if it comes so far; then one that is
// spared, and one more. What the world holds is looked at after each.
[[nodiscard]] Lives live_through(SimulatedWorld& world, const std::vector<Kill>& kills);

}  // namespace dynaferry::simulation
