#include "sim/engine/key_condition.h"

#include <array>
#include <optional>
#include <utility>

#include "sim/engine/expression_binding.h"
#include "sim/engine/expression_parser.h"

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;

constexpr std::string_view kind = "KeyConditionExpression";

std::optional<KeyOperator> operator_of(const ExpressionNode& node) {
  static constexpr std::array<std::pair<std::string_view, KeyOperator>, 7> operators = {
      {{"=", KeyOperator::equal},
       {"<", KeyOperator::less},
       {"<=", KeyOperator::at_most},
       {">", KeyOperator::greater},
       {">=", KeyOperator::at_least},
       {"BETWEEN", KeyOperator::between},
       {"begins_with", KeyOperator::begins_with}}};
  for (const auto& [word, compare] : operators) {
    if (node.word == word) return compare;
  }
  return std::nullopt;
}

// The same test read from the other side: 5 < a is a > 5.
KeyOperator turned(KeyOperator compare) {
  switch (compare) {
    case KeyOperator::less: return KeyOperator::greater;
    case KeyOperator::at_most: return KeyOperator::at_least;
    case KeyOperator::greater: return KeyOperator::less;
    case KeyOperator::at_least: return KeyOperator::at_most;
    default: return compare;
  }
}

Outcome<> collect(const ExpressionNode& node, Placeholders& placeholders,
                  std::vector<KeyTest>& tests) {
  if (node.kind == Kind::all) {
    for (const auto& operand : node.operands) {
      SIM_CHECK(collect(operand, placeholders, tests));
    }
    return {};
  }
  auto compare = operator_of(node);
  if (!compare) {
    return validation("Invalid operator used in KeyConditionExpression: " + node.word);
  }
  const bool is_turned = node.kind == Kind::compare && node.operands[0].kind == Kind::value;
  const auto& name = node.operands[is_turned ? 1 : 0];
  const auto& value = node.operands[is_turned ? 0 : 1];
  const auto& last = node.operands.back();
  if (name.kind != Kind::path || value.kind != Kind::value ||
      (*compare == KeyOperator::between && last.kind != Kind::value)) {
    return validation("Invalid condition in KeyConditionExpression: " + node.word +
                      " operator must have one operand that is a key attribute");
  }
  if (name.path.size() > 1) {
    return validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: Key: " +
        name.path.front().name);
  }
  KeyTest test{name.path.front().name, is_turned ? turned(*compare) : *compare, {}, {}};
  SIM_TRY(test.value, placeholders.value(kind, value.word));
  if (test.compare == KeyOperator::between) {
    SIM_TRY(test.upper, placeholders.value(kind, last.word));
  }
  tests.push_back(std::move(test));
  return {};
}

}  // namespace

Outcome<std::vector<KeyTest>> read_key_condition(std::string_view text,
                                                 Placeholders& placeholders) {
  SIM_TRY(auto condition, parse_condition(kind, text));
  SIM_CHECK(bind_condition(kind, condition, placeholders));
  std::vector<KeyTest> tests;
  SIM_CHECK(collect(condition, placeholders, tests));
  return tests;
}

}  // namespace dynaferry::sim
