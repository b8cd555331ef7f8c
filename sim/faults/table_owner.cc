#include "sim/faults/table_owner.h"

#include <utility>

#include "json/document.h"

namespace dynaferry::sim {
namespace {

std::string naming(std::string_view table) {
  return json::serialize(json::Object{{"TableName", table}});
}

// The parts of an index's description that describe it in CreateTable.
json::Array creation_of(const json::Array& indexes, bool provisioned) {
  json::Array out;
  for (const auto& told : indexes) {
    json::Object index;
    for (const auto* name : {"IndexName", "KeySchema", "Projection"}) index[name] = told.at(name);
    if (provisioned && told.as_object().contains("ProvisionedThroughput")) {
      const auto& throughput = told.at("ProvisionedThroughput");
      index["ProvisionedThroughput"] =
          json::Object{{"ReadCapacityUnits", throughput.at("ReadCapacityUnits")},
                       {"WriteCapacityUnits", throughput.at("WriteCapacityUnits")}};
    }
    out.emplace_back(std::move(index));
  }
  return out;
}

json::Object creation_of(const json::Object& told) {
  json::Object creation;
  for (const auto* name : {"TableName", "AttributeDefinitions", "KeySchema"}) {
    creation[name] = told.at(name);
  }
  const auto* billing = json::find_object(told, "BillingModeSummary");
  const bool on_demand =
      billing != nullptr &&
      json::find_string(*billing, "BillingMode").value_or("") == "PAY_PER_REQUEST";
  if (on_demand) {
    creation["BillingMode"] = "PAY_PER_REQUEST";
  } else {
    const auto& throughput = told.at("ProvisionedThroughput");
    creation["ProvisionedThroughput"] =
        json::Object{{"ReadCapacityUnits", throughput.at("ReadCapacityUnits")},
                     {"WriteCapacityUnits", throughput.at("WriteCapacityUnits")}};
  }
  if (const auto* local = json::find_array(told, "LocalSecondaryIndexes")) {
    creation["LocalSecondaryIndexes"] = creation_of(*local, false);
  }
  if (const auto* global = json::find_array(told, "GlobalSecondaryIndexes")) {
    creation["GlobalSecondaryIndexes"] = creation_of(*global, !on_demand);
  }
  if (const auto* stream = json::find(told, "StreamSpecification")) {
    creation["StreamSpecification"] = *stream;
  }
  return creation;
}

void count_refusal(ActCounts& counts, const ServiceError& error) {
  ++counts.refused;
  counts.last_code = error.code;
}

}  // namespace

Answer TableOwner::ask(ActCounts& counts, const Caller& world, std::string_view operation,
                       std::string_view request) {
  auto answer = ask_(world, operation, request);
  if (answer.error) count_refusal(counts, *answer.error);
  return answer;
}

void TableOwner::act(const Act& act, const Caller& world, std::string_view table) {
  const auto& what = act.what;
  auto& counts = *act.counts;
  ++counts.made;
  const std::string_view named = what.name.empty() ? table : std::string_view(what.name);
  switch (what.kind) {
    case Happening::Kind::delete_table:
      (void)ask(counts, world, "DeleteTable", naming(named));
      break;
    case Happening::Kind::re_create_table: re_create(act.counts, world, named); break;
    case Happening::Kind::updating: begin_updating(counts, world, named, what.lasts); break;
    case Happening::Kind::call: (void)ask(counts, world, what.name, what.request); break;
  }
}

void TableOwner::re_create(const std::shared_ptr<ActCounts>& counts, const Caller& world,
                           std::string_view table) {
  const auto described = ask(*counts, world, "DescribeTable", naming(table));
  if (described.error) return;
  const auto document = json::parse(described.document);
  auto creation = json::serialize(creation_of(document->at("Table").as_object()));
  if (ask(*counts, world, "DeleteTable", naming(table)).error) return;
  waiting_.push_back({world, std::move(creation), counts});
  go_on();
}

void TableOwner::begin_updating(ActCounts& counts, const Caller& world, std::string_view table,
                                Ns lasts) {
  const auto described = ask(counts, world, "DescribeTable", naming(table));
  if (described.error) return;
  const auto document = json::parse(described.document);
  const auto name = document->at("Table").at("TableName").as_string();
  updating_until_[{world.account, world.region, std::string(name)}] = now_() + lasts;
}

void TableOwner::go_on() {
  std::erase_if(waiting_, [this](const Creation& creation) {
    const auto answer = ask_(creation.world, "CreateTable", creation.request);
    if (!answer.error) return true;
    if (answer.error->code == "ResourceInUseException") return false;
    count_refusal(*creation.counts, *answer.error);
    return true;
  });
}

bool TableOwner::is_updating(const Caller& world, std::string_view table) {
  if (updating_until_.empty() || table.empty()) return false;
  const auto found = updating_until_.find({world.account, world.region, std::string(table)});
  if (found == updating_until_.end()) return false;
  if (now_() < found->second) return true;
  updating_until_.erase(found);
  return false;
}

std::optional<Answer> TableOwner::refuses(const Call& call, std::string_view table) {
  const bool changes = call.operation == "UpdateTable" || call.operation == "DeleteTable";
  if (!changes || !is_updating(call.caller, table)) return std::nullopt;
  return Answer{{},
                in_use("Attempt to change a resource which is still in use: Table is being "
                       "updated: " +
                       std::string(table))
                    .error()};
}

std::optional<Answer> TableOwner::retells(const Call& call, std::string_view table,
                                          const Answer& answer) {
  if (answer.error || call.operation != "DescribeTable" || !is_updating(call.caller, table)) {
    return std::nullopt;
  }
  auto document = *json::parse(answer.document);
  auto& status = document.at("Table").at("TableStatus");
  if (status == "ACTIVE") status = "UPDATING";
  return Answer{json::serialize(document)};
}

}  // namespace dynaferry::sim
