// What CreateTable says about a table, checked by the service's rules (facts §5.1).
// Pure values, any thread.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/document.h"
#include "sim/engine/key_layout.h"

namespace dynaferry::sim {

struct Throughput {
  std::int64_t read = 0;
  std::int64_t write = 0;
  bool operator==(const Throughput&) const = default;
};

enum class Projection : unsigned char { all, keys_only, include };

struct IndexDefinition {
  std::string name;
  bool global = false;
  json::Array key_schema;
  KeyLayout layout;
  Projection projection = Projection::all;
  std::vector<std::string> non_key_attributes;
  Throughput throughput;                             // 0/0 on demand.
  std::optional<json::Object> on_demand_throughput;  // As given.
  std::optional<json::Object> warm_throughput;       // As given.
};

struct TableDefinition {
  std::string name;
  json::Array attribute_definitions;
  json::Array key_schema;
  KeyLayout layout;
  bool on_demand = false;
  Throughput throughput;                 // 0/0 on demand.
  std::vector<IndexDefinition> indexes;  // Local ones first.

  // Stored and told again, without an effect here. Absent when not given.
  std::optional<json::Object> on_demand_throughput;
  std::optional<json::Object> warm_throughput;
  std::optional<json::Object> stream;
  std::optional<json::Object> encryption;
  std::string table_class;  // Empty when not given.
  bool deletion_protection = false;
  json::Array tags;

  [[nodiscard]] const IndexDefinition* index(std::string_view index_name) const;
};

[[nodiscard]] Outcome<TableDefinition> read_definition(const json::Object& request);

// A table's name out of a name or an ARN; the service's text when it cannot be one.
[[nodiscard]] Outcome<std::string> table_name_in(std::string_view name_or_arn);
// {"ReadCapacityUnits":…,"WriteCapacityUnits":…}, both at least 1.
[[nodiscard]] Outcome<Throughput> read_throughput(const json::Object& given,
                                                  std::string_view whose);
// A StreamSpecification, as any operation and as CreateTable takes it.
[[nodiscard]] Outcome<> check_stream_words(const json::Object& stream);
[[nodiscard]] Outcome<> check_stream(const json::Object& stream);

}  // namespace dynaferry::sim
