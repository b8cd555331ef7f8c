// What UpdateTable has done to a table and is still doing: the times of changes, from which follow
// the states of table and indexes and which changes the service takes next (facts §5.2, §5.3). Owned
// by Table. Pure values.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace dynaferry::sim {

// An index that was added, is being changed, or goes away.
struct IndexLife {
  WallTime backfilled_from{};  // Before this, an added index is CREATING and not yet Backfilling.
  WallTime active_from{};
  WallTime updated_at{};                // Until then, an ACTIVE one is UPDATING.
  std::optional<WallTime> gone_from{};  // Set: it is DELETING.

  [[nodiscard]] bool is_backfilling(WallTime now) const {
    return now >= backfilled_from && now < active_from;
  }
  // Whether it is CREATING or DELETING.
  [[nodiscard]] bool comes_or_goes(WallTime now) const { return gone_from || now < active_from; }
  [[nodiscard]] std::string_view status(WallTime now) const;
};

// How the provisioned throughput of a table or an index was changed.
struct ThroughputHistory {
  std::vector<WallTime> decreases;
  std::optional<WallTime> last_increase;

  // Those of the day (UTC) that now is in.
  [[nodiscard]] std::size_t decreases_today(WallTime now) const;
  // Four a day, and more if the last was an hour ago.
  [[nodiscard]] bool may_decrease(WallTime now) const;
};

struct TableChanges {
  WallTime updated_at{};  // Until then the table is UPDATING.
  std::map<std::string, IndexLife, std::less<>>
      indexes;  // Those without an entry are as their table.
  std::map<std::string, ThroughputHistory, std::less<>> throughput;  // By index; "": the table.
  std::vector<WallTime> to_on_demand;
  std::vector<WallTime> table_classes;
  std::vector<WallTime> encryption_keys;

  [[nodiscard]] bool is_updating(WallTime now) const { return now < updated_at; }
  // Null when there is nothing to say about this index.
  [[nodiscard]] const IndexLife* index(std::string_view name) const;
  [[nodiscard]] bool any_index_comes_or_goes(WallTime now) const;
};

// Whether fewer than `most` of the times lie less than `window` back.
[[nodiscard]] bool may_happen_again(const std::vector<WallTime>& times, std::size_t most,
                                    std::chrono::hours window, WallTime now);

}  // namespace dynaferry::sim
