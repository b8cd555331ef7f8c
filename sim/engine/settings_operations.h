// The operations on tables and their settings. Inside sim/engine only.

#pragma once

#include "sim/engine/operation.h"

namespace dynaferry::sim {

#define SIM_SETTINGS_OPERATION(name) \
  [[nodiscard]] Outcome<json::Object> name(Operation& operation, const json::Object& request)

SIM_SETTINGS_OPERATION(update_table);
SIM_SETTINGS_OPERATION(update_time_to_live);
SIM_SETTINGS_OPERATION(describe_time_to_live);
SIM_SETTINGS_OPERATION(update_continuous_backups);
SIM_SETTINGS_OPERATION(describe_continuous_backups);
SIM_SETTINGS_OPERATION(tag_resource);
SIM_SETTINGS_OPERATION(untag_resource);
SIM_SETTINGS_OPERATION(list_tags);
SIM_SETTINGS_OPERATION(put_resource_policy);
SIM_SETTINGS_OPERATION(get_resource_policy);
SIM_SETTINGS_OPERATION(delete_resource_policy);
SIM_SETTINGS_OPERATION(update_contributor_insights);
SIM_SETTINGS_OPERATION(describe_contributor_insights);
SIM_SETTINGS_OPERATION(list_contributor_insights);
SIM_SETTINGS_OPERATION(enable_kinesis_destination);
SIM_SETTINGS_OPERATION(disable_kinesis_destination);
SIM_SETTINGS_OPERATION(update_kinesis_destination);
SIM_SETTINGS_OPERATION(describe_kinesis_destination);
SIM_SETTINGS_OPERATION(describe_limits);
SIM_SETTINGS_OPERATION(describe_endpoints);

#undef SIM_SETTINGS_OPERATION

// The Tags of a request, as a table may have them.
[[nodiscard]] Outcome<> check_tags(const json::Array& tags);
// The ResourcePolicy of a CreateTable or PutResourcePolicy.
[[nodiscard]] Outcome<> check_policy(std::string_view document);
// A revision of `table`'s policy, other than the one it has.
[[nodiscard]] std::string next_revision(const Table& table, WallTime now);

}  // namespace dynaferry::sim
