#include "model/table_description.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/printable.h"

namespace dynaferry::model {
namespace {

using json::Array;
using json::Object;

Result<std::string> required_string(const Object& object, std::string_view name) {
  const auto text = json::find_string(object, name);
  if (!text) return fail(Fault::invalid, fmt::format("a table description without {}", name));
  return std::string(*text);
}

const Array& array_or_empty(const Object& object, std::string_view name) {
  static const Array empty;
  const auto* array = json::find_array(object, name);
  return array == nullptr ? empty : *array;
}

Result<KeySchema> keys_from(const Object& owner) {
  KeySchema keys;
  for (const auto& element : array_or_empty(owner, "KeySchema")) {
    const auto* object = element.if_object();
    if (object == nullptr) return fail(Fault::invalid, "a KeySchema that is not a list of objects");
    DF_TRY(auto name, required_string(*object, "AttributeName"));
    DF_TRY(const auto type, required_string(*object, "KeyType"));
    (type == "HASH" ? keys.hash : keys.range).push_back(std::move(name));
  }
  if (keys.hash.empty()) return fail(Fault::invalid, "a KeySchema without a HASH key");
  return keys;
}

// DynamoDB Local gives no TableId; the moment of its creation then tells two tables of a name apart.
std::string identity_of(const Object& table) {
  if (const auto id = json::find_string(table, "TableId")) return std::string(*id);
  const auto created = json::find_number(table, "CreationDateTime");
  return created ? fmt::format("created {:.3f}", *created) : std::string();
}

Projection projection_from(const Object& index) {
  Projection projection;
  const auto* object = json::find_object(index, "Projection");
  if (object == nullptr) return projection;
  projection.type = json::find_string(*object, "ProjectionType").value_or("ALL");
  for (const auto& name : array_or_empty(*object, "NonKeyAttributes")) {
    if (name.is_string()) projection.non_key_attributes.emplace_back(name.get_string());
  }
  return projection;
}

// 0/0 is how DescribeTable shows on-demand (facts §5.1).
std::optional<Throughput> throughput_from(const Object& owner) {
  const auto* object = json::find_object(owner, "ProvisionedThroughput");
  if (object == nullptr) return std::nullopt;
  const auto units = [&](std::string_view name) {
    return static_cast<std::int64_t>(json::find_number(*object, name).value_or(0));
  };
  return Throughput{units("ReadCapacityUnits"), units("WriteCapacityUnits")};
}

Result<std::vector<Index>> indexes_from(const Object& table, std::string_view member) {
  std::vector<Index> indexes;
  for (const auto& element : array_or_empty(table, member)) {
    const auto* object = element.if_object();
    if (object == nullptr)
      return fail(Fault::invalid, fmt::format("{} that is not a list of objects", member));
    Index index;
    DF_TRY(index.name, required_string(*object, "IndexName"));
    DF_TRY(index.keys, keys_from(*object));
    index.projection = projection_from(*object);
    index.throughput = throughput_from(*object);
    index.status = json::find_string(*object, "IndexStatus").value_or("");
    indexes.push_back(std::move(index));
  }
  std::ranges::sort(indexes, {}, &Index::name);
  return indexes;
}

std::int64_t units_in(const Object& table, std::string_view group, std::string_view member) {
  const auto* object = json::find_object(table, group);
  const auto units = object == nullptr ? std::nullopt : json::find_number(*object, member);
  return units ? static_cast<std::int64_t>(*units) : 0;
}

std::int64_t known_read_units_of(const Object& table) {
  for (const auto& [group, member] :
       {std::pair("ProvisionedThroughput", "ReadCapacityUnits"),  // 0 when on demand.
        std::pair("OnDemandThroughput", "MaxReadRequestUnits"),   // -1 when there is none.
        std::pair("WarmThroughput", "ReadUnitsPerSecond")}) {
    const auto units = units_in(table, group, member);
    if (units > 0) return units;
  }
  return 0;
}

bool is_true(const Object& object, std::string_view name) {
  return json::find_bool(object, name).value_or(false);
}

std::vector<std::string> other_settings_of(const Object& table) {
  std::vector<std::string> found;
  const auto* stream = json::find_object(table, "StreamSpecification");
  if (stream != nullptr && is_true(*stream, "StreamEnabled")) {
    found.push_back(
        fmt::format("stream ({})", json::find_string(*stream, "StreamViewType").value_or("?")));
  }
  if (json::find_object(table, "SSEDescription") != nullptr) found.emplace_back("encryption key");
  const auto* table_class = json::find_object(table, "TableClassSummary");
  if (table_class != nullptr && json::find_string(*table_class, "TableClass") != "STANDARD") {
    found.emplace_back("table class");
  }
  if (is_true(table, "DeletionProtectionEnabled")) found.emplace_back("deletion protection");
  if (json::find_object(table, "OnDemandThroughput") != nullptr)
    found.emplace_back("on-demand maxima");
  if (!array_or_empty(table, "Replicas").empty()) found.emplace_back("global table replicas");
  if (!array_or_empty(table, "VectorIndexes").empty()) found.emplace_back("vector indexes");
  return found;
}

Array to_json(const KeySchema& keys) {
  Array out;
  for (const auto& name : keys.hash) out.push_back({{"AttributeName", name}, {"KeyType", "HASH"}});
  for (const auto& name : keys.range)
    out.push_back({{"AttributeName", name}, {"KeyType", "RANGE"}});
  return out;
}

Object to_json(const Throughput& throughput) {
  return {{"ReadCapacityUnits", throughput.read_units},
          {"WriteCapacityUnits", throughput.write_units}};
}

Object to_json(const Index& index, bool with_throughput) {
  Object projection{{"ProjectionType", index.projection.type}};
  if (!index.projection.non_key_attributes.empty()) {
    projection["NonKeyAttributes"] = Array(index.projection.non_key_attributes.begin(),
                                           index.projection.non_key_attributes.end());
  }
  Object out{
      {"IndexName", index.name}, {"KeySchema", to_json(index.keys)}, {"Projection", projection}};
  if (with_throughput && index.throughput)
    out["ProvisionedThroughput"] = to_json(*index.throughput);
  return out;
}

}  // namespace

bool Projection::operator==(const Projection& other) const {
  const auto as_set = [](const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end());
  };
  return type == other.type && as_set(non_key_attributes) == as_set(other.non_key_attributes);
}

