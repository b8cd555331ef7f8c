// The work that a resumed copy does again.

#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "tests/simulation/watched_service.h"

namespace dynaferry::simulation {

inline constexpr std::size_t kReadAhead = 2;  // Pages per open segment (copy/table_copy.h).

// Pages of one segment that both processes read, or wrote to, at most.
template <class Once, class Again>
[[nodiscard]] std::size_t most_repeated(const Once& first, const Again& second) {
  std::map<std::string, std::size_t> repeated;
  std::size_t most = 0;
  const std::set<WatchedService::Page> once(first.begin(), first.end());
  for (const auto& page : once) {
    if (second.contains(page)) most = std::max(most, ++repeated[page.first]);
  }
  return most;
}

}  // namespace dynaferry::simulation
