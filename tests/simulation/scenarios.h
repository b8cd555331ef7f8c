// Short stories of copies that go wrong, by a seed each. Each tells what was not as it must be: nothing
// of a client as it is, and something of one that makes the mistake a scenario is there for.
//
// Threading: one thread. Failure: told in words.

#pragma once

#include <cstdint>
#include <string>

namespace dynaferry::simulation {

using Scenario = std::string (*)(std::uint64_t seed);

// Whatever passes goes wrong with network and service; every other seed kills the process, once.
[[nodiscard]] std::string everything_passes(std::uint64_t seed);
// Killed anywhere, by every other seed with a power cut; no table of the destination may exist before.
[[nodiscard]] std::string a_kill_anywhere(std::uint64_t seed);
// The same of a copy of many pages, on a disk that is quick or slow.
[[nodiscard]] std::string a_kill_in_a_long_copy(std::uint64_t seed);
// The disk under the journals is full from some write on, until the command is typed again.
[[nodiscard]] std::string a_full_disk(std::uint64_t seed);
// Between two processes somebody deletes the destination and makes it anew.
[[nodiscard]] std::string a_destination_made_anew(std::uint64_t seed);
// The second process is asked for another number of segments than the first.
[[nodiscard]] std::string other_segments(std::uint64_t seed);
// CreateTable has no answer and no effect, and somebody makes another table of that name.
[[nodiscard]] std::string a_stranger_of_that_name(std::uint64_t seed);
// The same command, typed twice at the same time.
[[nodiscard]] std::string two_at_once(std::uint64_t seed);
// A bit of the journal is flipped while no process lives.
[[nodiscard]] std::string a_damaged_file(std::uint64_t seed);

}  // namespace dynaferry::simulation
