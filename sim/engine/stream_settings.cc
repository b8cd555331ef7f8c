#include "sim/engine/stream_settings.h"

namespace dynaferry::sim {
namespace {

bool is_wanted(const json::Object& stream) {
  return json::find_bool(stream, "StreamEnabled").value_or(false);
}

std::string label_of(WallTime created) {
  auto label = rfc3339(created);
  label.pop_back();  // Without the Z.
  return label;
}

}  // namespace

void enable_stream(Operation& operation, Table& table, WallTime from) {
  const auto& wanted = table.definition().stream;
  if (!wanted || !is_wanted(*wanted)) return;
  Stream::Birth birth;
  birth.table = table.definition().name;
  birth.region = operation.call.caller.region;
  birth.view = *stream_view_named(*json::find_string(*wanted, "StreamViewType"));
  birth.created = operation.now;
  // A label is never used twice, not even by another table of the same name.
  const auto is_free = [&] {
    birth.label = label_of(birth.created);
    birth.arn = table.birth().arn + "/stream/" + birth.label;
    return !table.streams.has_label(birth.label) && operation.orphans.find(birth.arn) == nullptr;
  };
  while (!is_free()) birth.created += std::chrono::milliseconds(1);
  birth.key_schema = json::serialize(table.definition().key_schema);
  birth.enabled_from = from;
  birth.seed = operation.random.next();
  if (table.physics) birth.range_starts = table.physics->range_starts();
  table.streams.enable(std::move(birth), operation.options.streams);
}

Outcome<> check_stream_update(const Table& table, const json::Object& stream) {
  SIM_CHECK(check_stream_words(stream));
  const bool enables = is_wanted(stream);
  const bool has_view = json::find_string(stream, "StreamViewType").has_value();
  if (enables && !has_view) {
    return invalid_value("If stream is being enabled then UpdateViewType is required");
  }
  if (!enables && has_view) {
    return invalid_value("If stream is being disabled, then UpdateViewType must not be specified");
  }
  if (enables == table.streams.is_enabled()) {
    return validation((enables ? "Table already has an enabled stream: TableName: "
                               : "Table has no stream to disable: TableName: ") +
                      table.definition().name);
  }
  return {};
}

void update_stream(Operation& operation, Table& table, const json::Object& stream) {
  table.definition().stream = stream;
  if (is_wanted(stream)) {
    enable_stream(operation, table, operation.now + operation.options.streams.enabling);
  } else {
    table.streams.disable(operation.now);
  }
}

void end_stream(const Operation& operation, Table& table) {
  if (table.streams.is_enabled()) table.streams.disable(operation.now);
}

void bury_tables(Operation& operation) {
  auto& world = operation.world;
  for (auto at = world.begin(); at != world.end();) {
    if (!at->second.is_gone(operation.now)) {
      ++at;
      continue;
    }
    operation.orphans.adopt(std::move(at->second.streams));
    at = world.erase(at);
  }
  operation.orphans.forget_old(operation.now);
}

void describe_stream(const Table& table, json::Object& told) {
  const auto* latest = table.streams.latest();
  if (latest == nullptr) return;
  if (table.streams.is_enabled()) {
    told["StreamSpecification"] =
        json::Object{{"StreamEnabled", true}, {"StreamViewType", name_of(latest->birth().view)}};
  }
  told["LatestStreamLabel"] = latest->birth().label;
  told["LatestStreamArn"] = latest->birth().arn;
}

}  // namespace dynaferry::sim
