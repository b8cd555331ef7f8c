// What --neighbour says, and what is said of it in the end: other traffic on tables
// (sim/engine/neighbour.h). Any thread before the simulator runs, then the engine's.

#pragma once

#include <expected>
#include <string>
#include <vector>

#include "sim/engine/engine.h"
#include "sim/front/account.h"

namespace dynaferry::sim {

// Each text is TABLE=PARTS, such as "orders=reads:50,writes:20". An account may be named by an
// access key. The error is in words, for a person.
[[nodiscard]] std::expected<std::vector<NeighbourSpec>, std::string> read_neighbours(
    const std::vector<std::string>& texts, const std::vector<Account>& accounts);

// A line for each table that has any: what they did, and how often they were turned away.
[[nodiscard]] std::string report_of_neighbours(const Engine& engine,
                                               const std::vector<NeighbourSpec>& neighbours);

}  // namespace dynaferry::sim
