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

// What every write comes to in the end.
ConsumedUnits commit(Operation& operation, Table& table, PricedWrite priced, Writer writer) {
  auto units = units_of(table, priced);
  if (auto* stream = table.streams.recording(operation.now)) {
    record_change(operation, table, *stream, priced, writer);
  }
  table.apply(std::move(priced));
  return units;
}

// Capacity for a write, or why it has to wait. Where that split a partition, the stream follows.
Outcome<> charge(const Operation& operation, Table& table, const PricedWrite& priced) {
  auto charged = table.physics->charge_write(table, priced, operation.now);
  for (const auto cut : table.physics->take_cuts()) table.streams.split(cut, operation.now);
  return charged;
}

// Charges one of several writes, twice; it stays as it is.
Outcome<> charge_joint(Operation& operation, JointWrite& joint) {
  auto& table = *joint.table;
  if (!table.physics) return {};
  auto priced = table.price(std::move(joint.write), operation.scratch.stored);
  priced.table_units *= 2;
  for (auto& units : priced.index_units) units *= 2;
  auto charged = charge(operation, table, priced);
  joint.write = std::move(priced.write);
  return charged;
}

}  // namespace

Outcome<ConsumedUnits> write_item(Operation& operation, Table& table, PreparedWrite write,
                                  Writer writer) {
  auto priced = table.price(std::move(write), operation.scratch.stored);
  if (table.physics && writer == Writer::client) {
    SIM_CHECK(charge(operation, table, priced));
  }
  return commit(operation, table, std::move(priced), writer);
}

bool write_together(Operation& operation, std::vector<JointWrite>& writes) {
  bool possible = true;
  for (auto& joint : writes) {
    auto charged = charge_joint(operation, joint);
    if (charged) continue;
    joint.refused = std::move(charged).error();
    possible = false;
  }
  if (!possible) return false;
  for (auto& joint : writes) {
    auto& table = *joint.table;
    auto priced = table.price(std::move(joint.write), operation.scratch.stored);
    const auto units = commit(operation, table, std::move(priced), Writer::client);
    joint.units.add(units);
    joint.units.add(units);
  }
  return true;
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
