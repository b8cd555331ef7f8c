// What the service's time to live does to a table: it deletes expired items, and the stream says that
// nobody else did (facts §4.2, §5.3). When it runs is the caller's choice. Inside sim/engine only.

#pragma once

#include <cstddef>
#include <string_view>

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Deletes the items whose attribute is a time before now, in epoch seconds, and not more than five
// years before. How many those were.
[[nodiscard]] Outcome<std::size_t> expire_items(Operation& operation, Table& table,
                                                std::string_view attribute);

}  // namespace dynaferry::sim
