// What a verify or a repair told, held against what is so.
//
// Threading: one loop's thread. Failure: told in words; empty: all is as it must be.

#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/planted.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {

// What the process told, by item; and in words, what is wrong about how it told it.
struct Heard {
  Kinds kinds{};
  std::string wrong{};
};
[[nodiscard]] Heard heard_from(const SimulatedWorld& world, const Outcome& outcome);

// What is wrong about a verify that ended, of tables that differ in just that. Empty: nothing.
[[nodiscard]] std::string misjudged(SimulatedWorld& world, const Outcome& outcome,
                                    const Kinds& planted);
// What it told that is not so, however it ended.
[[nodiscard]] std::string invented(const SimulatedWorld& world, const Outcome& outcome,
                                   const Kinds& planted);

// What is wrong about a repair that ended. Of a destination that is as its source now, nothing.
[[nodiscard]] std::string misrepaired(SimulatedWorld& world, const Outcome& outcome);
// What became of keys, over all pairs.
struct Counts {
  std::uint64_t repaired = 0;
  std::uint64_t deleted = 0;
  std::uint64_t left_alone = 0;
  std::uint64_t in_flux = 0;
  bool operator==(const Counts&) const = default;
};
[[nodiscard]] std::string unless_counted(const Outcome& outcome, const Counts& expected);

[[nodiscard]] std::uint64_t count_of(const Kinds& kinds, verify::Kind kind);
[[nodiscard]] std::string text_of(const Kinds& kinds);

}  // namespace dynaferry::simulation
