// The parts of CreateTable that speak of keys and secondary indexes. See table_definition.h.

#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/engine/table_definition.h"

namespace dynaferry::sim {

enum class KeyRules : unsigned char {
  table,         // One HASH, at most one RANGE.
  local_index,   // The table's HASH and one RANGE.
  global_index,  // Up to four HASH, then up to four RANGE.
};

[[nodiscard]] Outcome<> check_attribute_definitions(const json::Array& definitions);
[[nodiscard]] Outcome<json::Array> key_schema_in(const json::Object& owner);
[[nodiscard]] Outcome<KeyLayout> read_layout(const json::Array& key_schema,
                                             const json::Array& definitions, KeyRules rules);
// Both kinds of indexes in a CreateTable of `table`, whose own keys and billing are known.
[[nodiscard]] Outcome<std::vector<IndexDefinition>> read_indexes(const json::Object& request,
                                                                 const TableDefinition& table);

// One global index for `table`, whose attribute definitions must have its keys.
[[nodiscard]] Outcome<IndexDefinition> read_global_index(const json::Object& given,
                                                         const TableDefinition& table);

// "[a, b]", for messages.
[[nodiscard]] std::string list_of_names(const std::set<std::string>& names);
[[nodiscard]] std::string list_of_names(const json::Array& attribute_definitions);

}  // namespace dynaferry::sim
