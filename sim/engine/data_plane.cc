#include "sim/engine/data_plane.h"

#include <algorithm>
#include <utility>

#include "sim/engine/change_record.h"
#include "sim/engine/item_collection.h"

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

// A look at an item, priced as a write that leaves it as it is.
PricedWrite price_look(const Table& table, const ItemKey& place, std::size_t bytes = 0) {
  PricedWrite priced{PreparedWrite{place, std::nullopt}};
  const auto* const record = table.find(place);
  priced.table_units = write_units(std::max(bytes, record == nullptr ? 0 : record->size()));
  return priced;
}

Outcome<> charge_twice(const Operation& operation, Table& table, PricedWrite& priced) {
  if (!table.physics) return {};
  priced.table_units *= 2;
  for (auto& units : priced.index_units) units *= 2;
  return charge(operation, table, priced);
}

// Charges one of several writes; it stays as it is.
Outcome<> charge_joint(Operation& operation, JointWrite& joint) {
  auto& table = *joint.table;
  if (!joint.write) {
    auto priced = price_look(table, joint.place);
    return charge_twice(operation, table, priced);
  }
  auto priced = table.price(*std::move(joint.write), operation.scratch.stored);
  auto charged = check_collection(table, priced, operation.options.max_collection);
  if (charged) charged = charge_twice(operation, table, priced);
  joint.write = std::move(priced.write);
  return charged;
}

ConsumedUnits commit_joint(Operation& operation, JointWrite& joint) {
  auto& table = *joint.table;
  if (!joint.write) return units_of(table, price_look(table, joint.place));
  auto priced = table.price(*std::move(joint.write), operation.scratch.stored);
  return commit(operation, table, std::move(priced), Writer::client);
}

}  // namespace

Outcome<ConsumedUnits> write_item(Operation& operation, Table& table, PreparedWrite write,
                                  Writer writer) {
  auto priced = table.price(std::move(write), operation.scratch.stored);
  SIM_CHECK(check_collection(table, priced, operation.options.max_collection));
  if (table.physics && writer == Writer::client) {
    SIM_CHECK(charge(operation, table, priced));
  }
  return commit(operation, table, std::move(priced), writer);
}

bool only_sums(const Operation& operation, Table& table) {
  return table.swallowed() != nullptr && !table.physics && table.definition().indexes.empty() &&
         table.streams.recording(operation.now) == nullptr;
}

double sum_item(Table& table, const SummedPut& put) {
  table.add_swallowed(put.key.hash, put.json, put.size);
  return write_units(put.size);
}

Refusal refuse_write(Operation& operation, Table& table, const ItemKey& place, std::size_t bytes,
                     ServiceError why) {
  if (!table.physics || why.code != "ConditionalCheckFailedException") {
    return Refusal(std::move(why));
  }
  auto charged = charge(operation, table, price_look(table, place, bytes));
  return Refusal(charged ? std::move(why) : std::move(charged).error());
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
    const auto units = commit_joint(operation, joint);
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

bool read_together(const Operation& operation, std::vector<JointRead>& reads) {
  std::vector<Reading> readings;
  for (auto& read : reads) {
    auto reading = Reading::begin(operation, *read.table, nullptr, {read.key.hash, read.key.bytes});
    if (reading) {
      readings.push_back(*std::move(reading));
    } else {
      read.refused = std::move(reading).error();
    }
  }
  if (readings.size() < reads.size()) return false;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const auto* record = reads[i].table->find(reads[i].key);
    if (record != nullptr) readings[i].pass(*record);
    const auto once = readings[i].charge(true);
    reads[i].done = {record, once + readings[i].charge(true)};
  }
  return true;
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
