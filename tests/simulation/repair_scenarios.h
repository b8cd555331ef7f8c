// Short stories of a destination that is repaired, as in verify_scenarios.h.
//
// Threading: one thread. Failure: told in words.

#pragma once

#include <cstdint>
#include <string>

namespace dynaferry::simulation {

// What differs is repaired, in any passing mood.
[[nodiscard]] std::string a_repair(std::uint64_t seed);
// The same, without leave to delete.
[[nodiscard]] std::string a_repair_that_deletes_nothing(std::uint64_t seed);
// Somebody writes a newer value to the destination while it is repaired: it survives, and is told.
[[nodiscard]] std::string a_newer_value_at_the_destination(std::uint64_t seed);
// Somebody writes a newer value to the source while its older one is put: it is put next.
[[nodiscard]] std::string a_newer_value_at_the_source(std::uint64_t seed);

}  // namespace dynaferry::simulation
