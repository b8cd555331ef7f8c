// CreateTable, DescribeTable, DeleteTable, ListTables, UpdateTable and tags.

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/engine/operation.h"
#include "sim/engine/stream_settings.h"
#include "sim/engine/table_description.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_listed = 100;

std::string table_arn(const Caller& caller, std::string_view table) {
  return "arn:aws:dynamodb:" + caller.region + ":" + caller.account + ":table/" +
         std::string(table);
}

// Looks like a UUID of version 4.
std::string table_id(Random& random) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string id;
  for (const std::size_t group : {8U, 4U, 4U, 4U, 12U}) {
    if (!id.empty()) id += '-';
    for (std::size_t i = 0; i < group; ++i) id += digits[random.below(16)];
  }
  id[14] = '4';
  id[19] = digits[8 + random.below(4)];
  return id;
}

Outcome<std::string> name_of_table(const json::Object& request) {
  const auto name = json::find_string(request, "TableName");
  if (!name) {
    return validation("The parameter 'TableName' is required but was not present in the request");
  }
  return table_name_in(*name);
}

Outcome<Table*> known_table(Operation& operation, const std::string& name) {
  const auto found = operation.world.find(name);
  if (found == operation.world.end()) {
    return not_found("Requested resource not found: Table: " + name + " not found");
  }
  return &found->second;
}

Outcome<json::Object> create_table(Operation& operation, const json::Object& request) {
  for (const auto* unknown : {"VectorIndexes", "GlobalTableSourceArn", "ResourcePolicy"}) {
    if (json::find(request, unknown) != nullptr) return not_simulated(unknown);
  }
  SIM_TRY(auto definition, read_definition(request));
  const auto name = definition.name;
  if (operation.world.contains(name)) return in_use("Table already exists: " + name);
  Table::Birth birth{table_id(operation.random), table_arn(operation.call.caller, name),
                     operation.now, operation.now + operation.options.creating};
  auto& table =
      operation.world.try_emplace(name, std::move(definition), std::move(birth)).first->second;
  if (const auto& physics = operation.options.physics) {
    table.physics = std::make_unique<TablePhysics>(*physics, table, operation.now);
  }
  enable_stream(operation, table, table.birth().active_from);
  return json::Object{{"TableDescription", describe(table, operation.now)}};
}

Outcome<json::Object> describe_table(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  SIM_TRY(const auto* table, known_table(operation, name));
  return json::Object{{"Table", describe(*table, operation.now)}};
}

Refusal being_updated(const std::string& name) {
  return in_use("Attempt to change a resource which is still in use: Table is being updated: " +
                name);
}

