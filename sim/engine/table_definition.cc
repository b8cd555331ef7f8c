#include "sim/engine/table_definition.h"

#include <algorithm>
#include <set>

#include "sim/engine/index_definition.h"
#include "sim/streams/stream_record.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_table_name = 255;

bool is_name_text(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

Outcome<> read_billing(const json::Object& request, TableDefinition& table) {
  const auto mode = json::find_string(request, "BillingMode").value_or("PROVISIONED");
  if (mode != "PROVISIONED" && mode != "PAY_PER_REQUEST") {
    return validation("1 validation error detected: Value '" + std::string(mode) +
                      "' at 'billingMode' failed to satisfy constraint: Member must satisfy enum "
                      "value set: [PROVISIONED, PAY_PER_REQUEST]");
  }
  table.on_demand = mode == "PAY_PER_REQUEST";
  const auto* given = json::find_object(request, "ProvisionedThroughput");
  if (table.on_demand) {
    if (given == nullptr) return {};
    return invalid_value(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (given == nullptr) {
    return invalid_value(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  SIM_TRY(table.throughput, read_throughput(*given, "provisionedThroughput"));
  return {};
}

Outcome<> check_on_demand(const json::Object& most) {
  for (const auto* name : {"MaxReadRequestUnits", "MaxWriteRequestUnits"}) {
    const auto units = json::find_number(most, name);
    if (units && *units < 1) {
      return validation("One or more parameter values were invalid: " + std::string(name) +
                        " must be at least 1");
    }
  }
  return {};
}

Outcome<> read_settings(const json::Object& request, TableDefinition& table) {
  const auto keep = [&](std::string_view name, std::optional<json::Object>& into) {
    const auto* given = json::find_object(request, name);
    if (given != nullptr && !given->empty()) into = *given;
  };
  keep("OnDemandThroughput", table.on_demand_throughput);
  keep("WarmThroughput", table.warm_throughput);
  keep("StreamSpecification", table.stream);
  keep("SSESpecification", table.encryption);
  if (table.on_demand_throughput && !table.on_demand) {
    return invalid_value("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
  }
  if (table.on_demand_throughput) SIM_CHECK(check_on_demand(*table.on_demand_throughput));
  if (table.stream) SIM_CHECK(check_stream(*table.stream));
  table.table_class = json::find_string(request, "TableClass").value_or("");
  if (!table.table_class.empty() && table.table_class != "STANDARD" &&
      table.table_class != "STANDARD_INFREQUENT_ACCESS") {
    return validation("1 validation error detected: Value '" + table.table_class +
                      "' at 'tableClass' failed to satisfy constraint: Member must satisfy enum "
                      "value set: [STANDARD, STANDARD_INFREQUENT_ACCESS]");
  }
  table.deletion_protection = json::find_bool(request, "DeletionProtectionEnabled").value_or(false);
  if (const auto* tags = json::find_array(request, "Tags")) table.tags = *tags;
  return {};
}

// Every defined attribute is part of some key, and the other way round.
Outcome<> check_attributes_used(const TableDefinition& table) {
  std::set<std::string> used;
  const auto use = [&](const KeyLayout& layout) {
    for (const auto& part : layout.hash) used.insert(part.name);
    for (const auto& part : layout.range) used.insert(part.name);
  };
  use(table.layout);
  for (const auto& index : table.indexes) use(index.layout);
  if (used.size() == table.attribute_definitions.size()) return {};
  if (table.indexes.empty()) {
    return invalid_value(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return invalid_value("Some AttributeDefinitions are not used. AttributeDefinitions: " +
                       list_of_names(table.attribute_definitions) +
                       ", keys used: " + list_of_names(used));
}

}  // namespace

const IndexDefinition* TableDefinition::index(std::string_view index_name) const {
  const auto found = std::ranges::find(indexes, index_name, &IndexDefinition::name);
  return found == indexes.end() ? nullptr : &*found;
}

Outcome<std::string> table_name_in(std::string_view name_or_arn) {
  auto name = name_or_arn;
  if (name.starts_with("arn:")) {
    const auto slash = name.find(":table/");
    if (slash == std::string_view::npos) {
      return validation("Invalid table ARN: " + std::string(name_or_arn));
    }
    name.remove_prefix(slash + 7);
    name = name.substr(0, name.find('/'));
  }
  if (name.size() < 3 || name.size() > max_table_name) {
    return validation(
        "TableName must be at least 3 characters long and at most 255 characters long");
  }
  if (!is_name_text(name)) {
    return validation("1 validation error detected: Value '" + std::string(name) +
                      "' at 'tableName' failed to satisfy constraint: Member must satisfy regular "
                      "expression pattern: [a-zA-Z0-9_.-]+");
  }
  return std::string(name);
}

Outcome<Throughput> read_throughput(const json::Object& given, std::string_view whose) {
  const auto read_one = [&](std::string_view name,
                            std::string_view member) -> Outcome<std::int64_t> {
    const auto units = json::find_number(given, name);
    if (!units) {
      return validation("1 validation error detected: Value null at '" + std::string(whose) + "." +
                        std::string(member) +
                        "' failed to satisfy constraint: Member must not be null");
    }
    if (*units < 1 || *units > 1e12) {
      return validation("1 validation error detected: Value '" +
                        std::to_string(static_cast<std::int64_t>(*units)) + "' at '" +
                        std::string(whose) + "." + std::string(member) +
                        "' failed to satisfy constraint: Member must have value greater than or "
                        "equal to 1");
    }
    return static_cast<std::int64_t>(*units);
  };
  Throughput throughput;
  SIM_TRY(throughput.read, read_one("ReadCapacityUnits", "readCapacityUnits"));
  SIM_TRY(throughput.write, read_one("WriteCapacityUnits", "writeCapacityUnits"));
  return throughput;
}

Outcome<> check_stream_words(const json::Object& stream) {
  const std::string where = "1 validation error detected: Value ";
  if (!json::find_bool(stream, "StreamEnabled")) {
    return validation(where +
                      "null at 'streamSpecification.streamEnabled' failed to satisfy constraint: "
                      "Member must not be null");
  }
  const auto view = json::find_string(stream, "StreamViewType");
  if (view && !stream_view_named(*view)) {
    return validation(where + "'" + std::string(*view) +
                      "' at 'streamSpecification.streamViewType' failed to satisfy constraint: "
                      "Member must satisfy enum value set: [NEW_IMAGE, OLD_IMAGE, "
                      "NEW_AND_OLD_IMAGES, KEYS_ONLY]");
  }
  return {};
}

Outcome<> check_stream(const json::Object& stream) {
  SIM_CHECK(check_stream_words(stream));
  const auto enabled = json::find_bool(stream, "StreamEnabled").value_or(false);
  const auto view = json::find_string(stream, "StreamViewType");
  if (enabled && !view) {
    return invalid_value(
        "Table is being created with a stream enabled but StreamViewType is not specified");
  }
  if (!enabled && view) {
    return invalid_value("StreamEnabled is false, but StreamViewType is specified: " +
                         std::string(*view));
  }
  return {};
}

Outcome<TableDefinition> read_definition(const json::Object& request) {
  TableDefinition table;
  const auto name = json::find_string(request, "TableName");
  if (!name) {
    return validation("The parameter 'TableName' is required but was not present in the request");
  }
  SIM_TRY(table.name, table_name_in(*name));
  SIM_CHECK(read_billing(request, table));
  const auto* definitions = json::find_array(request, "AttributeDefinitions");
  if (definitions == nullptr) {
    return validation(
        "1 validation error detected: Value null at 'attributeDefinitions' failed to satisfy "
        "constraint: Member must not be null");
  }
  table.attribute_definitions = *definitions;
  SIM_CHECK(check_attribute_definitions(*definitions));
  SIM_TRY(table.key_schema, key_schema_in(request));
  SIM_TRY(table.layout, read_layout(table.key_schema, *definitions, KeyRules::table));
  SIM_TRY(table.indexes, read_indexes(request, table));
  SIM_CHECK(check_attributes_used(table));
  SIM_CHECK(read_settings(request, table));
  return table;
}

}  // namespace dynaferry::sim
