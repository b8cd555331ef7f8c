// A source of many small tables, no two next to each other alike: each kind of key, with and without
// indexes, provisioned too small for a quick copy or on demand, a tenth of them empty.

#pragma once

#include <vector>

#include "tests/simulation/source_table.h"

namespace dynaferry::simulation {

[[nodiscard]] std::vector<SourceTable> many_tables(unsigned count);

}  // namespace dynaferry::simulation
