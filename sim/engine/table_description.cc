#include "sim/engine/table_description.h"

#include "sim/engine/settings_request.h"
#include "sim/engine/stream_settings.h"
#include "sim/engine/warm_throughput.h"

namespace dynaferry::sim {
namespace {

// Of an index, or of the table when that is "".
json::Object throughput_of(const Throughput& throughput, const Table& table, std::string_view index,
                           WallTime now) {
  json::Object told{{"NumberOfDecreasesToday", 0},
                    {"ReadCapacityUnits", throughput.read},
                    {"WriteCapacityUnits", throughput.write}};
  const auto found = table.changes.throughput.find(index);
  if (found == table.changes.throughput.end()) return told;
  const auto& history = found->second;
  told["NumberOfDecreasesToday"] = history.decreases_today(now);
  if (!history.decreases.empty()) {
    told["LastDecreaseDateTime"] = epoch_seconds(history.decreases.back());
  }
  if (history.last_increase) told["LastIncreaseDateTime"] = epoch_seconds(*history.last_increase);
  return told;
}

json::Object warm_of(const std::optional<json::Object>& given, const Throughput& throughput,
                     bool on_demand, std::string_view status) {
  const auto warm = warm_throughput(given, throughput, on_demand);
  return {{"ReadUnitsPerSecond", warm.read},
          {"WriteUnitsPerSecond", warm.write},
          {"Status", status == "UPDATING" ? status : "ACTIVE"}};
}

json::Object projection_of(const IndexDefinition& index) {
  switch (index.projection) {
    case Projection::all: return {{"ProjectionType", "ALL"}};
    case Projection::keys_only: return {{"ProjectionType", "KEYS_ONLY"}};
    case Projection::include: break;
  }
  json::Array names;
  for (const auto& name : index.non_key_attributes) names.emplace_back(name);
  return {{"ProjectionType", "INCLUDE"}, {"NonKeyAttributes", std::move(names)}};
}

json::Object describe_index(const Table& table, std::size_t position, std::string_view status,
                            WallTime now) {
  const auto& index = table.definition().indexes[position];
  const auto& entries = table.index_entries()[position];
  json::Object told = {{"IndexName", index.name},
                       {"KeySchema", index.key_schema},
                       {"Projection", projection_of(index)},
                       {"IndexSizeBytes", entries.bytes()},
                       {"ItemCount", entries.count()},
                       {"IndexArn", table.birth().arn + "/index/" + index.name}};
  if (!index.global) return told;
  const auto* life = table.changes.index(index.name);
  if (status == "UPDATING") status = "ACTIVE";  // The table is; its index has a life of its own.
  if (life != nullptr && status == "ACTIVE") status = life->status(now);
  told["IndexStatus"] = status;
  if (status == "CREATING" && life != nullptr) {
    told["Backfilling"] = life->is_backfilling(now);
    told["IndexSizeBytes"] = 0;
    told["ItemCount"] = 0;
  }
  told["ProvisionedThroughput"] = throughput_of(index.throughput, table, index.name, now);
  told["WarmThroughput"] =
      warm_of(index.warm_throughput, index.throughput, table.definition().on_demand, status);
  if (index.on_demand_throughput) told["OnDemandThroughput"] = *index.on_demand_throughput;
  return told;
}

void describe_indexes(const Table& table, std::string_view status, WallTime now,
                      json::Object& told) {
  json::Array local;
  json::Array global;
  const auto& indexes = table.definition().indexes;
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    (indexes[i].global ? global : local).push_back(describe_index(table, i, status, now));
  }
  if (!local.empty()) told["LocalSecondaryIndexes"] = std::move(local);
  if (!global.empty()) told["GlobalSecondaryIndexes"] = std::move(global);
}

void describe_settings(const Table& table, json::Object& told) {
  const auto& definition = table.definition();
  if (definition.on_demand || table.billing_was_changed) {
    json::Object billing = {
        {"BillingMode", definition.on_demand ? "PAY_PER_REQUEST" : "PROVISIONED"}};
    if (definition.on_demand) {
      billing["LastUpdateToPayPerRequestDateTime"] =
          epoch_seconds(table.changes.to_on_demand.empty() ? table.birth().created
                                                           : table.changes.to_on_demand.back());
    }
    told["BillingModeSummary"] = std::move(billing);
  }
  if (definition.on_demand_throughput) {
    told["OnDemandThroughput"] = *definition.on_demand_throughput;
  }
  describe_stream(table, told);
  if (definition.encryption && json::find_bool(*definition.encryption, "Enabled").value_or(false)) {
    json::Object encryption = {{"Status", "ENABLED"}, {"SSEType", "KMS"}};
    if (const auto* key = json::find(*definition.encryption, "KMSMasterKeyId")) {
      encryption["KMSMasterKeyArn"] = *key;
    }
    told["SSEDescription"] = std::move(encryption);
  }
  if (!definition.table_class.empty()) {
    told["TableClassSummary"] = json::Object{{"TableClass", definition.table_class}};
  }
}

std::string_view status_of(const Table& table, WallTime now) {
  if (table.is_deleting()) return "DELETING";
  if (!table.is_active(now)) return "CREATING";
  return table.is_updating(now) ? "UPDATING" : "ACTIVE";
}

}  // namespace

json::Object describe(const Table& table, WallTime now) {
  const auto& definition = table.definition();
  const auto status = status_of(table, now);
  json::Object told = {
      {"AttributeDefinitions", definition.attribute_definitions},
      {"TableName", definition.name},
      {"KeySchema", definition.key_schema},
      {"TableStatus", status},
      {"CreationDateTime", epoch_seconds(table.birth().created)},
      {"ProvisionedThroughput", throughput_of(definition.throughput, table, "", now)},
      {"TableSizeBytes", table.item_bytes()},
      {"ItemCount", table.item_count()},
      {"TableArn", table.birth().arn},
      {"TableId", table.birth().id},
      {"WarmThroughput",
       warm_of(definition.warm_throughput, definition.throughput, definition.on_demand, status)},
      {"DeletionProtectionEnabled", definition.deletion_protection}};
  describe_indexes(table, status, now, told);
  describe_settings(table, told);
  return told;
}

}  // namespace dynaferry::sim
