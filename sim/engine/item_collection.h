// An item collection: the items of one partition key with what local indexes show of them. In a
// table with a local index it has a bound (facts §3.3). Inside sim/engine only.

#pragma once

#include <cstddef>

#include "sim/engine/answer.h"

namespace dynaferry::sim {

struct PricedWrite;
class Table;

// Refuses a write that makes a collection larger than `most` bytes; what is larger already can
// still shrink.
[[nodiscard]] Outcome<> check_collection(const Table& table, const PricedWrite& write,
                                         std::size_t most);

}  // namespace dynaferry::sim
