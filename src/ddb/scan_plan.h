// Into how many segments a table is scanned, and in which order they are begun.
//
// Pure functions; no threads.

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dynaferry::ddb {

// How many segments a table of that size is scanned in. Enough that many partitions are at work at
// once, few enough that a small table is not all round trips.
[[nodiscard]] std::uint32_t segments_for(std::int64_t table_bytes);

// 0, 4, 2, 6, 1, 5, 3, 7 for eight: neighbours in this order are far apart in the hash space.
[[nodiscard]] std::vector<std::size_t> far_apart(std::size_t count);

}  // namespace dynaferry::ddb
