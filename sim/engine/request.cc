#include "sim/engine/request.h"

#include "sim/engine/table_definition.h"

namespace dynaferry::sim {
namespace {

// Null when the member is absent or null.
std::optional<dom::element> member(dom::object owner, std::string_view name) {
  dom::element value;
  if (owner[name].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

template <class T>
Outcome<std::optional<T>> typed_member(dom::object owner, std::string_view name,
                                       std::string_view complaint) {
  const auto value = member(owner, name);
  if (!value) return std::nullopt;
  T typed;
  if (value->get(typed) != simdjson::SUCCESS) return unreadable(std::string(complaint));
  return typed;
}

}  // namespace

bool has_member(dom::object owner, std::string_view name) {
  return member(owner, name).has_value();
}

Outcome<std::optional<std::string_view>> text_member(dom::object owner, std::string_view name) {
  return typed_member<std::string_view>(owner, name, "NUMBER_VALUE cannot be converted to String");
}

Outcome<std::optional<std::int64_t>> whole_member(dom::object owner, std::string_view name) {
  const auto value = member(owner, name);
  if (!value) return std::nullopt;
  std::int64_t whole = 0;
  if (value->get(whole) == simdjson::SUCCESS) return whole;
  double real = 0;
  if (value->get(real) == simdjson::SUCCESS && real > -1e15 && real < 1e15) {
    return static_cast<std::int64_t>(real);
  }
  return unreadable("STRING_VALUE cannot be converted to Integer");
}

Outcome<bool> flag_member(dom::object owner, std::string_view name) {
  SIM_TRY(const auto flag,
          typed_member<bool>(owner, name, "Unexpected token received from parser"));
  return flag.value_or(false);
}

Outcome<std::optional<dom::object>> object_member(dom::object owner, std::string_view name) {
  return typed_member<dom::object>(owner, name, "Expected map or null");
}

Outcome<std::optional<dom::array>> array_member(dom::object owner, std::string_view name) {
  return typed_member<dom::array>(owner, name, "Expected list or null");
}

Outcome<dom::object> image_member(dom::object owner, std::string_view name,
                                  std::string_view where) {
  SIM_TRY(const auto image, object_member(owner, name));
  if (!image) return out_of_bounds("null", where, "Member must not be null");
  return *image;
}

Outcome<std::string> table_member(dom::object owner) {
  SIM_TRY(const auto name, text_member(owner, "TableName"));
  if (!name) {
    return out_of_bounds("null", "tableName", "Member must not be null");
  }
  return table_name_in(*name);
}

Outcome<CapacityDetail> capacity_detail(dom::object request) {
  SIM_TRY(const auto asked, text_member(request, "ReturnConsumedCapacity"));
  if (!asked || *asked == "NONE") return CapacityDetail::none;
  if (*asked == "TOTAL") return CapacityDetail::total;
  if (*asked == "INDEXES") return CapacityDetail::indexes;
  return out_of_bounds(*asked, "returnConsumedCapacity",
                       "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]");
}

Outcome<> check_asks_no_metrics(dom::object request) {
  SIM_TRY(const auto asked, text_member(request, "ReturnItemCollectionMetrics"));
  if (!asked || *asked == "NONE") return {};
  if (*asked == "SIZE") return not_simulated("ItemCollectionMetrics");
  return out_of_bounds(*asked, "returnItemCollectionMetrics",
                       "Member must satisfy enum value set: [SIZE, NONE]");
}

void append_member(std::string& out, std::string_view name) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += name;
  out += "\":";
}

Refusal out_of_bounds(std::string_view value, std::string_view where, std::string_view constraint) {
  const bool is_null = value == "null";
  return validation("1 validation error detected: Value " + std::string(is_null ? "" : "'") +
                    std::string(value) + (is_null ? "" : "'") + " at '" + std::string(where) +
                    "' failed to satisfy constraint: " + std::string(constraint));
}

}  // namespace dynaferry::sim
