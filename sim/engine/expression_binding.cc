#include "sim/engine/expression_binding.h"

#include <charconv>
#include <string>

#include "sim/engine/expression_parser.h"
#include "sim/engine/operand_rules.h"

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;

class Binder {
 public:
  Binder(std::string_view kind, Placeholders& placeholders)
      : kind_(kind), placeholders_(placeholders) {}

  // Names of attributes and of functions; `as_condition` where the node stands for true or false.
  Outcome<> names(ExpressionNode& node, bool as_condition) {
    if (node.kind == Kind::path) return path(node);
    if (node.kind == Kind::call) {
      SIM_CHECK(check_function(kind_, node));
      const bool gives_value =
          node.word == "size" || node.word == "if_not_exists" || node.word == "list_append";
      if (gives_value == as_condition) return misplaced(node);
    }
    const bool conditions_inside =
        node.kind == Kind::all || node.kind == Kind::any || node.kind == Kind::negation;
    for (auto& operand : node.operands) SIM_CHECK(names_inside(node, operand, conditions_inside));
    return {};
  }

  // Values, then the rules of the operators, from left to right.
  Outcome<> values(ExpressionNode& node) {
    if (node.kind == Kind::value) {
      SIM_TRY(const auto element, placeholders_.value(kind_, node.word));
      node.value = AttributeValue::of(element);
      return {};
    }
    for (auto& operand : node.operands) SIM_CHECK(values(operand));
    return check_operands(kind_, node);
  }

  Outcome<> path(ExpressionNode& node) {
    for (const auto& step : node.steps) {
      if (step.front() == '[') {
        SIM_TRY(const auto index, index_of(step));
        node.path.push_back({{}, index});
      } else {
        SIM_TRY(auto name, placeholders_.name(kind_, step));
        node.path.push_back({std::move(name), 0});
      }
    }
    if (node.path.size() <= max_path_steps) return {};
    return invalid("The document path has too many nesting levels; nesting levels: " +
                   std::to_string(node.path.size()));
  }

  [[nodiscard]] Refusal invalid(const std::string& what) const {
    return validation("Invalid " + std::string(kind_) + ": " + what);
  }

 private:
  Outcome<> names_inside(const ExpressionNode& outer, ExpressionNode& operand, bool as_condition) {
    // Whether a function may stand within another is for the rules of the outer one to say.
    const bool any_function = outer.kind == Kind::call && operand.kind == Kind::call;
    if (!any_function) return names(operand, as_condition);
    SIM_CHECK(check_function(kind_, operand));
    for (auto& inner : operand.operands) SIM_CHECK(names_inside(operand, inner, false));
    return {};
  }

  [[nodiscard]] Refusal misplaced(const ExpressionNode& call) const {
    return invalid("The function is not allowed to be used this way in an expression; function: " +
                   call.word);
  }

  [[nodiscard]] Outcome<std::uint32_t> index_of(std::string_view step) const {
    std::uint32_t index = 0;
    const auto* const end = step.data() + step.size() - 1;
    const auto read = std::from_chars(step.data() + 1, end, index);
    if (read.ec == std::errc() && index <= max_list_index) return index;
    return invalid("List index is not within the allowable range; index: " + std::string(step));
  }

  std::string_view kind_;
  Placeholders& placeholders_;
};

std::size_t operators_in(const ExpressionNode& node) {
  std::size_t count = 0;
  for (const auto& operand : node.operands) count += operators_in(operand);
  if (node.kind == Kind::path || node.kind == Kind::value) return count;
  const bool joins = node.kind == Kind::all || node.kind == Kind::any;
  return count + (joins ? node.operands.size() - 1 : 1);
}

}  // namespace

Outcome<> bind_path(std::string_view kind, ExpressionNode& path, Placeholders& placeholders) {
  return Binder(kind, placeholders).path(path);
}

Outcome<> bind_condition(std::string_view kind, ExpressionNode& condition,
                         Placeholders& placeholders) {
  Binder binder(kind, placeholders);
  SIM_CHECK(binder.names(condition, true));
  if (operators_in(condition) > max_operators) {
    return binder.invalid("The expression contains too many operators; operator count: " +
                          std::to_string(max_operators + 1));
  }
  return binder.values(condition);
}

Outcome<> bind_update(std::vector<UpdateAction>& actions, Placeholders& placeholders) {
  Binder binder("UpdateExpression", placeholders);
  for (auto& action : actions) {
    SIM_CHECK(binder.path(action.target));
    if (action.verb == UpdateAction::Verb::set) SIM_CHECK(binder.names(action.operand, false));
  }
  std::vector<DocumentPath> paths;
  paths.reserve(actions.size());
  for (const auto& action : actions) paths.push_back(action.target.path);
  SIM_CHECK(check_apart("UpdateExpression", paths));
  for (auto& action : actions) {
    if (action.verb == UpdateAction::Verb::remove) continue;
    SIM_CHECK(binder.values(action.operand));
    SIM_CHECK(check_action(action));
  }
  return {};
}

}  // namespace dynaferry::sim
