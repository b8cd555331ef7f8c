#include "sim/engine/condition.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "sim/engine/expression_binding.h"
#include "sim/engine/expression_parser.h"

namespace dynaferry::sim {
namespace {

using Kind = ExpressionNode::Kind;

// How long a text is to size(): in the units of UTF-16 (facts §3.8).
std::size_t utf16_length(std::string_view text) {
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool begins_character = (byte & 0xC0U) != 0x80U;
    const bool needs_a_pair = byte >= 0xF0U;
    length += (begins_character ? 1U : 0U) + (needs_a_pair ? 1U : 0U);
  }
  return length;
}

// An operand's value, where there is one: of the item, of the request, or made here.
class OperandValue {
 public:
  OperandValue(const ExpressionNode& node, const AttributeValue& item) {
    if (node.kind == Kind::value) found_ = &node.value;
    if (node.kind == Kind::path) found_ = find(item, node.path);
    if (node.kind != Kind::call) return;
    const OperandValue measured(node.operands.front(), item);
    if (measured.get() != nullptr) made_ = size_of(*measured.get());
  }

  [[nodiscard]] const AttributeValue* get() const { return made_ ? &*made_ : found_; }

 private:
  static std::optional<AttributeValue> size_of(const AttributeValue& value) {
    std::size_t size = value.members.size();
    if (value.type == AttributeType::s) {
      size = utf16_length(raw_bytes(value));
    } else if (value.type == AttributeType::b) {
      size = raw_bytes(value).size();
    } else if (!value.is_set() && value.type != AttributeType::list &&
               value.type != AttributeType::map) {
      return std::nullopt;
    }
    return AttributeValue::of_number(std::to_string(size));
  }

  const AttributeValue* found_ = nullptr;
  std::optional<AttributeValue> made_;
};

bool has_order(const AttributeValue& value) {
  return value.type == AttributeType::s || value.type == AttributeType::n ||
         value.type == AttributeType::b;
}

bool in_order(const AttributeValue* left, std::string_view sign, const AttributeValue* right) {
  if (left == nullptr || right == nullptr || left->type != right->type || !has_order(*left)) {
    return false;
  }
  const auto first = ordered_bytes(*left);
  const auto second = ordered_bytes(*right);
  if (sign == "<") return first < second;
  if (sign == "<=") return first <= second;
  return sign == ">" ? first > second : first >= second;
}

bool contains(const AttributeValue& whole, const AttributeValue& part) {
  if (whole.is_set() || whole.type == AttributeType::list) {
    return std::ranges::find(whole.members, part) != whole.members.end();
  }
  const bool texts = whole.type == AttributeType::s || whole.type == AttributeType::b;
  if (!texts || whole.type != part.type) return false;
  return raw_bytes(whole).find(raw_bytes(part)) != std::string::npos;
}

class Evaluation {
 public:
  explicit Evaluation(const AttributeValue& item) : item_(item) {}

  [[nodiscard]] bool holds(const ExpressionNode& node) const {
    const auto holds_inside = [&](const ExpressionNode& inner) { return holds(inner); };
    switch (node.kind) {
      case Kind::all: return std::ranges::all_of(node.operands, holds_inside);
      case Kind::any: return std::ranges::any_of(node.operands, holds_inside);
      case Kind::negation: return !holds(node.operands.front());
      case Kind::compare: return compares(node);
      case Kind::between: return lies_between(node);
      case Kind::in: return is_in(node);
      case Kind::call: return call(node);
      default: return false;
    }
  }

 private:
  [[nodiscard]] bool compares(const ExpressionNode& node) const {
    const OperandValue left(node.operands[0], item_);
    const OperandValue right(node.operands[1], item_);
    const bool equality = node.word == "=" || node.word == "<>";
    if (!equality) return in_order(left.get(), node.word, right.get());
    const bool equal =
        left.get() != nullptr && right.get() != nullptr && *left.get() == *right.get();
    return equal == (node.word == "=");
  }

  [[nodiscard]] bool lies_between(const ExpressionNode& node) const {
    const OperandValue value(node.operands[0], item_);
    const OperandValue lower(node.operands[1], item_);
    const OperandValue upper(node.operands[2], item_);
    return in_order(lower.get(), "<=", value.get()) && in_order(value.get(), "<=", upper.get());
  }

  [[nodiscard]] bool is_in(const ExpressionNode& node) const {
    const OperandValue sought(node.operands.front(), item_);
    if (sought.get() == nullptr) return false;
    return std::any_of(node.operands.begin() + 1, node.operands.end(), [&](const auto& operand) {
      const OperandValue value(operand, item_);
      return value.get() != nullptr && *value.get() == *sought.get();
    });
  }

  [[nodiscard]] bool call(const ExpressionNode& node) const {
    const OperandValue first(node.operands.front(), item_);
    if (node.word == "attribute_exists") return first.get() != nullptr;
    if (node.word == "attribute_not_exists") return first.get() == nullptr;
    const OperandValue second(node.operands[1], item_);
    if (first.get() == nullptr || second.get() == nullptr) return false;
    const auto& value = *first.get();
    const auto& other = *second.get();
    if (node.word == "contains") return contains(value, other);
    if (node.word == "attribute_type") return name_of(value.type) == other.text;
    const bool texts = value.type == AttributeType::s || value.type == AttributeType::b;
    return texts && value.type == other.type && raw_bytes(value).starts_with(raw_bytes(other));
  }

  const AttributeValue& item_;
};

void visit_paths(const ExpressionNode& node,
                 const std::function<void(const DocumentPath&)>& visit) {
  if (node.kind == Kind::path) visit(node.path);
  for (const auto& operand : node.operands) visit_paths(operand, visit);
}

}  // namespace

Outcome<Condition> Condition::read(std::string_view kind, std::string_view text,
                                   Placeholders& placeholders) {
  SIM_TRY(auto root, parse_condition(kind, text));
  SIM_CHECK(bind_condition(kind, root, placeholders));
  return Condition(std::move(root));
}

bool Condition::holds(const AttributeValue& item) const { return Evaluation(item).holds(root_); }

std::vector<std::string_view> Condition::attributes() const {
  std::vector<std::string_view> names;
  visit_paths(root_, [&](const DocumentPath& path) { names.push_back(path.front().name); });
  if (names.empty()) names.emplace_back();
  return names;
}

std::vector<DocumentPath> Condition::paths() const {
  std::vector<DocumentPath> paths;
  visit_paths(root_, [&](const DocumentPath& path) { paths.push_back(path); });
  return paths;
}

}  // namespace dynaferry::sim