Outcome<json::Object> delete_table(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  SIM_TRY(auto* table, known_table(operation, name));
  if (!table->is_active(operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Table is being " +
                  std::string(table->is_deleting() ? "deleted: " : "created: ") + name);
  }
  if (table->streams.is_changing(operation.now)) return being_updated(name);
  if (table->definition().deletion_protection) {
    return validation(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  table->begin_deleting(operation.now + operation.options.deleting);
  json::Object answer{{"TableDescription", describe(*table, operation.now)}};
  if (table->is_gone(operation.now)) operation.world.erase(name);
  return answer;
}

Outcome<json::Object> list_tables(Operation& operation, const json::Object& request) {
  std::size_t limit = max_listed;
  if (const auto given = json::find_number(request, "Limit")) {
    if (*given < 1 || *given > static_cast<double>(max_listed)) {
      return validation("1 validation error detected: Value '" +
                        std::to_string(std::lround(*given)) +
                        "' at 'limit' failed to satisfy constraint: Member must have value " +
                        (*given < 1 ? "greater than or equal to 1" : "less than or equal to 100"));
    }
    limit = static_cast<std::size_t>(*given);
  }
  auto at = operation.world.begin();
  if (const auto start = json::find_string(request, "ExclusiveStartTableName")) {
    if (!table_name_in(*start)) {
      return validation("1 validation error detected: Value '" + std::string(*start) +
                        "' at 'exclusiveStartTableName' failed to satisfy constraint: Member must "
                        "have length greater than or equal to 3");
    }
    at = operation.world.upper_bound(*start);
  }
  json::Array names;
  for (; at != operation.world.end() && names.size() < limit; ++at) names.emplace_back(at->first);
  json::Object answer;
  if (at != operation.world.end()) answer["LastEvaluatedTableName"] = names.back();
  answer["TableNames"] = std::move(names);
  return answer;
}

Outcome<> update_billing(Table& table, const json::Object& request) {
  auto& definition = table.definition();
  const auto mode = json::find_string(request, "BillingMode");
  const auto* given = json::find_object(request, "ProvisionedThroughput");
  const bool on_demand = mode ? *mode == "PAY_PER_REQUEST" : definition.on_demand;
  if (on_demand && given != nullptr) {
    return invalid_value(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (on_demand != definition.on_demand) {
    if (!on_demand && given == nullptr) {
      return invalid_value(
          "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
          "PROVISIONED");
    }
    table.billing_was_changed = true;
    definition.on_demand = on_demand;
    definition.throughput = {};
    for (auto& index : definition.indexes) index.throughput = {};
  }
  if (given == nullptr) return {};
  SIM_TRY(const auto throughput, read_throughput(*given, "provisionedThroughput"));
  if (throughput == definition.throughput) {
    return validation(
        "The provisioned throughput for the table will not change. The requested value equals the "
        "current value.");
  }
  definition.throughput = throughput;
  return {};
}

Outcome<json::Object> update_table(Operation& operation, const json::Object& request) {
  static constexpr std::array known = {
      "TableName",           "AttributeDefinitions",     "BillingMode", "ProvisionedThroughput",
      "StreamSpecification", "SSESpecification",         "TableClass",  "OnDemandThroughput",
      "WarmThroughput",      "DeletionProtectionEnabled"};
  for (const auto& member : request) {
    if (std::ranges::find(known, member.key()) == known.end()) {
      return not_simulated("UpdateTable with " + std::string(member.key()));
    }
  }
  SIM_TRY(const auto name, name_of_table(request));
  SIM_TRY(auto* table, known_table(operation, name));
  if (!table->is_active(operation.now) || table->streams.is_changing(operation.now)) {
    return being_updated(name);
  }
  if (request.size() < 2) {
    return validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  }
  auto& definition = table->definition();
  const auto* stream = json::find_object(request, "StreamSpecification");
  if (stream != nullptr) SIM_CHECK(check_stream_update(*table, *stream));
  SIM_CHECK(update_billing(*table, request));
  if (stream != nullptr) update_stream(operation, *table, *stream);
  const auto keep = [&](std::string_view member, std::optional<json::Object>& into) {
    if (const auto* given = json::find_object(request, member)) into = *given;
  };
  keep("SSESpecification", definition.encryption);
  keep("OnDemandThroughput", definition.on_demand_throughput);
  keep("WarmThroughput", definition.warm_throughput);
  if (const auto given = json::find_string(request, "TableClass")) definition.table_class = *given;
  if (const auto given = json::find_bool(request, "DeletionProtectionEnabled")) {
    definition.deletion_protection = *given;
  }
  // What was bought counts from now on, not from the next request.
  if (table->physics) table->physics->follow(*table, operation.now);
  return json::Object{{"TableDescription", describe(*table, operation.now)}};
}

Outcome<Table*> table_with_arn(Operation& operation, const json::Object& request) {
  const auto arn = json::find_string(request, "ResourceArn");
  if (!arn || !arn->starts_with("arn:")) {
    return validation("Invalid TableArn");
  }
  SIM_TRY(const auto name, table_name_in(*arn));
  const auto found = operation.world.find(name);
  if (found == operation.world.end() || found->second.birth().arn != *arn) {
    return not_found("Requested resource not found: ResourcArn: " + std::string(*arn) +
                     " not found");
  }
  return &found->second;
}

Outcome<json::Object> list_tags(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto* table, table_with_arn(operation, request));
  return json::Object{{"Tags", table->definition().tags}};
}

}  // namespace

Outcome<Table*> Operation::active_table(std::string_view name) const {
  const auto found = world.find(name);
  if (found == world.end() || !found->second.is_active(now)) {
    return not_found("Requested resource not found");
  }
  return &found->second;
}

SettingsOperation settings_operation(std::string_view name) {
  static const std::map<std::string_view, SettingsOperation> operations = {
      {"CreateTable", create_table}, {"DescribeTable", describe_table},
      {"DeleteTable", delete_table}, {"ListTables", list_tables},
      {"UpdateTable", update_table}, {"ListTagsOfResource", list_tags}};
  const auto found = operations.find(name);
  return found == operations.end() ? nullptr : found->second;
}

}  // namespace dynaferry::sim
