// The door to the items of tables: every operation that changes one passes here, so that whatever
// else has a say in it (capacity, the stream) is asked in one place. Inside sim/engine only.

#pragma once

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Makes the change and answers what it cost.
[[nodiscard]] Outcome<ConsumedUnits> write_item(Operation& operation, Table& table,
                                                PreparedWrite write);

}  // namespace dynaferry::sim
