#include "sim/engine/operand_rules.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;

constexpr std::size_t max_in_operands = 100;

struct Function {
  std::string_view name;
  std::size_t operands = 1;
  bool of_update = false;
};

constexpr std::array<Function, 8> functions = {{{"attribute_exists", 1, false},
                                                {"attribute_not_exists", 1, false},
                                                {"attribute_type", 2, false},
                                                {"begins_with", 2, false},
                                                {"contains", 2, false},
                                                {"size", 1, false},
                                                {"if_not_exists", 2, true},
                                                {"list_append", 2, true}}};

Refusal invalid(std::string_view kind, const std::string& what) {
  return validation("Invalid " + std::string(kind) + ": " + what);
}

Refusal wrong_type(std::string_view kind, std::string_view op, AttributeType type) {
  return invalid(kind, "Incorrect operand type for operator or function; operator or function: " +
                           std::string(op) + ", operand type: " + std::string(name_of(type)));
}

// The type of an operand, as far as it is known without an item.
std::optional<AttributeType> known_type(const ExpressionNode& node) {
  if (node.kind == Kind::value) return node.value.type;
  if (node.kind == Kind::sum || node.word == "size") return AttributeType::n;
  if (node.word == "list_append") return AttributeType::list;
  return std::nullopt;
}

template <std::size_t Count>
Outcome<> check_type(std::string_view kind, std::string_view op, const ExpressionNode& node,
                     const std::array<AttributeType, Count>& allowed) {
  const auto type = known_type(node);
  if (!type || std::ranges::find(allowed, *type) != allowed.end()) return {};
  return wrong_type(kind, op, *type);
}

constexpr std::array ordered_types = {AttributeType::s, AttributeType::n, AttributeType::b};
constexpr std::array text_types = {AttributeType::s, AttributeType::b};
constexpr std::array sized_types = {AttributeType::s,  AttributeType::b,  AttributeType::ss,
                                    AttributeType::ns, AttributeType::bs, AttributeType::list,
                                    AttributeType::map};

// One attribute cannot be held against itself.
Outcome<> check_distinct(std::string_view kind, const ExpressionNode& node) {
  const auto& first = node.operands.front();
  if (first.kind != Kind::path) return {};
  for (std::size_t i = 1; i < node.operands.size(); ++i) {
    const auto& other = node.operands[i];
    if (other.kind != Kind::path || other.path != first.path) continue;
    return invalid(kind,
                   "The first operand must be distinct from the remaining operands for this "
                   "operator or function; operator: " +
                       node.word + ", first operand: " + spelled(first.path));
  }
  return {};
}

std::string spelled_value(const AttributeValue& value) {
  return "AttributeValue: {" + std::string(name_of(value.type)) + ":" + value.text + "}";
}

Outcome<> check_between(std::string_view kind, const ExpressionNode& node) {
  for (const auto& operand : node.operands) {
    SIM_CHECK(check_type(kind, node.word, operand, ordered_types));
  }
  const auto& lower = node.operands[1];
  const auto& upper = node.operands[2];
  if (lower.kind != Kind::value || upper.kind != Kind::value) return {};
  const auto bounds = "; lower bound operand: " + spelled_value(lower.value) +
                      ", upper bound operand: " + spelled_value(upper.value);
  if (lower.value.type != upper.value.type) {
    return invalid(
        kind, "The BETWEEN operator requires same data type for lower and upper bounds" + bounds);
  }
  if (ordered_bytes(lower.value) <= ordered_bytes(upper.value)) return {};
  return invalid(kind,
                 "The BETWEEN operator requires upper bound to be greater than or equal to lower "
                 "bound" +
                     bounds);
}

Outcome<> check_type_name(std::string_view kind, const ExpressionNode& operand) {
  static constexpr std::array names = {"N", "BS", "L", "B", "NULL", "M", "S", "SS", "NS", "BOOL"};
  SIM_CHECK(check_type(kind, "attribute_type", operand, std::array{AttributeType::s}));
  if (operand.kind != Kind::value) return {};
  const auto& name = operand.value.text;
  if (std::ranges::find(names, name) != names.end()) return {};
  return invalid(kind, "Invalid attribute type name found; type: " + name +
                           ", valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}");
}

