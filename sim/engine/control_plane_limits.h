// How many tables an account may have, and change at once (facts §5.4). Inside sim/engine only.

#pragma once

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Whether one more table may be created, changed or deleted now; otherwise LimitExceededException.
[[nodiscard]] Outcome<> check_concurrency(const Operation& operation, bool with_indexes);
[[nodiscard]] Outcome<> check_table_count(const Operation& operation);

}  // namespace dynaferry::sim
