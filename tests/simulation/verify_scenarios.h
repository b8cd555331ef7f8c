// Short stories of tables that are verified while something goes wrong, by a seed each. As in
// scenarios.h: each tells what was not as it must be.
//
// Threading: one thread. Failure: told in words.

#pragma once

#include <cstdint>
#include <string>

#include "tests/simulation/scenarios.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {

// Tables that differ a little or not at all, in any passing mood, by any number of segments, and in
// two spellings: just what was planted is told.
[[nodiscard]] std::string planted_differences(std::uint64_t seed);
// A table without number keys, of which one side spells all values otherwise, and which is equal.
[[nodiscard]] std::string another_spelling(std::uint64_t seed);
// Differences as in the first, of a verify that is stopped again and again by a signal, and gone on with.
[[nodiscard]] std::string an_interrupted_verify(std::uint64_t seed);
// A verify that was stopped, and is asked for with another number of segments.
[[nodiscard]] std::string a_verify_by_other_segments(std::uint64_t seed);
// Differences that are made after a verify has ended, and verified once more.
[[nodiscard]] std::string a_verify_after_another(std::uint64_t seed);

// Somebody writes to both sides meanwhile, the destination last, in any passing mood: what they keep
// equal is not told as a difference.
[[nodiscard]] std::string a_live_neighbour(std::uint64_t seed);
// To the source only: what they left different is told.
[[nodiscard]] std::string a_neighbour_at_the_source(std::uint64_t seed);
// Items of which the two sides exchange their values, again and again: they are never equal.
[[nodiscard]] std::string values_that_change_places(std::uint64_t seed);

// What they draw: tables, segments and spelling of a verify; whatever passes, of what it calls.
[[nodiscard]] Scene drawn_verify(std::uint64_t seed);
[[nodiscard]] Mood passing_mood(std::uint64_t seed);

}  // namespace dynaferry::simulation
