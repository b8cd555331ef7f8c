// One UpdateTable on its way: read and checked part by part, and carried out only when all of it is
// good. Inside sim/engine only.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/engine/operation.h"

namespace dynaferry::sim {

struct TableUpdate {
  Operation& operation;
  const Table& table;
  const json::Object& request;
  TableDefinition next;  // As the table will be defined, but for an index that comes or goes.
  TableChanges changes;
  std::optional<IndexDefinition> new_index{};
  std::string lost_index{};

  [[nodiscard]] WallTime now() const { return operation.now; }
  // A change of throughput of the table ("") or an index, written down; or refused as too frequent.
  [[nodiscard]] Outcome<> note_throughput(std::string_view index, const Throughput& before,
                                          const Throughput& after);
};

// BillingMode, ProvisionedThroughput, OnDemandThroughput and WarmThroughput of the table.
[[nodiscard]] Outcome<> read_table_throughput(TableUpdate& update);
// GlobalSecondaryIndexUpdates, after the table's throughput.
[[nodiscard]] Outcome<> read_index_updates(TableUpdate& update);

// What an Update of the table or one of its indexes says, into what holds for it.
[[nodiscard]] Outcome<> update_on_demand(const json::Object& given, bool on_demand,
                                         std::optional<json::Object>& current);
struct WarmUpdate {
  std::string_view whose;  // "table" or "index NAME".
  const Throughput& throughput;
  bool on_demand = false;
};
[[nodiscard]] Outcome<> update_warm(const json::Object& given, const WarmUpdate& of,
                                    std::optional<json::Object>& current);

}  // namespace dynaferry::sim
