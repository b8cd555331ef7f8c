// Members of an item request, read with the service's complaints. Inside sim/engine only.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/engine/capacity.h"
#include "sim/engine/item_image.h"

namespace dynaferry::sim {

// Absent and null are the same.
[[nodiscard]] bool has_member(dom::object owner, std::string_view name);
[[nodiscard]] Outcome<std::optional<std::string_view>> text_member(dom::object owner,
                                                                   std::string_view name);
[[nodiscard]] Outcome<std::optional<std::int64_t>> whole_member(dom::object owner,
                                                                std::string_view name);
[[nodiscard]] Outcome<bool> flag_member(dom::object owner, std::string_view name);
[[nodiscard]] Outcome<std::optional<dom::object>> object_member(dom::object owner,
                                                                std::string_view name);
[[nodiscard]] Outcome<std::optional<dom::array>> array_member(dom::object owner,
                                                              std::string_view name);

// An Item or a Key, which must be there; `where` is its name in messages.
[[nodiscard]] Outcome<dom::object> image_member(dom::object owner, std::string_view name,
                                                std::string_view where);

// The TableName, as a name.
[[nodiscard]] Outcome<std::string> table_member(dom::object owner);
[[nodiscard]] Outcome<CapacityDetail> capacity_detail(dom::object request);
// Refuses a write that asks for ItemCollectionMetrics: nothing here can tell them.
[[nodiscard]] Outcome<> check_asks_no_metrics(dom::object request);

// Old-style and not simulated members are refused, not ignored.
template <std::size_t Count>
[[nodiscard]] Outcome<> refuse_members(dom::object request,
                                       const std::array<std::string_view, Count>& names) {
  for (const auto field : request) {
    if (field.value.is_null()) continue;
    for (const auto name : names) {
      if (field.key == name) return not_simulated(name);
    }
  }
  return {};
}

// Appends `,"name":` (no comma at the start of an object).
void append_member(std::string& out, std::string_view name);

// "1 validation error detected: Value '…' at '…' failed to satisfy constraint: …".
[[nodiscard]] Refusal out_of_bounds(std::string_view value, std::string_view where,
                                    std::string_view constraint);

}  // namespace dynaferry::sim
