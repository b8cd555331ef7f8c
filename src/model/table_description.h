// A table as DescribeTable tells of it and as CreateTable wants it: the required settings, typed,
// and the names of what else is set on it.
//
// Only what this version copies is decoded. Everything else that the answer shows is listed in
// `other_settings`, so that no setting is passed over in silence.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/names.h"
#include "json/document.h"

namespace dynaferry::model {

// Order matters: all HASH attributes, then all RANGE ones. One of each at most for a table and a
// local index, four of each for a global index (facts §5.1).
struct KeySchema {
  std::vector<std::string> hash{};
  std::vector<std::string> range{};
  bool operator==(const KeySchema&) const = default;
};

struct Projection {
  std::string type = "ALL";  // ALL, KEYS_ONLY or INCLUDE.
  std::vector<std::string> non_key_attributes{};
  bool operator==(const Projection&) const;  // Attributes in any order.
};

struct Throughput {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  bool operator==(const Throughput&) const = default;
};

struct Index {
  std::string name;
  KeySchema keys{};
  Projection projection{};
  std::optional<Throughput> throughput{};  // Global indexes of a PROVISIONED table.
  std::string status{};                    // ACTIVE, CREATING, …; empty for a local index.
};

struct TableDescription {
  TableName name;
  std::string id;  // Changes when a table is re-created under its name: TableId where there is one.
  std::string arn;
  std::string status;
  std::map<std::string, std::string> attribute_types{};  // Of key attributes: S, N or B.
  KeySchema keys{};
  std::vector<Index> local_indexes{};   // By name.
  std::vector<Index> global_indexes{};  // By name.
  bool on_demand = false;
  std::optional<Throughput> throughput{};  // PROVISIONED only.
  // Read units a second that it is set to take: provisioned, else its most on demand, else its warm
  // throughput (facts §5.1); 0: it tells none.
  std::int64_t known_read_units = 0;
  std::int64_t item_count = 0;  // Up to about six hours old (facts §5.1).
  std::int64_t size_bytes = 0;
  std::vector<std::string> other_settings{};  // Set on the table, not copied by this version.

  [[nodiscard]] bool is_ready() const;  // Table and every index ACTIVE.
};

// From DescribeTable's or CreateTable's answer, whose member is `Table` or `TableDescription`.
// Fault: invalid (a member is missing or of the wrong kind).
[[nodiscard]] Result<TableDescription> table_description_from(const json::Object& table);

// The CreateTable request that makes `table` under `name`, with indexes and throughput in one call.
[[nodiscard]] json::Object create_table_request(const TableDescription& table,
                                                const TableName& name);

// "pk (S), sk (N)": keys with their types, for people.
[[nodiscard]] std::string to_text(const KeySchema& keys, const TableDescription& table);
[[nodiscard]] std::string to_text(const Projection& projection);

}  // namespace dynaferry::model
