#include "sim/engine/capacity.h"

#include "sim/engine/item_image.h"
#include "sim/engine/table_definition.h"

namespace dynaferry::sim {
namespace {

// Units come in halves.
void append_units(std::string& out, double units) {
  const auto halves = static_cast<long long>(units * 2);
  out += "\"CapacityUnits\":" + std::to_string(halves / 2) + (halves % 2 == 0 ? ".0" : ".5");
}

void append_indexes(std::string& out, std::string_view kind,
                    const std::map<std::string, double>& indexes) {
  if (indexes.empty()) return;
  out += ",\"";
  out += kind;
  out += "\":{";
  bool first = true;
  for (const auto& [name, units] : indexes) {
    if (!first) out += ',';
    first = false;
    append_quoted(out, name);
    out += ":{";
    append_units(out, units);
    out += '}';
  }
  out += '}';
}

}  // namespace

double write_units(std::size_t bytes) {
  const auto blocks = bytes == 0 ? 1 : (bytes + 1023) / 1024;
  return static_cast<double>(blocks);
}

double read_units(std::size_t bytes, bool consistent) {
  const auto blocks = bytes == 0 ? 1 : (bytes + 4095) / 4096;
  return static_cast<double>(blocks) / (consistent ? 1 : 2);
}

void ConsumedUnits::add_index(const IndexDefinition& index, double units) {
  if (units > 0) (index.global ? global_ : local_)[index.name] += units;
}

void ConsumedUnits::add(const ConsumedUnits& other) {
  table_ += other.table_;
  for (const auto& [name, units] : other.local_) local_[name] += units;
  for (const auto& [name, units] : other.global_) global_[name] += units;
}

void ConsumedUnits::append_json(std::string& out, std::string_view table,
                                CapacityDetail detail) const {
  double total = table_;
  for (const auto& [name, units] : local_) total += units;
  for (const auto& [name, units] : global_) total += units;
  out += "{\"TableName\":";
  append_quoted(out, table);
  out += ',';
  append_units(out, total);
  if (detail == CapacityDetail::indexes) {
    out += ",\"Table\":{";
    append_units(out, table_);
    out += '}';
    append_indexes(out, "LocalSecondaryIndexes", local_);
    append_indexes(out, "GlobalSecondaryIndexes", global_);
  }
  out += '}';
}

}  // namespace dynaferry::sim
