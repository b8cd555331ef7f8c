// The tables that most simulated copies copy: three, of each kind of key, one with a global index
// and one with a local one, and items that hold what is easily damaged on the way.

#pragma once

#include <vector>

#include "tests/simulation/source_table.h"

namespace dynaferry::simulation {

// Made once.
[[nodiscard]] const std::vector<SourceTable>& small_source();

// For copies of which there are thousands: one table of each kind of key, of which one has indexes and
// one is empty.
[[nodiscard]] std::vector<SourceTable> tiny_source();
// The same, and one table only.
[[nodiscard]] std::vector<SourceTable> tiniest_source();
// One table of items so large that a verify has to record in the middle how far it is.
[[nodiscard]] std::vector<SourceTable> large_source();

}  // namespace dynaferry::simulation
