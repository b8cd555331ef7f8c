#include "sim/engine/settings_request.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

// What stands between the colons of an ARN: 3 is the Region, 4 the account.
std::string_view arn_part(std::string_view arn, int number) {
  for (int i = 0; i < number; ++i) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn.substr(0, arn.find(':'));
}

Refusal foreign_resource(const Operation& operation, std::string_view arn) {
  return refuse(coral_space, "AccessDeniedException",
                "User: arn:aws:iam::" + operation.call.caller.account +
                    ":root is not authorized to perform: dynamodb:" +
                    std::string(operation.call.operation) + " on resource: " + std::string(arn));
}

}  // namespace

std::string table_arn(const Caller& caller, std::string_view table) {
  return "arn:aws:dynamodb:" + caller.region + ":" + caller.account + ":table/" +
         std::string(table);
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

Outcome<Table*> table_in(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  return known_table(operation, name);
}

Outcome<Table*> ready_table_in(Operation& operation, const json::Object& request) {
  SIM_TRY(auto* table, table_in(operation, request));
  if (table->is_active(operation.now)) return table;
  return in_use("Attempt to change a resource which is still in use: Table is being " +
                std::string(table->is_deleting() ? "deleted: " : "created: ") +
                table->definition().name);
}

Outcome<Table*> table_with_arn(Operation& operation, const json::Object& request) {
  const auto arn = json::find_string(request, "ResourceArn");
  if (!arn || !arn->starts_with("arn:")) return validation("Invalid TableArn");
  SIM_TRY(const auto name, table_name_in(*arn));
  const auto& caller = operation.call.caller;
  if (arn_part(*arn, 3) != caller.region || arn_part(*arn, 4) != caller.account) {
    return foreign_resource(operation, *arn);
  }
  if (arn->find("/stream/") != std::string_view::npos) {
    return not_simulated("settings of a stream");
  }
  const auto found = operation.world.find(name);
  if (found == operation.world.end() || found->second.birth().arn != *arn) {
    return not_found("Requested resource not found: ResourcArn: " + std::string(*arn) +
                     " not found");
  }
  return &found->second;
}

Outcome<std::string> required_text(const json::Object& owner, std::string_view name,
                                   std::string_view where) {
  const auto text = json::find_string(owner, name);
  if (text) return std::string(*text);
  if (const auto* other = json::find(owner, name); other != nullptr && !other->is_null()) {
    return unreadable("NUMBER_VALUE cannot be converted to String");
  }
  return out_of_bounds("null", where, "Member must not be null");
}

Outcome<const json::Object*> required_object(const json::Object& owner, std::string_view name,
                                             std::string_view where) {
  if (const auto* object = json::find_object(owner, name)) return object;
  if (const auto* other = json::find(owner, name); other != nullptr && !other->is_null()) {
    return unreadable("Unexpected value type in payload");
  }
  return out_of_bounds("null", where, "Member must not be null");
}

Outcome<> check_word(std::string_view text, std::string_view where,
                     std::initializer_list<std::string_view> words) {
  if (std::ranges::find(words, text) != words.end()) return {};
  std::string list;
  for (const auto word : words) list.append(list.empty() ? "" : ", ").append(word);
  return out_of_bounds(text, where, "Member must satisfy enum value set: [" + list + "]");
}

Outcome<std::size_t> page_length(const json::Object& request, std::string_view name,
                                 std::string_view where, std::size_t most) {
  const auto given = json::find_number(request, name);
  if (!given) return most;
  if (*given >= 1 && *given <= static_cast<double>(most)) return static_cast<std::size_t>(*given);
  return out_of_bounds(
      std::to_string(std::lround(*given)), where,
      *given < 1 ? std::string("Member must have value greater than or equal to 1")
                 : "Member must have value less than or equal to " + std::to_string(most));
}

double epoch_seconds(WallTime at) {
  return static_cast<double>(at.time_since_epoch().count()) / 1000.0;
}

}  // namespace dynaferry::sim
