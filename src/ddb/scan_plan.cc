#include "ddb/scan_plan.h"

#include <algorithm>
#include <bit>

namespace dynaferry::ddb {
namespace {

constexpr std::int64_t kFewestSegments = 8;
constexpr std::int64_t kMostSegments = 4096;
constexpr std::int64_t kSegmentBytes = 64LL * 1024 * 1024;

}  // namespace

std::uint32_t segments_for(std::int64_t table_bytes) {
  return static_cast<std::uint32_t>(
      std::clamp(table_bytes / kSegmentBytes, kFewestSegments, kMostSegments));
}

std::vector<std::size_t> far_apart(std::size_t count) {
  std::vector<std::size_t> order;
  const auto size = std::bit_ceil(std::max<std::size_t>(count, 1));
  for (std::size_t i = 0; i < size; ++i) {
    std::size_t reversed = 0;
    for (auto bit = size >> 1U, from = std::size_t{1}; bit > 0; bit >>= 1U, from <<= 1U) {
      if ((i & from) != 0) reversed |= bit;
    }
    if (reversed < count) order.push_back(reversed);
  }
  return order;
}

}  // namespace dynaferry::ddb
