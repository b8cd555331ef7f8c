#include "sim/engine/index_definition.h"

#include <algorithm>

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_local_indexes = 5;
constexpr std::size_t max_global_indexes = 20;
constexpr std::size_t max_parts = 4;
constexpr std::size_t max_projected_names = 100;
constexpr std::size_t max_key_name = 255;

std::string_view member_text(const json::Value& element, std::string_view name) {
  const auto* object = element.if_object();
  return object == nullptr ? std::string_view{} : json::find_string(*object, name).value_or("");
}

std::optional<AttributeType> type_of(const json::Array& definitions, std::string_view name) {
  for (const auto& definition : definitions) {
    if (member_text(definition, "AttributeName") != name) continue;
    const auto type = member_text(definition, "AttributeType");
    if (type == "S") return AttributeType::s;
    if (type == "N") return AttributeType::n;
    return AttributeType::b;
  }
  return std::nullopt;
}

std::string names_in(const json::Array& key_schema) {
  std::string list = "[";
  for (const auto& element : key_schema) {
    if (list.size() > 1) list += ", ";
    list += member_text(element, "AttributeName");
  }
  return list + "]";
}

Outcome<> check_counts(const KeyLayout& layout, const json::Array& key_schema, KeyRules rules) {
  if (rules == KeyRules::global_index) {
    if (layout.hash.size() <= max_parts && layout.range.size() <= max_parts) return {};
    return invalid_value("KeySchema has more than 4 HASH or 4 RANGE elements: " +
                         names_in(key_schema));
  }
  if (layout.hash.size() + layout.range.size() > 2) {
    return validation("1 validation error detected: Value '" + names_in(key_schema) +
                      "' at 'keySchema' failed to satisfy constraint: Member must have length less "
                      "than or equal to 2");
  }
  if (layout.hash.size() == 2) {
    return invalid_value("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  return {};
}

Outcome<> read_projection(const json::Object& given, IndexDefinition& index) {
  const auto* projection = json::find_object(given, "Projection");
  if (projection == nullptr) {
    return invalid_value("Projection is required for index: " + index.name);
  }
  const auto type = json::find_string(*projection, "ProjectionType");
  if (type == "ALL") {
    index.projection = Projection::all;
  } else if (type == "KEYS_ONLY") {
    index.projection = Projection::keys_only;
  } else if (type == "INCLUDE") {
    index.projection = Projection::include;
  } else {
    return invalid_value("Unknown ProjectionType: " + std::string(type.value_or("null")));
  }
  const auto* names = json::find_array(*projection, "NonKeyAttributes");
  if (index.projection != Projection::include) {
    if (names == nullptr) return {};
    return invalid_value("ProjectionType is " + std::string(*type) +
                         ", but NonKeyAttributes is specified");
  }
  if (names == nullptr || names->empty()) {
    return invalid_value("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  for (const auto& name : *names) {
    const auto* text = name.if_string();
    if (text == nullptr) return unreadable("Unexpected value type in payload");
    if (text->empty() || text->size() > max_key_name) {
      return validation("Each NonKeyAttribute must be 1 to 255 bytes long");
    }
    index.non_key_attributes.emplace_back(text->data(), text->size());
  }
  auto sorted = index.non_key_attributes;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    return invalid_value("Cannot have two attributes with the same name");
  }
  return {};
}

Outcome<> check_local(const IndexDefinition& index, const TableDefinition& table) {
  if (table.layout.range.empty()) {
    return invalid_value(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  }
  if (index.layout.range.empty()) {
    return invalid_value("Index KeySchema does not have a range key for index: " + index.name);
  }
  const auto& own = index.layout.hash.front().name;
  const auto& tables = table.layout.hash.front().name;
  if (own != tables) {
    return invalid_value(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: " +
        index.name + ". index hash key: " + own + ", table hash key: " + tables);
  }
  return {};
}

Outcome<> read_index_billing(const json::Object& given, const TableDefinition& table,
                             IndexDefinition& index) {
  const auto* throughput = json::find_object(given, "ProvisionedThroughput");
  if (table.on_demand) {
    if (throughput != nullptr) {
      return invalid_value("ProvisionedThroughput should not be specified for index: " +
                           index.name + " when BillingMode is PAY_PER_REQUEST");
    }
  } else if (throughput == nullptr) {
    return invalid_value("ProvisionedThroughput must be specified for index: " + index.name);
  } else {
    SIM_TRY(index.throughput, read_throughput(*throughput, "provisionedThroughput"));
  }
  const auto* most = json::find_object(given, "OnDemandThroughput");
  if (most != nullptr && !most->empty()) index.on_demand_throughput = *most;
  const auto* warm = json::find_object(given, "WarmThroughput");
  if (warm != nullptr && !warm->empty()) index.warm_throughput = *warm;
  return {};
}

Outcome<IndexDefinition> read_index(const json::Object& given, const TableDefinition& table,
                                    bool global) {
  IndexDefinition index;
  index.global = global;
  const auto name = json::find_string(given, "IndexName");
  if (!name) {
    return validation(
        "1 validation error detected: Value null at 'indexName' failed to satisfy constraint: "
        "Member must not be null");
  }
  if (!table_name_in(*name) || name->starts_with("arn:")) {
    return validation(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, "
        "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
  }
  index.name = *name;
  SIM_TRY(index.key_schema, key_schema_in(given));
  const auto rules = global ? KeyRules::global_index : KeyRules::local_index;
  SIM_TRY(index.layout, read_layout(index.key_schema, table.attribute_definitions, rules));
  if (!global) SIM_CHECK(check_local(index, table));
  SIM_CHECK(read_projection(given, index));
  if (global) SIM_CHECK(read_index_billing(given, table, index));
  return index;
}

Outcome<> read_kind(const json::Object& request, const TableDefinition& table, bool global,
                    std::vector<IndexDefinition>& indexes) {
  const std::string kind = global ? "GlobalSecondaryIndexes" : "LocalSecondaryIndexes";
  const auto* given = json::find_array(request, kind);
  if (given == nullptr) return {};
  if (given->empty()) return invalid_value("List of " + kind + " is empty");
  if (!global && given->size() > max_local_indexes) {
    return invalid_value("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
  }
  if (global && given->size() > max_global_indexes) {
    return invalid_value("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  for (const auto& element : *given) {
    const auto* object = element.if_object();
    if (object == nullptr) return unreadable("Unexpected value type in payload");
    SIM_TRY(auto index, read_index(*object, table, global));
    if (std::ranges::find(indexes, index.name, &IndexDefinition::name) != indexes.end()) {
      return invalid_value("Duplicate index name: " + index.name);
    }
    indexes.push_back(std::move(index));
  }
  return {};
}

std::string joined(const std::vector<std::string>& names) {
  std::string list = "[";
  for (const auto& name : names) {
    if (list.size() > 1) list += ", ";
    list += name;
  }
  return list + "]";
}

}  // namespace

Outcome<IndexDefinition> read_global_index(const json::Object& given,
                                           const TableDefinition& table) {
  return read_index(given, table, true);
}

std::string list_of_names(const std::set<std::string>& names) {
  return joined({names.begin(), names.end()});
}

std::string list_of_names(const json::Array& attribute_definitions) {
  std::vector<std::string> names;
  for (const auto& element : attribute_definitions) {
    names.emplace_back(member_text(element, "AttributeName"));
  }
  return joined(names);
}

Outcome<> check_attribute_definitions(const json::Array& definitions) {
  std::set<std::string> seen;
  for (const auto& definition : definitions) {
    const auto name = member_text(definition, "AttributeName");
    const auto type = member_text(definition, "AttributeType");
    if (name.empty() || name.size() > max_key_name) {
      return validation(
          "1 validation error detected: Value '" + std::string(name) +
          "' at 'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member "
          "must have length less than or equal to 255");
    }
    if (type != "S" && type != "N" && type != "B") {
      return validation("1 validation error detected: Value '" + std::string(type) +
                        "' at 'attributeDefinitions.1.member.attributeType' failed to satisfy "
                        "constraint: Member must satisfy enum value set: [B, N, S]");
    }
    if (!seen.emplace(name).second) {
      return invalid_value("Cannot have two attributes with the same name");
    }
  }
  return {};
}

Outcome<json::Array> key_schema_in(const json::Object& owner) {
  const auto* key_schema = json::find_array(owner, "KeySchema");
  if (key_schema == nullptr) {
    return validation(
        "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: "
        "Member must not be null");
  }
  if (key_schema->empty()) {
    return validation(
        "1 validation error detected: Value '[]' at 'keySchema' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1");
  }
  return *key_schema;
}

Outcome<KeyLayout> read_layout(const json::Array& key_schema, const json::Array& definitions,
                               KeyRules rules) {
  KeyLayout layout;
  for (const auto& element : key_schema) {
    const std::string name(member_text(element, "AttributeName"));
    const auto role = member_text(element, "KeyType");
    if (role != "HASH" && role != "RANGE") {
      return validation("1 validation error detected: Value '" + std::string(role) +
                        "' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member "
                        "must satisfy enum value set: [HASH, RANGE]");
    }
    if (role == "RANGE" && layout.hash.empty()) {
      return invalid_value("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
    }
    if (role == "HASH" && !layout.range.empty()) {
      return invalid_value("Invalid KeySchema: All HASH elements must come before RANGE elements");
    }
    if (layout.find(name) != nullptr) {
      return validation(
          "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    }
    const auto type = type_of(definitions, name);
    if (!type) {
      return invalid_value(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: " +
          names_in(key_schema) + ", AttributeDefinitions: " + list_of_names(definitions));
    }
    (role == "HASH" ? layout.hash : layout.range).push_back({name, *type});
  }
  SIM_CHECK(check_counts(layout, key_schema, rules));
  return layout;
}

Outcome<std::vector<IndexDefinition>> read_indexes(const json::Object& request,
                                                   const TableDefinition& table) {
  std::vector<IndexDefinition> indexes;
  SIM_CHECK(read_kind(request, table, false, indexes));
  SIM_CHECK(read_kind(request, table, true, indexes));
  std::size_t projected = 0;
  for (const auto& index : indexes) projected += index.non_key_attributes.size();
  if (projected > max_projected_names) {
    return invalid_value(
        "Number of NonKeyAttributes over all indexes exceeds the per-table limit of 100");
  }
  return indexes;
}

}  // namespace dynaferry::sim
