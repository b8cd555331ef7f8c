// How long changes of tables and settings take, and how many of them the service takes at once
// (facts §2.6, §5.2–§5.4), and how much they may be promised. The defaults: at once, and the service's own numbers. Pure values.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dynaferry::sim {

struct ControlPlaneOptions {
  using Delay = std::chrono::milliseconds;

  // Beside EngineOptions::creating and deleting.
  Delay creating_per_index{0};
  Delay updating{0};        // A table is UPDATING.
  Delay index_creating{0};  // An index added later is CREATING; the second half of it, Backfilling.
  Delay index_deleting{0};
  Delay unknown_at_first{0};     // A new table is not found by DescribeTable.
  Delay setting{0};              // A setting is ENABLING, DISABLING or UPDATING.
  Delay tags_unseen{0};          // A change of tags is pending.
  Delay policy_unseen{0};        // A resource policy, or that it is gone, cannot be read yet.
  Delay expiry{0};               // How often expired items are looked for and deleted; 0: never.
  Delay backups_unavailable{0};  // From a table's creation.

  std::size_t max_tables = 2'500;
  std::size_t max_changing = 500;  // Tables being created, changed or deleted at once …
  std::size_t max_changing_with_indexes = 250;  // … and those of them with secondary indexes.

  // Units a second that may be provisioned: for a new table with its indexes, and for all tables of
  // an account in a Region (facts §6.1).
  std::int64_t table_reads = 40'000;
  std::int64_t table_writes = 40'000;
  std::int64_t account_reads = 80'000;
  std::int64_t account_writes = 80'000;

  bool rates = false;  // Whether calls above the service's rates are throttled.
  double calls_per_second = 2'500;
};

}  // namespace dynaferry::sim
