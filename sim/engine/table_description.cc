#include "sim/engine/table_description.h"

#include "sim/engine/stream_settings.h"

namespace dynaferry::sim {
namespace {

constexpr std::int64_t default_warm_read = 12'000;  // Of a fresh on-demand table.
constexpr std::int64_t default_warm_write = 4'000;

double epoch_seconds(WallTime at) {
  return static_cast<double>(at.time_since_epoch().count()) / 1000.0;
}

json::Object throughput_of(const Throughput& throughput) {
  return {{"NumberOfDecreasesToday", 0},
          {"ReadCapacityUnits", throughput.read},
          {"WriteCapacityUnits", throughput.write}};
}

json::Object warm_of(const std::optional<json::Object>& given, const Throughput& throughput,
                     bool on_demand) {
  json::Object warm = {{"ReadUnitsPerSecond", on_demand ? default_warm_read : throughput.read},
                       {"WriteUnitsPerSecond", on_demand ? default_warm_write : throughput.write}};
  if (given) {
    for (const auto& [name, value] : *given) warm[name] = value;
  }
  warm["Status"] = "ACTIVE";
  return warm;
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

json::Object describe_index(const Table& table, std::size_t position, std::string_view status) {
  const auto& index = table.definition().indexes[position];
  const auto& entries = table.index_entries()[position];
  json::Object told = {{"IndexName", index.name},
                       {"KeySchema", index.key_schema},
                       {"Projection", projection_of(index)},
                       {"IndexSizeBytes", entries.bytes()},
                       {"ItemCount", entries.count()},
                       {"IndexArn", table.birth().arn + "/index/" + index.name}};
  if (!index.global) return told;
  told["IndexStatus"] = status;
  told["ProvisionedThroughput"] = throughput_of(index.throughput);
  told["WarmThroughput"] =
      warm_of(index.warm_throughput, index.throughput, table.definition().on_demand);
  if (index.on_demand_throughput) told["OnDemandThroughput"] = *index.on_demand_throughput;
  return told;
}

void describe_indexes(const Table& table, std::string_view status, json::Object& told) {
  json::Array local;
  json::Array global;
  const auto& indexes = table.definition().indexes;
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    (indexes[i].global ? global : local).push_back(describe_index(table, i, status));
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
      billing["LastUpdateToPayPerRequestDateTime"] = epoch_seconds(table.birth().created);
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
  return table.is_active(now) ? "ACTIVE" : "CREATING";
}

}  // namespace

json::Object describe(const Table& table, WallTime now) {
  const auto& definition = table.definition();
  const auto status = status_of(table, now);
  const bool is_updating = status == "ACTIVE" && table.streams.is_changing(now);
  json::Object told = {{"AttributeDefinitions", definition.attribute_definitions},
                       {"TableName", definition.name},
                       {"KeySchema", definition.key_schema},
                       {"TableStatus", is_updating ? "UPDATING" : status},
                       {"CreationDateTime", epoch_seconds(table.birth().created)},
                       {"ProvisionedThroughput", throughput_of(definition.throughput)},
                       {"TableSizeBytes", table.items().bytes()},
                       {"ItemCount", table.items().count()},
                       {"TableArn", table.birth().arn},
                       {"TableId", table.birth().id},
                       {"WarmThroughput", warm_of(definition.warm_throughput, definition.throughput,
                                                  definition.on_demand)},
                       {"DeletionProtectionEnabled", definition.deletion_protection}};
  describe_indexes(table, status, told);
  describe_settings(table, told);
  return told;
}

}  // namespace dynaferry::sim
