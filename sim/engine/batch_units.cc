#include "sim/engine/batch_units.h"

#include "sim/engine/request.h"

namespace dynaferry::sim {

ConsumedUnits& BatchUnits::of(std::string_view table) {
  for (auto& [name, units] : tables_) {
    if (name == table) return units;
  }
  return tables_.emplace_back(table, ConsumedUnits{}).second;
}

void BatchUnits::append_json(std::string& out, CapacityDetail detail) const {
  if (detail == CapacityDetail::none) return;
  append_member(out, "ConsumedCapacity");
  out += '[';
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    if (i > 0) out += ',';
    tables_[i].second.append_json(out, tables_[i].first, detail);
  }
  out += ']';
}

}  // namespace dynaferry::sim
