#include "sim/engine/data_plane.h"

#include <utility>

namespace dynaferry::sim {
namespace {

ConsumedUnits units_of(const Table& table, const PricedWrite& priced) {
  ConsumedUnits units;
  units.add_table(priced.table_units);
  const auto& indexes = table.definition().indexes;
  for (std::size_t i = 0; i < priced.index_units.size(); ++i) {
    units.add_index(indexes[i], priced.index_units[i]);
  }
  return units;
}

}  // namespace

Outcome<ConsumedUnits> write_item(Operation& operation, Table& table, PreparedWrite write) {
  auto priced = table.price(std::move(write), operation.scratch.stored);
  auto units = units_of(table, priced);
  table.apply(std::move(priced));
  return units;
}

}  // namespace dynaferry::sim
