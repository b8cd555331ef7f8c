// PutItem, GetItem, DeleteItem.

#include "sim/engine/item_operations.h"

#include "sim/engine/data_plane.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"
#include "sim/engine/write_expressions.h"

namespace dynaferry::sim {
namespace {

constexpr std::array<std::string_view, 1> old_style_reads = {"AttributesToGet"};

Outcome<bool> wants_old(dom::object request) {
  SIM_TRY(const auto wanted, text_member(request, "ReturnValues"));
  if (!wanted || *wanted == "NONE") return false;
  if (*wanted == "ALL_OLD") return true;
  return validation("Return values set to invalid value");
}

Outcome<std::string> write(Operation& operation, dom::object request, bool is_put) {
  SIM_TRY(const auto name, table_member(request));
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_CHECK(check_asks_no_metrics(request));
  SIM_TRY(const bool show, wants_old(request));
  SIM_TRY(const auto object,
          image_member(request, is_put ? "Item" : "Key", is_put ? "item" : "key"));
  SIM_TRY(const auto expressions,
          WriteExpressions::read(request, is_put ? WriteKind::put : WriteKind::erase));
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(object));
  SIM_TRY(auto* table, operation.active_table(name));
  auto prepared = is_put ? table->prepare_put(image) : table->prepare_delete(image);
  SIM_TRY(auto ready, std::move(prepared));
  if (show || expressions.condition) SIM_CHECK(table->check_knows_items());
  if (expressions.condition) {
    SIM_CHECK(check_key_paths(table->definition(), expressions.condition->paths()));
  }
  const auto* old = table->find(ready.key);
  if (auto held = expressions.check(operation, old); !held) {
    const auto bytes = ready.record ? ready.record->size() : 0;
    return refuse_write(operation, *table, ready.key, bytes, std::move(held).error());
  }

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
  SIM_TRY(auto placeholders, Placeholders::read_names(request));
  SIM_CHECK(placeholders.check(has_member(request, "ProjectionExpression")));
  SIM_TRY(auto options, read_options(request, placeholders));
  SIM_CHECK(placeholders.check_used());
  return options;
}

Outcome<ReadOptions> read_options(dom::object request, Placeholders& placeholders) {
  SIM_CHECK(refuse_members(request, old_style_reads));
  ReadOptions options;
  SIM_TRY(options.consistent, flag_member(request, "ConsistentRead"));
  SIM_TRY(const auto text, text_member(request, "ProjectionExpression"));
  if (text) {
    SIM_TRY(options.projection, ItemProjection::read(*text, placeholders));
  }
  return options;
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
  SIM_CHECK(check_key_paths(table->definition(), options.projection.paths()));
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
    options.projection.append(out, *record, operation.scratch.stored);
  }
  out += '}';
  return out;
}

const ItemOperations& item_operations() {
  static const ItemOperations operations = {{"PutItem", put_item},
                                            {"GetItem", get_item},
                                            {"DeleteItem", delete_item},
                                            {"UpdateItem", update_item},
                                            {"BatchWriteItem", batch_write_item},
                                            {"BatchGetItem", batch_get_item},
                                            {"TransactWriteItems", transact_write_items},
                                            {"TransactGetItems", transact_get_items},
                                            {"Scan", scan},
                                            {"Query", query}};
  return operations;
}

}  // namespace dynaferry::sim
