// What DescribeTable says. Inside sim/engine only.

#pragma once

#include "json/document.h"
#include "sim/engine/table.h"

namespace dynaferry::sim {

[[nodiscard]] json::Object describe(const Table& table, WallTime now);

}  // namespace dynaferry::sim
