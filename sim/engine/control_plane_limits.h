// How many tables an account may have and change at once (facts §5.4), and how much throughput they
// may be promised (facts §6.1). Inside sim/engine only.

#pragma once

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Whether one more table may be created, changed or deleted now; otherwise LimitExceededException.
[[nodiscard]] Outcome<> check_concurrency(const Operation& operation, bool with_indexes);
[[nodiscard]] Outcome<> check_table_count(const Operation& operation);

// Whether a new table may be provisioned as it is defined.
[[nodiscard]] Outcome<> check_new_provision(const Operation& operation,
                                            const TableDefinition& definition);
// Whether a table may be provisioned as it will be, maybe with one more index: the bound on a single
// table is for new ones only.
[[nodiscard]] Outcome<> check_provision(const Operation& operation, const TableDefinition& next,
                                        const IndexDefinition* added);

}  // namespace dynaferry::sim
