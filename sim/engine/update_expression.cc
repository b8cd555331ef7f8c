#include "sim/engine/update_expression.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "sim/engine/expression_binding.h"
#include "sim/engine/expression_parser.h"

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;
using Verb = UpdateAction::Verb;

Refusal missing_attribute() {
  return validation(
      "The provided expression refers to an attribute that does not exist in the item");
}

Refusal wrong_operand() {
  return validation("An operand in the update expression has an incorrect data type");
}

Refusal bad_path() {
  return validation("The document path provided in the update expression is invalid for update");
}

Outcome<AttributeValue> sum_of(const AttributeValue& left, std::string_view sign,
                               const AttributeValue& right) {
  if (left.type != AttributeType::n || right.type != AttributeType::n) return wrong_operand();
  const auto other = number_of(right);
  SIM_TRY(const auto sum, number_of(left).plus(sign == "-" ? other.negated() : other));
  std::string text;
  sum.append_text(text);
  return AttributeValue::of_number(std::move(text));
}

Outcome<AttributeValue> value_of(const ExpressionNode& node, const AttributeValue& item) {
  if (node.kind == Kind::value) return node.value;
  if (node.kind == Kind::path) {
    const auto* const found = find(item, node.path);
    if (found == nullptr) return missing_attribute();
    return *found;
  }
  if (node.word == "if_not_exists") {
    // What stands in for it must be there even when it is not needed.
    SIM_TRY(auto instead, value_of(node.operands[1], item));
    const auto* const found = find(item, node.operands.front().path);
    if (found != nullptr) return *found;
    return instead;
  }
  SIM_TRY(auto left, value_of(node.operands[0], item));
  SIM_TRY(auto right, value_of(node.operands[1], item));
  if (node.kind == Kind::sum) return sum_of(left, node.word, right);
  if (left.type != AttributeType::list || right.type != AttributeType::list) return wrong_operand();
  std::ranges::move(right.members, std::back_inserter(left.members));
  return left;
}

// What ADD makes of what is there.
Outcome<AttributeValue> added(const AttributeValue* old, const AttributeValue& value) {
  if (old == nullptr) return value;
  if (old->type != value.type) return wrong_operand();
  if (value.type == AttributeType::n) return sum_of(*old, "+", value);
  auto both = *old;
  for (const auto& member : value.members) {
    if (std::ranges::find(old->members, member) == old->members.end()) {
      both.members.push_back(member);
    }
  }
  return both;
}

// What DELETE leaves of the set that is there: maybe nothing.
Outcome<std::optional<AttributeValue>> without(const AttributeValue& old,
                                               const AttributeValue& value) {
  if (old.type != value.type) return wrong_operand();
  auto rest = old;
  std::erase_if(rest.members, [&](const auto& member) {
    return std::ranges::find(value.members, member) != value.members.end();
  });
  if (rest.members.empty()) return std::nullopt;
  return rest;
}

// The map or list that the last step of a path stands in, or null.
AttributeValue* parent_of(AttributeValue& item, const DocumentPath& path) {
  const std::span<const PathStep> outer(path.data(), path.size() - 1);
  auto* const found = find(item, outer);
  const auto wanted = path.back().is_index() ? AttributeType::list : AttributeType::map;
  return found == nullptr || found->type != wanted ? nullptr : found;
}

// Removals come last and from behind, so that places in lists mean those of the item as it was.
void remove_all(AttributeValue& item, std::vector<DocumentPath> paths) {
  std::ranges::sort(paths, std::greater<>{});
  for (const auto& path : paths) {
    auto* const parent = parent_of(item, path);
    if (parent == nullptr) continue;
    const auto& step = path.back();
    auto at = static_cast<std::size_t>(step.index);
    if (!step.is_index()) {
      const auto name = std::ranges::find(parent->names, step.name);
      at = static_cast<std::size_t>(name - parent->names.begin());
      if (name != parent->names.end()) parent->names.erase(name);
    }
    if (at >= parent->members.size()) continue;
    parent->members.erase(parent->members.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

struct NewValue {
  DocumentPath path;
  AttributeValue value;
};

Outcome<> place(AttributeValue& item, NewValue change) {
  auto* const parent = parent_of(item, change.path);
  if (parent == nullptr) return bad_path();
  const auto& step = change.path.back();
  if (step.is_index()) {
    if (step.index < parent->members.size()) {
      parent->members[step.index] = std::move(change.value);
    } else {
      parent->members.push_back(std::move(change.value));
    }
    return {};
  }
  const auto name = std::ranges::find(parent->names, step.name);
  const auto at = static_cast<std::size_t>(name - parent->names.begin());
  if (name != parent->names.end()) {
    parent->members[at] = std::move(change.value);
  } else {
    parent->names.push_back(step.name);
    parent->members.push_back(std::move(change.value));
  }
  return {};
}

// What the actions of one update come to.
struct Changes {
  std::vector<NewValue> values;
  std::vector<DocumentPath> removed;
};

Outcome<> take_in(const UpdateAction& action, AttributeValue& item, Changes& changes) {
  const auto& path = action.target.path;
  if (parent_of(item, path) == nullptr) return bad_path();
  if (action.verb == Verb::set) {
    SIM_TRY(auto value, value_of(action.operand, item));
    changes.values.push_back({path, std::move(value)});
    return {};
  }
  const auto* const old = find(std::as_const(item), path);
  if (action.verb == Verb::add) {
    SIM_TRY(auto value, added(old, action.operand.value));
    changes.values.push_back({path, std::move(value)});
  } else if (action.verb == Verb::remove) {
    changes.removed.push_back(path);
  } else if (old != nullptr) {
    SIM_TRY(auto rest, without(*old, action.operand.value));
    if (rest) {
      changes.values.push_back({path, *std::move(rest)});
    } else {
      changes.removed.push_back(path);
    }
  }
  return {};
}

}  // namespace

Outcome<UpdateExpression> UpdateExpression::read(std::string_view text,
                                                 Placeholders& placeholders) {
  SIM_TRY(auto actions, parse_update(text));
  SIM_CHECK(bind_update(actions, placeholders));
  return UpdateExpression(std::move(actions));
}

Outcome<AttributeValue> UpdateExpression::apply(const AttributeValue& item) const {
  auto changed = item;
  Changes changes;
  for (const auto& action : actions_) SIM_CHECK(take_in(action, changed, changes));
  // Places beyond the end of a list are filled in the order of their numbers.
  std::ranges::stable_sort(changes.values, {}, &NewValue::path);
  for (auto& value : changes.values) SIM_CHECK(place(changed, std::move(value)));
  remove_all(changed, std::move(changes.removed));
  return changed;
}

std::vector<DocumentPath> UpdateExpression::paths() const {
  std::vector<DocumentPath> paths;
  paths.reserve(actions_.size());
  for (const auto& action : actions_) paths.push_back(action.target.path);
  return paths;
}

std::vector<DocumentPath> UpdateExpression::all_paths() const {
  auto all = paths();
  for (const auto& action : actions_) {
    // REMOVE, ADD and DELETE read nothing.
    if (action.verb == Verb::set) action.operand.append_paths(all);
  }
  return all;
}

std::size_t UpdateExpression::count(Verb verb) const {
  return static_cast<std::size_t>(std::ranges::count(actions_, verb, &UpdateAction::verb));
}

}  // namespace dynaferry::sim
