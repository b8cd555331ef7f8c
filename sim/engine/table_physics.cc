#include "sim/engine/table_physics.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "sim/engine/table.h"

namespace dynaferry::sim {
namespace {

double number_in(const std::optional<json::Object>& given, std::string_view member) {
  if (!given) return 0;
  // -1 takes a maximum away.
  return std::max(0.0, json::find_number(*given, member).value_or(0));
}

Provision provision_of(bool on_demand, const Throughput& throughput,
                       const std::optional<json::Object>& most,
                       const std::optional<json::Object>& warm) {
  return {on_demand,
          static_cast<double>(throughput.read),
          static_cast<double>(throughput.write),
          number_in(most, "MaxReadRequestUnits"),
          number_in(most, "MaxWriteRequestUnits"),
          number_in(warm, "ReadUnitsPerSecond"),
          number_in(warm, "WriteUnitsPerSecond")};
}

Provision provision_of(const TableDefinition& table) {
  return provision_of(table.on_demand, table.throughput, table.on_demand_throughput,
                      table.warm_throughput);
}

Provision provision_of(const TableDefinition& table, const IndexDefinition& index) {
  return provision_of(table.on_demand, index.throughput, index.on_demand_throughput,
                      index.warm_throughput);
}

bool has_local_index(const TableDefinition& table) {
  return std::ranges::any_of(table.indexes, [](const auto& index) { return !index.global; });
}

PlaceView view(const ItemKey& key) { return {key.hash, key.bytes}; }

std::string_view word_of(Shortage shortage) {
  switch (shortage) {
    case Shortage::provisioned: return "ProvisionedThroughputExceeded";
    case Shortage::most_on_demand: return "MaxOnDemandThroughputExceeded";
    case Shortage::account: return "AccountLimitExceeded";
    case Shortage::key_range: return "KeyRangeThroughputExceeded";
  }
  return "ProvisionedThroughputExceeded";
}

std::string_view message_of(Shortage shortage, bool index) {
  switch (shortage) {
    case Shortage::provisioned:
      return index ? "The level of configured provisioned throughput for one or more global "
                     "secondary indexes of the table was exceeded. Consider increasing your "
                     "provisioning level for the under-provisioned global secondary indexes with "
                     "the UpdateTable API"
                   : "The level of configured provisioned throughput for the table was exceeded. "
                     "Consider increasing your provisioning level with the UpdateTable API.";
    case Shortage::most_on_demand:
      return "Throughput exceeds the maximum OnDemandThroughput configured on table or index";
    case Shortage::account:
      return "Throughput exceeds the current throughput limit for your account.";
    case Shortage::key_range:
      return "Throughput exceeds the current capacity for one or more global secondary indexes or "
             "partitions of the table.";
  }
  return {};
}

// Collects why a request has to wait.
class Reasons {
 public:
  Reasons(const Table& table, Direction direction) : table_(table), direction_(direction) {}

  void add(std::optional<Shortage> shortage, const IndexDefinition* index) {
    if (!shortage) return;
    if (reasons_.empty()) {
      first_ = *shortage;
      first_is_index_ = index != nullptr;
    }
    if (!reasons_.empty()) reasons_ += ',';
    reasons_ += R"({"reason":")";
    reasons_ += index == nullptr ? "Table" : "Index";
    reasons_ += direction_ == Direction::read ? "Read" : "Write";
    reasons_ += word_of(*shortage);
    reasons_ += R"(","resource":")";
    reasons_ += table_.birth().arn;
    if (index != nullptr) reasons_ += "/index/" + index->name;
    reasons_ += "\"}";
  }

  // The service calls it by another name, and its list too, when the table is on demand (facts §2.1).
  [[nodiscard]] Outcome<> outcome() const {
    if (reasons_.empty()) return {};
    const bool on_demand = table_.definition().on_demand;
    auto refusal = on_demand ? refuse(coral_space, "ThrottlingException", {})
                             : refuse(service_space, "ProvisionedThroughputExceededException", {});
    refusal.error().message = message_of(first_, first_is_index_);
    refusal.error().members =
        (on_demand ? "\"throttlingReasons\":[" : "\"ThrottlingReasons\":[") + reasons_ + "]";
    return refusal;
  }

 private:
  const Table& table_;
  Direction direction_;
  Shortage first_ = Shortage::provisioned;
  bool first_is_index_ = false;
  std::string reasons_;
};

// What a write asks of an index: a place there, and units.
struct IndexShare {
  const IndexDefinition* index;
  PlaceView place;
  double units;
};

std::vector<IndexShare> shares_of(const Table& table, const PricedWrite& write, double& own) {
  std::vector<IndexShare> shares;
  const auto& indexes = table.definition().indexes;
  for (std::size_t i = 0; i < write.index_units.size(); ++i) {
    const auto units = write.index_units[i];
    if (units == 0) continue;
    if (!indexes[i].global) {
      own += units;
      continue;
    }
    const auto& entry = write.write.entries[i] ? write.write.entries[i] : write.before[i];
    shares.push_back({&indexes[i], view(entry->key), units});
  }
  return shares;
}

}  // namespace

TablePhysics::TablePhysics(const PhysicsOptions& options, const Table& table, WallTime now)
    : options_(options),
      own_(options, provision_of(table.definition()), !has_local_index(table.definition()), now) {}

void TablePhysics::follow(const Table& table, WallTime now) {
  own_.retune(provision_of(table.definition()), now);
  for (auto& [name, resource] : indexes_) {
    if (const auto* index = table.definition().index(name)) {
      resource.retune(provision_of(table.definition(), *index), now);
    }
  }
}

void TablePhysics::forget(std::string_view index) {
  const auto found = indexes_.find(index);
  if (found != indexes_.end()) indexes_.erase(found);
}

Resource& TablePhysics::resource(const Table& table, const IndexDefinition* index, WallTime now) {
  if (index == nullptr || !index->global) return own_;
  const auto found = indexes_.find(index->name);
  if (found != indexes_.end()) return found->second;
  return indexes_
      .try_emplace(index->name, options_, provision_of(table.definition(), *index), true, now)
      .first->second;
}

Outcome<> TablePhysics::charge_write(const Table& table, const PricedWrite& write, WallTime now) {
  auto own_units = write.table_units;
  const auto shares = shares_of(table, write, own_units);
  const auto place = view(write.write.key);
  Reasons reasons(table, Direction::write);
  auto& own = resource(table, nullptr, now);
  reasons.add(own.shortage(Direction::write, place, now), nullptr);
  for (const auto& share : shares) {
    auto& index = resource(table, share.index, now);
    reasons.add(index.shortage(Direction::write, share.place, now), share.index);
  }
  SIM_CHECK(reasons.outcome());
  own.charge(Direction::write, place, own_units);
  const auto before = write.old == nullptr ? 0 : write.old->size();
  const auto after = write.write.record ? write.write.record->size() : 0;
  own.add_bytes(place, static_cast<double>(after) - static_cast<double>(before));
  for (const auto& share : shares) {
    resource(table, share.index, now).charge(Direction::write, share.place, share.units);
  }
  return {};
}

Outcome<> TablePhysics::ask_read(const Table& table, const IndexDefinition* index, PlaceView place,
                                 WallTime now) {
  Reasons reasons(table, Direction::read);
  const auto* named = index != nullptr && index->global ? index : nullptr;
  reasons.add(resource(table, index, now).shortage(Direction::read, place, now), named);
  return reasons.outcome();
}

}  // namespace dynaferry::sim