Outcome<> check_call(std::string_view kind, const ExpressionNode& call) {
  const auto* const function = std::ranges::find(functions, call.word, &Function::name);
  if (call.operands.size() != function->operands) {
    return invalid(kind,
                   "Incorrect number of operands for operator or function; operator or function: " +
                       call.word + ", number of operands: " + std::to_string(call.operands.size()));
  }
  const auto& first = call.operands.front();
  const bool needs_path = call.word.ends_with("_exists");
  if (needs_path && first.kind != Kind::path) {
    return invalid(
        kind, "Operator or function requires a document path; operator or function: " + call.word);
  }
  if (call.word != "list_append") SIM_CHECK(check_distinct(kind, call));
  if (call.word == "attribute_type") return check_type_name(kind, call.operands[1]);
  if (call.word == "size") return check_type(kind, call.word, first, sized_types);
  for (const auto& operand : call.operands) {
    if (call.word == "begins_with") SIM_CHECK(check_type(kind, call.word, operand, text_types));
    if (call.word == "list_append") {
      SIM_CHECK(check_type(kind, call.word, operand, std::array{AttributeType::list}));
    }
  }
  return {};
}

// The long names of types that messages about updates use.
std::string_view long_name(AttributeType type) {
  static constexpr std::array<std::string_view, 10> names = {
      "STRING",     "NUMBER",     "BINARY",     "BOOLEAN", "NULL",
      "STRING_SET", "NUMBER_SET", "BINARY_SET", "LIST",    "MAP"};
  return names[static_cast<std::size_t>(type)];
}

}  // namespace

Outcome<> check_function(std::string_view kind, const ExpressionNode& call) {
  const auto* const function = std::ranges::find(functions, call.word, &Function::name);
  if (function == functions.end()) {
    return invalid(kind, "Invalid function name; function: " + call.word);
  }
  const bool is_update = kind == "UpdateExpression";
  if (function->of_update == is_update) return {};
  return invalid(kind, std::string("The function is not allowed in ") +
                           (is_update ? "an update" : "a condition") +
                           " expression; function: " + call.word);
}

Outcome<> check_operands(std::string_view kind, const ExpressionNode& node) {
  switch (node.kind) {
    case Kind::call: return check_call(kind, node);
    case Kind::between: SIM_CHECK(check_distinct(kind, node)); return check_between(kind, node);
    case Kind::in:
      if (node.operands.size() - 1 > max_in_operands) {
        return invalid(kind,
                       "The IN operator is provided with too many operands; number of operands: " +
                           std::to_string(node.operands.size() - 1));
      }
      return check_distinct(kind, node);
    case Kind::compare:
      SIM_CHECK(check_distinct(kind, node));
      if (node.word == "=" || node.word == "<>") return {};
      for (const auto& operand : node.operands) {
        SIM_CHECK(check_type(kind, node.word, operand, ordered_types));
      }
      return {};
    case Kind::sum:
      for (const auto& operand : node.operands) {
        SIM_CHECK(check_type(kind, node.word, operand, std::array{AttributeType::n}));
      }
      return {};
    default: return {};
  }
}

Outcome<> check_action(const UpdateAction& action) {
  const bool adds = action.verb == UpdateAction::Verb::add;
  if (!adds && action.verb != UpdateAction::Verb::erase) return {};
  const auto& value = action.operand.value;
  if (value.is_set() || (adds && value.type == AttributeType::n)) return {};
  const std::string verb = adds ? "ADD" : "DELETE";
  return invalid("UpdateExpression",
                 "Incorrect operand type for operator or function; operator: " + verb +
                     ", operand type: " + std::string(long_name(value.type)) +
                     ", typeSet: ALLOWED_FOR_" + verb + "_OPERAND");
}

}  // namespace dynaferry::sim
