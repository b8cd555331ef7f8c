#include "sim/engine/warm_throughput.h"

#include <algorithm>

namespace dynaferry::sim {
namespace {

constexpr Throughput of_a_fresh_table_on_demand{12'000, 4'000};

}  // namespace

Throughput warm_throughput(const std::optional<json::Object>& given, const Throughput& throughput,
                           bool on_demand) {
  auto warm = on_demand ? of_a_fresh_table_on_demand : throughput;
  if (!given) return warm;
  const auto raise = [&](std::string_view name, std::int64_t& units) {
    const auto asked = json::find_number(*given, name);
    if (asked) units = std::max(units, static_cast<std::int64_t>(*asked));
  };
  raise("ReadUnitsPerSecond", warm.read);
  raise("WriteUnitsPerSecond", warm.write);
  return warm;
}

}  // namespace dynaferry::sim
