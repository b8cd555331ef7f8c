#include "sim/engine/data_plane.h"

#include <utility>

#include "sim/engine/change_record.h"

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

Outcome<ConsumedUnits> write_item(Operation& operation, Table& table, PreparedWrite write,
                                  Writer writer) {
  auto priced = table.price(std::move(write), operation.scratch.stored);
  if (table.physics && writer == Writer::client) {
    SIM_CHECK(table.physics->charge_write(table, priced, operation.now));
  }
  auto units = units_of(table, priced);
  if (auto* stream = table.streams.recording(operation.now)) {
    record_change(operation, table, *stream, priced, writer);
  }
  table.apply(std::move(priced));
  return units;
}

Outcome<ReadItem> read_item(const Operation& operation, Table& table, const ItemKey& key,
                            bool consistent) {
  SIM_TRY(auto reading, Reading::begin(operation, table, nullptr, {key.hash, key.bytes}));
  const auto* record = table.find(key);
  if (record != nullptr) reading.pass(*record);
  return ReadItem{record, reading.charge(consistent)};
}

bool is_throttle(const ServiceError& error) {
  return error.code == "ProvisionedThroughputExceededException" ||
         error.code == "ThrottlingException";
}

Outcome<Reading> Reading::begin(const Operation& operation, Table& table,
                                const IndexDefinition* index, PlaceView from) {
  Reading reading;
  reading.parts_.push_back({});
  if (!table.physics) return reading;
  SIM_CHECK(table.physics->ask_read(table, index, from, operation.now));
  reading.resource_ = &table.physics->resource(table, index, operation.now);
  reading.parts_.back().partition = reading.resource_->partitions().at(from);
  return reading;
}

void Reading::enter(std::size_t partition) {
  while (parts_.back().partition != partition) {
    const auto at = parts_.back().partition;
    parts_.push_back({partition > at ? at + 1 : at - 1});
  }
}

void Reading::look_up_to(PlaceView end) {
  if (resource_ == nullptr) return;
  const auto& partitions = resource_->partitions();
  auto last = partitions.at(end);
  if (last > 0 && partitions.begin_of(last) == end) --last;
  if (last > parts_.back().partition) enter(last);
}

double Reading::charge(bool consistent) {
  double units = 0;
  for (const auto& part : parts_) {
    const auto share = read_units(part.bytes, consistent);
    units += share;
    if (resource_ == nullptr) continue;
    const auto place =
        part.partition == 0 ? PlaceView{} : resource_->partitions().begin_of(part.partition);
    resource_->charge(Direction::read, part.partition, place, share);
  }
  return units;
}

}  // namespace dynaferry::sim
