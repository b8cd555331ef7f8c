// What a table or index can do at once: what was asked for, but no less than what it always has
// (facts §5.1). Pure functions, any thread.

#pragma once

#include <optional>

#include "sim/engine/table_definition.h"

namespace dynaferry::sim {

[[nodiscard]] Throughput warm_throughput(const std::optional<json::Object>& given,
                                         const Throughput& throughput, bool on_demand);

}  // namespace dynaferry::sim
