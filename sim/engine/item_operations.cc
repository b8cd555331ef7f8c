// PutItem, GetItem, DeleteItem.

#include "sim/engine/item_operations.h"

#include "sim/engine/data_plane.h"
#include "sim/engine/expression.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::array<std::string_view, 2> old_style_writes = {"Expected", "ConditionalOperator"};
constexpr std::array<std::string_view, 1> old_style_reads = {"AttributesToGet"};

Outcome<dom::object> image_member(dom::object request, std::string_view member,
                                  std::string_view where) {
  SIM_TRY(const auto image, object_member(request, member));
  if (!image) return out_of_bounds("null", where, "Member must not be null");
  return *image;
}

Outcome<bool> wants_old(dom::object request, std::string_view member) {
  SIM_TRY(const auto wanted, text_member(request, member));
  if (!wanted || *wanted == "NONE") return false;
  if (*wanted == "ALL_OLD") return true;
  return validation("Return values set to invalid value");
}

// Whether the write may happen; refuses when its condition does not hold.
Outcome<> check_condition(Operation& operation, dom::object request, const Record* old) {
  SIM_TRY(const auto text, text_member(request, "ConditionExpression"));
  SIM_TRY(auto placeholders, Placeholders::read(request));
  bool holds = true;
  if (text) {
    const auto exists = [&](std::string_view name) {
      return old != nullptr && operation.scratch.stored.read(*old).find(name) != nullptr;
    };
    SIM_TRY(holds, evaluate_condition(*text, placeholders, exists));
  }
  SIM_CHECK(placeholders.check_used(text.has_value()));
  if (holds) return {};
  SIM_TRY(const bool show, wants_old(request, "ReturnValuesOnConditionCheckFailure"));
  auto refusal =
      refuse(service_space, "ConditionalCheckFailedException", "The conditional request failed");
  if (show && old != nullptr) {
    refusal.error().members = "\"Item\":" + std::string(old->json());
  }
  return refusal;
}

Outcome<std::string> write(Operation& operation, dom::object request, bool is_put) {
  SIM_CHECK(refuse_members(request, old_style_writes));
  SIM_TRY(const auto name, table_member(request));
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_TRY(const bool show, wants_old(request, "ReturnValues"));
  SIM_TRY(const auto object,
          image_member(request, is_put ? "Item" : "Key", is_put ? "item" : "key"));
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(object));
  SIM_TRY(auto* table, operation.active_table(name));
  auto prepared = is_put ? table->prepare_put(image) : table->prepare_delete(image);
  SIM_TRY(auto ready, std::move(prepared));
  if (show || request["ConditionExpression"].error() == simdjson::SUCCESS) {
    SIM_CHECK(table->check_knows_items());
  }
  const auto* old = table->find(ready.key);
  SIM_CHECK(check_condition(operation, request, old));

  std::string out = "{";
  if (show && old != nullptr) {
    append_member(out, "Attributes");
    out += old->json();
  }
  SIM_TRY(const auto units, write_item(operation, *table, std::move(ready)));
  if (detail != CapacityDetail::none) {
    append_member(out, "ConsumedCapacity");
    units.append_json(out, name, detail);
  }
  out += '}';
  return out;
}

}  // namespace

Outcome<ReadOptions> read_options(dom::object request) {
  SIM_CHECK(refuse_members(request, old_style_reads));
  ReadOptions options;
  SIM_TRY(options.consistent, flag_member(request, "ConsistentRead"));
  SIM_TRY(const auto text, text_member(request, "ProjectionExpression"));
  SIM_TRY(auto placeholders, Placeholders::read(request));
  if (text) {
    SIM_TRY(options.names, parse_projection(*text, placeholders));
  }
  SIM_CHECK(placeholders.check_used(text.has_value()));
  return options;
}

void append_projected(std::string& out, const Record& record, const std::vector<std::string>& names,
                      StoredItemReader& reader) {
  if (names.empty()) {
    out += record.json();
    return;
  }
  const auto& image = reader.read(record);
  out += '{';
  bool first = true;
  for (const auto& name : names) {
    const auto* attribute = image.find(name);
    if (attribute == nullptr) continue;
    if (!first) out += ',';
    first = false;
    out += image.span(*attribute);
  }
  out += '}';
}

Outcome<std::string> put_item(Operation& operation, dom::object request) {
  return write(operation, request, true);
}

Outcome<std::string> delete_item(Operation& operation, dom::object request) {
  return write(operation, request, false);
}

Outcome<std::string> get_item(Operation& operation, dom::object request) {
  SIM_TRY(const auto name, table_member(request));
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_TRY(const auto object, image_member(request, "Key", "key"));
  SIM_TRY(const auto options, read_options(request));
  SIM_CHECK(operation.scratch.image.read(object));
  SIM_TRY(auto* table, operation.active_table(name));
  SIM_TRY(const auto key, key_of_key(table->definition().layout, operation.scratch.image));
  SIM_CHECK(table->check_knows_items());
  SIM_TRY(const auto read, read_item(operation, *table, key, options.consistent));
  const auto* record = read.record;
  std::string out = "{";
  if (detail != CapacityDetail::none) {
    ConsumedUnits units;
    units.add_table(read.units);
    append_member(out, "ConsumedCapacity");
    units.append_json(out, name, detail);
  }
  if (record != nullptr) {
    append_member(out, "Item");
    append_projected(out, *record, options.names, operation.scratch.stored);
  }
  out += '}';
  return out;
}

ItemOperation item_operation(std::string_view name) {
  static const std::map<std::string_view, ItemOperation> operations = {
      {"PutItem", put_item},
      {"GetItem", get_item},
      {"DeleteItem", delete_item},
      {"BatchWriteItem", batch_write_item},
      {"BatchGetItem", batch_get_item},
      {"Scan", scan},
      {"Query", query}};
  const auto found = operations.find(name);
  return found == operations.end() ? nullptr : found->second;
}

}  // namespace dynaferry::sim
