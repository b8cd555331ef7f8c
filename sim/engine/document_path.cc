#include "sim/engine/document_path.h"

#include <algorithm>
#include <optional>

namespace dynaferry::sim {
namespace {

// The place of a step's member in a list or map; absent if there is none.
std::optional<std::size_t> place_of(const AttributeValue& value, const PathStep& step) {
  if (step.is_index()) {
    const bool there = value.type == AttributeType::list && step.index < value.members.size();
    return there ? std::optional<std::size_t>(step.index) : std::nullopt;
  }
  const auto found = std::ranges::find(value.names, step.name);
  if (found == value.names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - value.names.begin());
}

using Rest = std::span<const PathStep>;

std::optional<AttributeValue> project_rest(const AttributeValue& value,
                                           const std::vector<Rest>& paths) {
  if (std::ranges::any_of(paths, [](Rest path) { return path.empty(); })) return value;
  if (value.type != AttributeType::map && value.type != AttributeType::list) return std::nullopt;
  AttributeValue part{value.type, {}, {}, {}};
  for (std::size_t i = 0; i < value.members.size(); ++i) {
    std::vector<Rest> inner;
    for (const auto path : paths) {
      if (place_of(value, path.front()) == i) inner.push_back(path.subspan(1));
    }
    if (inner.empty()) continue;
    auto member = project_rest(value.members[i], inner);
    if (!member) continue;
    if (value.type == AttributeType::map) part.names.push_back(value.names[i]);
    part.members.push_back(*std::move(member));
  }
  if (part.members.empty()) return std::nullopt;
  return part;
}

Refusal refuse_pair(std::string_view kind, std::string_view relation, const DocumentPath& one,
                    const DocumentPath& other) {
  return validation(
      "Invalid " + std::string(kind) + ": Two document paths " + std::string(relation) +
      " with each other; must remove or rewrite one of these paths; path one: " + spelled(one) +
      ", path two: " + spelled(other));
}

}  // namespace

std::string spelled(const DocumentPath& path) {
  std::string out = "[";
  for (const auto& step : path) {
    if (out.size() > 1) out += ", ";
    out += step.is_index() ? "[" + std::to_string(step.index) + "]" : step.name;
  }
  return out + "]";
}

const AttributeValue* find(const AttributeValue& item, std::span<const PathStep> path) {
  const auto* at = &item;
  for (const auto& step : path) {
    const auto place = place_of(*at, step);
    if (!place) return nullptr;
    at = &at->members[*place];
  }
  return at;
}

AttributeValue* find(AttributeValue& item, std::span<const PathStep> path) {
  auto* at = &item;
  for (const auto& step : path) {
    const auto place = place_of(*at, step);
    if (!place) return nullptr;
    at = &at->members[*place];
  }
  return at;
}

Outcome<> check_apart(std::string_view kind, std::span<const DocumentPath> paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto [one, other] = std::ranges::mismatch(paths[j], paths[i]);
      if (one == paths[j].end() || other == paths[i].end()) {
        return refuse_pair(kind, "overlap", paths[j], paths[i]);
      }
      if (one->is_index() != other->is_index()) {
        return refuse_pair(kind, "conflict", paths[j], paths[i]);
      }
    }
  }
  return {};
}

AttributeValue project(const AttributeValue& item, std::span<const DocumentPath> paths) {
  const std::vector<Rest> rests(paths.begin(), paths.end());
  return project_rest(item, rests).value_or(AttributeValue{AttributeType::map, {}, {}, {}});
}

}  // namespace dynaferry::sim
