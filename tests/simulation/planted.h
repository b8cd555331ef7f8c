// Differences between two tables that held the same, made by somebody else with calls of their own,
// and known by kind: what a verify has to find, and all that it may.
//
// Threading: one loop's thread. Failure: none.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "tests/simulation/simulated_world.h"
#include "verify/verdict.h"

namespace dynaferry::simulation {

using ItemName = std::pair<std::string, std::string>;  // Source table, SourceTable::name_of().
using Kinds = std::map<ItemName, verify::Kind>;

// Changes up to `most` items of each table, on either side: an item is taken away, one digit of a
// number is another, a number becomes a string, an empty value is not there, a list is in another
// order, one bit of a binary is another, two items exchange a value. Now and then, what changes is the
// spelling only.
[[nodiscard]] Kinds plant_differences(SimulatedWorld& world, std::uint64_t seed,
                                      std::uint64_t most);

// PutItem or DeleteItem, as a request to the table of that account.
[[nodiscard]] std::string put_request(Account account, const SourceTable& table,
                                      const json::Object& item);
[[nodiscard]] std::string delete_request(Account account, const SourceTable& table,
                                         const json::Object& item);

}  // namespace dynaferry::simulation
