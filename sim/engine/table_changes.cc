#include "sim/engine/table_changes.h"

#include <algorithm>

namespace dynaferry::sim {
namespace {

constexpr std::size_t free_decreases = 4;

}  // namespace

std::string_view IndexLife::status(WallTime now) const {
  if (gone_from) return "DELETING";
  if (now < active_from) return "CREATING";
  return now < updated_at ? "UPDATING" : "ACTIVE";
}

std::size_t ThroughputHistory::decreases_today(WallTime now) const {
  const auto day = std::chrono::floor<std::chrono::days>(now);
  return static_cast<std::size_t>(
      std::ranges::count_if(decreases, [&](WallTime at) { return at >= WallTime(day); }));
}

bool ThroughputHistory::may_decrease(WallTime now) const {
  return decreases_today(now) < free_decreases || now - decreases.back() >= std::chrono::hours(1);
}

const IndexLife* TableChanges::index(std::string_view name) const {
  const auto found = indexes.find(name);
  return found == indexes.end() ? nullptr : &found->second;
}

bool TableChanges::any_index_comes_or_goes(WallTime now) const {
  return std::ranges::any_of(indexes,
                             [&](const auto& named) { return named.second.comes_or_goes(now); });
}

bool may_happen_again(const std::vector<WallTime>& times, std::size_t most,
                      std::chrono::hours window, WallTime now) {
  const auto recent = std::ranges::count_if(times, [&](WallTime at) { return now - at < window; });
  return static_cast<std::size_t>(recent) < most;
}

}  // namespace dynaferry::sim