bool TableDescription::is_ready() const {
  return status == "ACTIVE" && std::ranges::all_of(global_indexes, [](const Index& index) {
           return index.status.empty() || index.status == "ACTIVE";
         });
}

Result<TableDescription> table_description_from(const Object& table) {
  TableDescription out;
  DF_TRY(auto name, required_string(table, "TableName"));
  out.name = TableName(std::move(name));
  out.id = identity_of(table);
  out.arn = json::find_string(table, "TableArn").value_or("");
  DF_TRY(out.status, required_string(table, "TableStatus"));
  DF_TRY(out.keys, keys_from(table));
  if (out.keys.hash.size() != 1 || out.keys.range.size() > 1) {
    return fail(Fault::invalid, "a table's KeySchema of more than one HASH and one RANGE key");
  }
  for (const auto& element : array_or_empty(table, "AttributeDefinitions")) {
    const auto* object = element.if_object();
    if (object == nullptr)
      return fail(Fault::invalid, "AttributeDefinitions that is not a list of objects");
    DF_TRY(auto attribute, required_string(*object, "AttributeName"));
    DF_TRY(out.attribute_types[attribute], required_string(*object, "AttributeType"));
  }
  DF_TRY(out.local_indexes, indexes_from(table, "LocalSecondaryIndexes"));
  DF_TRY(out.global_indexes, indexes_from(table, "GlobalSecondaryIndexes"));
  const auto* billing = json::find_object(table, "BillingModeSummary");
  out.on_demand =
      billing != nullptr && json::find_string(*billing, "BillingMode") == "PAY_PER_REQUEST";
  if (!out.on_demand) out.throughput = throughput_from(table);
  if (out.on_demand) {
    for (auto& index : out.global_indexes) index.throughput.reset();
  }
  out.known_read_units = known_read_units_of(table);
  out.item_count = static_cast<std::int64_t>(json::find_number(table, "ItemCount").value_or(0));
  out.size_bytes =
      static_cast<std::int64_t>(json::find_number(table, "TableSizeBytes").value_or(0));
  out.other_settings = other_settings_of(table);
  return out;
}

json::Object create_table_request(const TableDescription& table, const TableName& name) {
  Object request{{"TableName", name.str()}, {"KeySchema", to_json(table.keys)}};
  Array definitions;
  for (const auto& [attribute, type] : table.attribute_types) {
    definitions.push_back({{"AttributeName", attribute}, {"AttributeType", type}});
  }
  request["AttributeDefinitions"] = std::move(definitions);
  if (!table.local_indexes.empty()) {
    Array indexes;
    for (const auto& index : table.local_indexes) indexes.push_back(to_json(index, false));
    request["LocalSecondaryIndexes"] = std::move(indexes);
  }
  if (!table.global_indexes.empty()) {
    Array indexes;
    for (const auto& index : table.global_indexes)
      indexes.push_back(to_json(index, !table.on_demand));
    request["GlobalSecondaryIndexes"] = std::move(indexes);
  }
  request["BillingMode"] = table.on_demand ? "PAY_PER_REQUEST" : "PROVISIONED";
  if (table.throughput) request["ProvisionedThroughput"] = to_json(*table.throughput);
  return request;
}

std::string to_text(const KeySchema& keys, const TableDescription& table) {
  std::vector<std::string> parts;
  const auto add = [&](const std::vector<std::string>& names, std::string_view role) {
    for (const auto& name : names) {
      const auto type = table.attribute_types.find(name);
      parts.push_back(fmt::format("{} {} ({})", role, printable(name),
                                  type == table.attribute_types.end() ? "?" : type->second));
    }
  };
  add(keys.hash, "HASH");
  add(keys.range, "RANGE");
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string to_text(const Projection& projection) {
  if (projection.non_key_attributes.empty()) return projection.type;
  std::vector<std::string> names;
  names.reserve(projection.non_key_attributes.size());
  for (const auto& name : projection.non_key_attributes) names.push_back(printable(name));
  std::ranges::sort(names);
  return fmt::format("{} ({})", projection.type, fmt::join(names, ", "));
}

}  // namespace dynaferry::model
