// UpdateItem.

#include <array>

#include "sim/engine/data_plane.h"
#include "sim/engine/item_operations.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"
#include "sim/engine/write_expressions.h"

namespace dynaferry::sim {
namespace {

enum class ReturnValues : unsigned char { none, all_old, updated_old, all_new, updated_new };

Outcome<ReturnValues> return_values(dom::object request) {
  static constexpr std::array<std::string_view, 5> names = {"NONE", "ALL_OLD", "UPDATED_OLD",
                                                            "ALL_NEW", "UPDATED_NEW"};
  SIM_TRY(const auto wanted, text_member(request, "ReturnValues"));
  if (!wanted) return ReturnValues::none;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (*wanted == names[i]) return static_cast<ReturnValues>(i);
  }
  return validation("Return values set to invalid value");
}

void append_shown(std::string& out, ReturnValues wanted, const PreparedUpdate& update,
                  const WriteExpressions& expressions) {
  if (wanted == ReturnValues::none) return;
  const bool old = wanted == ReturnValues::all_old || wanted == ReturnValues::updated_old;
  const bool all = wanted == ReturnValues::all_old || wanted == ReturnValues::all_new;
  const auto& item = old ? update.before : update.after;
  if (!all && !expressions.update) return;
  const auto shown = all ? item : project(item, expressions.update->paths());
  if (shown.members.empty()) return;
  append_member(out, "Attributes");
  shown.append_fields(out);
}

}  // namespace

Outcome<std::string> update_item(Operation& operation, dom::object request) {
  SIM_TRY(const auto name, table_member(request));
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_CHECK(check_asks_no_metrics(request));
  SIM_TRY(const auto wanted, return_values(request));
  SIM_TRY(const auto key, image_member(request, "Key", "key"));
  SIM_TRY(const auto expressions, WriteExpressions::read(request, WriteKind::update));
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(key));
  SIM_TRY(auto* const table, operation.active_table(name));
  if (expressions.condition) {
    SIM_CHECK(check_key_paths(table->definition(), expressions.condition->paths()));
  }
  SIM_TRY(const auto place, key_of_key(table->definition().layout, image));
  auto prepared = prepare_update(operation, *table, key, place, expressions);
  if (!prepared) return refuse_write(operation, *table, place, 0, std::move(prepared).error());
  auto update = *std::move(prepared);

  std::string out = "{";
  append_shown(out, wanted, update, expressions);
  SIM_TRY(const auto units, write_item(operation, *table, std::move(update.write)));
  if (detail != CapacityDetail::none) {
    append_member(out, "ConsumedCapacity");
    units.append_json(out, name, detail);
  }
  out += '}';
  return out;
}

}  // namespace dynaferry::sim
