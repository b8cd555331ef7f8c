// CreateTable, DescribeTable, DeleteTable, ListTables, and the list of all operations
// on tables and their settings.

#include <algorithm>
#include <cmath>

#include "sim/engine/control_plane_limits.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"
#include "sim/engine/stream_settings.h"
#include "sim/engine/table_description.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_listed = 100;

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

// '*' stands for any letters, none included.
bool matches(std::string_view glob, std::string_view name) {
  const auto star = glob.find('*');
  if (star == std::string_view::npos) return glob == name;
  if (!name.starts_with(glob.substr(0, star))) return false;
  for (auto rest = name.substr(star);; rest.remove_prefix(1)) {
    if (matches(glob.substr(star + 1), rest)) return true;
    if (rest.empty()) return false;
  }
}

bool swallows(const std::vector<std::string>& globs, std::string_view name) {
  return std::ranges::any_of(globs, [&](const auto& glob) { return matches(glob, name); });
}

Outcome<json::Object> create_table(Operation& operation, const json::Object& request) {
  for (const auto* unknown : {"VectorIndexes", "GlobalTableSourceArn"}) {
    if (json::find(request, unknown) != nullptr) return not_simulated(unknown);
  }
  SIM_TRY(auto definition, read_definition(request));
  SIM_CHECK(check_tags(definition.tags));
  const auto policy = json::find_string(request, "ResourcePolicy");
  if (policy) SIM_CHECK(check_policy(*policy));
  const auto name = definition.name;
  if (operation.world.contains(name)) return in_use("Table already exists: " + name);
  SIM_CHECK(check_table_count(operation));
  SIM_CHECK(check_concurrency(operation, !definition.indexes.empty()));
  SIM_CHECK(check_new_provision(operation, definition));
  const auto creating =
      operation.options.creating + operation.options.control.creating_per_index *
                                       static_cast<std::int64_t>(definition.indexes.size());
  Table::Birth birth{table_id(operation.random), table_arn(operation.call.caller, name),
                     operation.now, operation.now + creating};
  auto& table =
      operation.world.try_emplace(name, std::move(definition), std::move(birth)).first->second;
  table.settings.tags = Delayed(table.definition().tags);
  if (policy) {
    ResourcePolicy first{std::string(*policy), next_revision(table, operation.now)};
    table.settings.policy = Delayed<std::optional<ResourcePolicy>>(std::move(first));
  }
  if (const auto& physics = operation.options.physics) {
    table.physics = std::make_unique<TablePhysics>(*physics, table, operation.now);
  }
  enable_stream(operation, table, table.birth().active_from);
  if (swallows(operation.options.swallowing, name)) table.swallow();
  return json::Object{{"TableDescription", describe(table, operation.now)}};
}

Outcome<json::Object> describe_table(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  SIM_TRY(const auto* table, known_table(operation, name));
  if (operation.now < table->birth().created + operation.options.control.unknown_at_first) {
    return not_found("Requested resource not found: Table: " + name + " not found");
  }
  return json::Object{{"Table", describe(*table, operation.now)}};
}

// Whether the table is UPDATING, or an index gets its resources (from Backfilling on, it does not
// hinder).
bool is_busy(const Table& table, WallTime now) {
  if (table.is_updating(now)) return true;
  return std::ranges::any_of(table.changes.indexes, [&](const auto& named) {
    return !named.second.gone_from && now < named.second.backfilled_from;
  });
}

Outcome<json::Object> delete_table(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  SIM_TRY(auto* table, known_table(operation, name));
  if (!table->is_active(operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Table is being " +
                  std::string(table->is_deleting() ? "deleted: " : "created: ") + name);
  }
  if (is_busy(*table, operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Table is being updated: " +
                  name);
  }
  if (table->definition().deletion_protection) {
    return validation(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  if (table->settings.tags.is_pending(operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Tags are being updated: " +
                  name);
  }
  SIM_CHECK(check_concurrency(operation, !table->definition().indexes.empty()));
  table->begin_deleting(operation.now + operation.options.deleting);
  json::Object answer{{"TableDescription", describe(*table, operation.now)}};
  end_stream(operation, *table);
  bury_tables(operation);
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

}  // namespace

Outcome<Table*> Operation::active_table(std::string_view name) const {
  const auto found = world.find(name);
  if (found == world.end() || !found->second.is_active(now)) {
    return not_found("Requested resource not found");
  }
  return &found->second;
}

const SettingsOperations& settings_operations() {
  static const SettingsOperations operations = {
      {"CreateTable", create_table},
      {"DescribeTable", describe_table},
      {"DeleteTable", delete_table},
      {"ListTables", list_tables},
      {"UpdateTable", update_table},
      {"UpdateTimeToLive", update_time_to_live},
      {"DescribeTimeToLive", describe_time_to_live},
      {"UpdateContinuousBackups", update_continuous_backups},
      {"DescribeContinuousBackups", describe_continuous_backups},
      {"TagResource", tag_resource},
      {"UntagResource", untag_resource},
      {"ListTagsOfResource", list_tags},
      {"PutResourcePolicy", put_resource_policy},
      {"GetResourcePolicy", get_resource_policy},
      {"DeleteResourcePolicy", delete_resource_policy},
      {"UpdateContributorInsights", update_contributor_insights},
      {"DescribeContributorInsights", describe_contributor_insights},
      {"ListContributorInsights", list_contributor_insights},
      {"EnableKinesisStreamingDestination", enable_kinesis_destination},
      {"DisableKinesisStreamingDestination", disable_kinesis_destination},
      {"UpdateKinesisStreamingDestination", update_kinesis_destination},
      {"DescribeKinesisStreamingDestination", describe_kinesis_destination},
      {"DescribeLimits", describe_limits},
      {"DescribeEndpoints", describe_endpoints}};
  return operations;
}

}  // namespace dynaferry::sim
