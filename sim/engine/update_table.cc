// UpdateTable: all parts of a request are checked before any of them is carried out.

#include <algorithm>
#include <array>

#include "sim/engine/control_plane_limits.h"
#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"
#include "sim/engine/stream_settings.h"
#include "sim/engine/table_description.h"
#include "sim/engine/table_update.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t classes_a_month = 2;
constexpr std::size_t keys_a_day = 4;

Outcome<> check_members(const json::Object& request) {
  static constexpr std::array known = {"TableName",
                                       "AttributeDefinitions",
                                       "BillingMode",
                                       "ProvisionedThroughput",
                                       "GlobalSecondaryIndexUpdates",
                                       "StreamSpecification",
                                       "SSESpecification",
                                       "TableClass",
                                       "OnDemandThroughput",
                                       "WarmThroughput",
                                       "DeletionProtectionEnabled"};
  for (const auto& member : request) {
    if (std::ranges::find(known, member.key()) == known.end()) {
      return not_simulated("UpdateTable with " + std::string(member.key()));
    }
  }
  return {};
}

bool asks_for_anything(const json::Object& request) {
  return std::ranges::any_of(request, [](const auto& member) {
    return member.key() != "TableName" && member.key() != "AttributeDefinitions" &&
           !member.value().is_null() &&
           !(member.value().is_array() && member.value().get_array().empty());
  });
}

Outcome<> read_table_class(TableUpdate& update) {
  const auto given = json::find_string(update.request, "TableClass");
  if (!given) return {};
  SIM_CHECK(check_word(*given, "tableClass", {"STANDARD", "STANDARD_INFREQUENT_ACCESS"}));
  if (update.request.size() > 2) {
    return invalid_value("TableClass cannot be updated together with other settings of a table");
  }
  auto& current = update.next.table_class;
  const std::string_view before = current.empty() ? std::string_view("STANDARD") : current;
  if (*given == before) return {};
  auto& times = update.changes.table_classes;
  if (!may_happen_again(times, classes_a_month, std::chrono::days(30), update.now())) {
    return refuse(service_space, "LimitExceededException",
                  "Subscriber limit exceeded: Table class updates are limited to 2 times in 30 "
                  "days. Last update at " +
                      rfc3339(times.back()));
  }
  times.push_back(update.now());
  current = *given;
  return {};
}

Outcome<> read_encryption(TableUpdate& update) {
  const auto* given = json::find_object(update.request, "SSESpecification");
  if (given == nullptr) return {};
  const bool enabled = json::find_bool(*given, "Enabled").value_or(true);
  const auto key = json::find_string(*given, "KMSMasterKeyId");
  if (const auto type = json::find_string(*given, "SSEType")) {
    SIM_CHECK(check_word(*type, "sSESpecification.sSEType", {"AES256", "KMS"}));
    if (*type == "AES256") return invalid_value("SSEType AES256 is not supported");
  }
  if (!enabled && key) {
    return invalid_value("KMSMasterKeyId cannot be specified when SSE is not enabled");
  }
  auto& times = update.changes.encryption_keys;
  if (!may_happen_again(times, keys_a_day, std::chrono::hours(24), update.now())) {
    return refuse(service_space, "LimitExceededException",
                  "Subscriber limit exceeded: Changes of the encryption key are limited to 4 times "
                  "in 1 day(s). Last update at " +
                      rfc3339(times.back()));
  }
  times.push_back(update.now());
  update.next.encryption = *given;
  update.next.encryption->insert_or_assign("Enabled", enabled);
  return {};
}

// The service wants an index that comes or goes in a call without new throughput for the table.
Outcome<> check_one_kind(const TableUpdate& update) {
  const bool index_moves = update.new_index || !update.lost_index.empty();
  if (!index_moves || json::find(update.request, "ProvisionedThroughput") == nullptr) return {};
  return invalid_value(
      "Only one of these can be done at once: change the provisioned throughput of the table, "
      "create an index, delete an index");
}

// Attributes that were only the lost index's are defined no longer.
void forget_attributes(TableDefinition& definition, std::string_view lost_index) {
  json::Array left;
  for (const auto& attribute : definition.attribute_definitions) {
    const auto name = json::find_string(attribute.get_object(), "AttributeName").value_or("");
    const bool used = definition.layout.find(name) != nullptr ||
                      std::ranges::any_of(definition.indexes, [&](const IndexDefinition& index) {
                        return index.name != lost_index && index.layout.find(name) != nullptr;
                      });
    if (used) left.push_back(attribute);
  }
  definition.attribute_definitions = std::move(left);
}

void carry_out(TableUpdate update, Table& table) {
  auto& operation = update.operation;
  if (update.next.on_demand != table.definition().on_demand) table.billing_was_changed = true;
  if (!update.lost_index.empty()) forget_attributes(update.next, update.lost_index);
  table.definition() = std::move(update.next);
  table.changes = std::move(update.changes);
  table.changes.updated_at = operation.now + operation.options.control.updating;
  if (update.new_index) table.add_index(*std::move(update.new_index), operation.scratch.stored);
  table.settle(operation.now);
  // What was bought counts from now on, not from the next request.
  if (table.physics) table.physics->follow(table, operation.now);
}

}  // namespace

Outcome<json::Object> update_table(Operation& operation, const json::Object& request) {
  SIM_CHECK(check_members(request));
  SIM_TRY(auto* table, table_in(operation, request));
  if (!table->is_active(operation.now) || table->is_updating(operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Table is being updated: " +
                  table->definition().name);
  }
  if (!asks_for_anything(request)) {
    return validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  }
  const auto* stream = json::find_object(request, "StreamSpecification");
  if (stream != nullptr) SIM_CHECK(check_stream_update(*table, *stream));
  TableUpdate update{operation, *table, request, table->definition(), table->changes};
  SIM_CHECK(read_table_throughput(update));
  SIM_CHECK(read_index_updates(update));
  SIM_CHECK(check_one_kind(update));
  SIM_CHECK(read_table_class(update));
  SIM_CHECK(read_encryption(update));
  if (const auto given = json::find_bool(request, "DeletionProtectionEnabled")) {
    update.next.deletion_protection = *given;
  }
  SIM_CHECK(check_concurrency(operation, !update.next.indexes.empty() || update.new_index));
  SIM_CHECK(
      check_provision(operation, update.next, update.new_index ? &*update.new_index : nullptr));
  carry_out(std::move(update), *table);
  if (stream != nullptr) update_stream(operation, *table, *stream);
  return json::Object{{"TableDescription", describe(*table, operation.now)}};
}

}  // namespace dynaferry::sim
