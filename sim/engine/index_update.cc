// GlobalSecondaryIndexUpdates of UpdateTable (facts §5.1, §3.5).

#include <algorithm>

#include "sim/engine/index_definition.h"
#include "sim/engine/request.h"
#include "sim/engine/settings_request.h"
#include "sim/engine/table_update.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_global_indexes = 20;

Refusal one_at_a_time() {
  return refuse(service_space, "LimitExceededException",
                "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                "simultaneously per table");
}

Outcome<IndexDefinition*> index_named(TableUpdate& update, const json::Object& given) {
  SIM_TRY(const auto name,
          required_text(given, "IndexName", "globalSecondaryIndexUpdates.1.member.indexName"));
  auto& indexes = update.next.indexes;
  const auto found = std::ranges::find(indexes, name, &IndexDefinition::name);
  if (found == indexes.end() || !found->global) {
    return not_found("Requested resource not found");
  }
  const auto* life = update.changes.index(name);
  if (life != nullptr && life->status(update.now()) != "ACTIVE") {
    return in_use("Attempt to change a resource which is still in use: Index is being changed: " +
                  name);
  }
  return &*found;
}

// The attributes that the request defines, of which the new index's keys must be; those that the
// table knows already must be as it knows them.
Outcome<> merge_definitions(TableUpdate& update, const json::Array& delta,
                            const KeyLayout& layout) {
  auto& known = update.next.attribute_definitions;
  for (const auto& definition : delta) {
    const auto* object = definition.if_object();
    const auto name = object == nullptr ? std::string_view{}
                                        : json::find_string(*object, "AttributeName").value_or("");
    const auto same_name = std::ranges::find_if(known, [&](const json::Value& other) {
      return json::find_string(other.get_object(), "AttributeName") == name;
    });
    if (same_name != known.end()) {
      if (*same_name == definition) continue;
      return invalid_value("Table already has an attribute definition of another type: " +
                           std::string(name));
    }
    if (layout.find(name) == nullptr) {
      return invalid_value("Some AttributeDefinitions are not used. AttributeDefinitions: " +
                           list_of_names(delta));
    }
    known.push_back(definition);
  }
  return {};
}

Outcome<> read_creation(TableUpdate& update, const json::Object& given) {
  if (update.new_index || !update.lost_index.empty()) return one_at_a_time();
  const auto* delta = json::find_array(update.request, "AttributeDefinitions");
  auto with_delta = update.next;
  with_delta.attribute_definitions = delta == nullptr ? json::Array{} : *delta;
  SIM_CHECK(check_attribute_definitions(with_delta.attribute_definitions));
  SIM_TRY(auto index, read_global_index(given, with_delta));
  const auto& indexes = update.next.indexes;
  if (update.next.index(index.name) != nullptr) {
    return validation("Attempting to create an index which already exists");
  }
  if (std::ranges::count(indexes, true, &IndexDefinition::global) >=
      static_cast<std::ptrdiff_t>(max_global_indexes)) {
    return invalid_value("GlobalSecondaryIndex count exceeds the per-table limit of 20");
  }
  SIM_CHECK(merge_definitions(update, with_delta.attribute_definitions, index.layout));
  if (update.changes.any_index_comes_or_goes(update.now())) return one_at_a_time();
  const auto& control = update.operation.options.control;
  auto& life = update.changes.indexes[index.name];
  life.backfilled_from = update.now() + control.index_creating / 2;
  life.active_from = update.now() + control.index_creating;
  update.new_index = std::move(index);
  return {};
}

Outcome<> read_deletion(TableUpdate& update, const json::Object& given) {
  if (update.new_index || !update.lost_index.empty()) return one_at_a_time();
  const auto name = json::find_string(given, "IndexName").value_or("");
  const auto* life = update.changes.index(name);
  const bool is_backfilling = life != nullptr && life->is_backfilling(update.now());
  if (!is_backfilling) {
    SIM_CHECK(index_named(update, given));
    if (update.changes.any_index_comes_or_goes(update.now())) return one_at_a_time();
  }
  update.lost_index = name;
  update.changes.indexes[update.lost_index].gone_from =
      update.now() + update.operation.options.control.index_deleting;
  return {};
}

Outcome<> read_change(TableUpdate& update, const json::Object& given) {
  SIM_TRY(auto* index, index_named(update, given));
  const auto* throughput = json::find_object(given, "ProvisionedThroughput");
  const auto* most = json::find_object(given, "OnDemandThroughput");
  const auto* warm = json::find_object(given, "WarmThroughput");
  if (throughput == nullptr && most == nullptr && warm == nullptr) {
    return validation(
        "At least one of ProvisionedThroughput, OnDemandThroughput or WarmThroughput is required "
        "for index: " +
        index->name);
  }
  const bool on_demand = update.next.on_demand;
  if (throughput != nullptr) {
    if (on_demand) {
      return invalid_value("ProvisionedThroughput should not be specified for index: " +
                           index->name + " when BillingMode is PAY_PER_REQUEST");
    }
    SIM_TRY(const auto units, read_throughput(*throughput, "provisionedThroughput"));
    if (units == index->throughput) {
      return validation("The provisioned throughput for the index " + index->name +
                        " will not change. The requested value equals the current value.");
    }
    SIM_CHECK(update.note_throughput(index->name, index->throughput, units));
    index->throughput = units;
  }
  if (most != nullptr) SIM_CHECK(update_on_demand(*most, on_demand, index->on_demand_throughput));
  if (warm != nullptr) {
    const auto whose = "index " + index->name;
    SIM_CHECK(update_warm(*warm, {whose, index->throughput, on_demand}, index->warm_throughput));
  }
  update.changes.indexes[index->name].updated_at =
      update.now() + update.operation.options.control.updating;
  return {};
}

Outcome<> read_one(TableUpdate& update, const json::Value& element) {
  const auto* given = element.if_object();
  if (given == nullptr) return unreadable("Unexpected value type in payload");
  const auto* creation = json::find_object(*given, "Create");
  const auto* deletion = json::find_object(*given, "Delete");
  const auto* change = json::find_object(*given, "Update");
  const int kinds = (creation != nullptr) + (deletion != nullptr) + (change != nullptr);
  if (kinds != 1) {
    return invalid_value(
        "One and only one of Create, Update or Delete must be specified for each "
        "GlobalSecondaryIndexUpdate");
  }
  if (creation != nullptr) return read_creation(update, *creation);
  if (deletion != nullptr) return read_deletion(update, *deletion);
  return read_change(update, *change);
}

// Throughput for every index, when the table leaves on-demand mode.
Outcome<> check_all_provisioned(const TableUpdate& update) {
  if (update.next.on_demand || !update.table.definition().on_demand) return {};
  for (const auto& index : update.next.indexes) {
    if (!index.global || index.throughput != Throughput{} || index.name == update.lost_index) {
      continue;
    }
    return invalid_value("ProvisionedThroughput must be specified for index: " + index.name);
  }
  return {};
}

}  // namespace

Outcome<> read_index_updates(TableUpdate& update) {
  if (const auto* updates = json::find_array(update.request, "GlobalSecondaryIndexUpdates")) {
    for (const auto& element : *updates) SIM_CHECK(read_one(update, element));
  }
  return check_all_provisioned(update);
}

}  // namespace dynaferry::sim
