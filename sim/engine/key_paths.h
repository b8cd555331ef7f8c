// Keys are whole values: no expression may look into one. Inside sim/engine only; pure.

#pragma once

#include <span>

#include "sim/engine/document_path.h"
#include "sim/engine/table_definition.h"

namespace dynaferry::sim {

// Refuses a path that goes into a key attribute of the table or of one of its indexes.
[[nodiscard]] Outcome<> check_key_paths(const TableDefinition& definition,
                                        std::span<const DocumentPath> paths);

}  // namespace dynaferry::sim
