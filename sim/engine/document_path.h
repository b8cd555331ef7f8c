// Where in an item something is: an attribute, or a place in one, a.b[1].c. Plain values.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/attribute_value.h"

namespace dynaferry::sim {

struct PathStep {
  std::string name;         // Of a member of a map; empty: a place in a list.
  std::uint32_t index = 0;  // Of a member of a list.

  [[nodiscard]] bool is_index() const { return name.empty(); }
  auto operator<=>(const PathStep&) const = default;
};

// From the attribute inward; never empty.
using DocumentPath = std::vector<PathStep>;

inline constexpr std::size_t max_path_steps = 32;
inline constexpr std::uint64_t max_list_index = 2'147'483'647;

// [a, [1], c], as the service's messages spell it.
[[nodiscard]] std::string spelled(const DocumentPath& path);

// What is there, or null.
[[nodiscard]] const AttributeValue* find(const AttributeValue& item,
                                         std::span<const PathStep> path);

[[nodiscard]] AttributeValue* find(AttributeValue& item, std::span<const PathStep> path);

// Refuses paths of one expression that cannot stand beside each other: one within the other, or the
// same place taken for a list and for a map.
[[nodiscard]] Outcome<> check_apart(std::string_view kind, std::span<const DocumentPath> paths);

// The item with nothing but what is at these paths; list members stand close together, in order.
[[nodiscard]] AttributeValue project(const AttributeValue& item,
                                     std::span<const DocumentPath> paths);

}  // namespace dynaferry::sim
