// The parts of DynamoDB's expression language that the simulator knows: key conditions, projections
// of whole attributes, and conditions made of attribute_exists and attribute_not_exists. Anything
// else is refused as NotSimulatedException. Inside sim/engine only.

#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/item_image.h"

namespace dynaferry::sim {

// ExpressionAttributeNames and ExpressionAttributeValues of one request.
class Placeholders {
 public:
  [[nodiscard]] static Outcome<Placeholders> read(dom::object request);

  // A name as it stands in an expression: plain or "#x". `kind` is for messages.
  [[nodiscard]] Outcome<std::string> name(std::string_view kind, std::string_view token);
  [[nodiscard]] Outcome<dom::element> value(std::string_view kind, std::string_view token);
  // After all expressions: every placeholder must have been used, and there must be an expression.
  [[nodiscard]] Outcome<> check_used(bool any_expression) const;

 private:
  std::optional<dom::object> names_;
  std::optional<dom::object> values_;
  std::set<std::string, std::less<>> used_;
};

enum class KeyOperator : unsigned char {
  equal,
  less,
  at_most,
  greater,
  at_least,
  between,
  begins_with
};

struct KeyTest {
  std::string name;
  KeyOperator compare = KeyOperator::equal;
  dom::element value;
  dom::element upper;  // Of between.
};

[[nodiscard]] Outcome<std::vector<KeyTest>> parse_key_condition(std::string_view text,
                                                                Placeholders& placeholders);
// Names of whole attributes.
[[nodiscard]] Outcome<std::vector<std::string>> parse_projection(std::string_view text,
                                                                 Placeholders& placeholders);
// Whether the condition holds, where `exists` knows the attributes of the item.
[[nodiscard]] Outcome<bool> evaluate_condition(std::string_view text, Placeholders& placeholders,
                                               const std::function<bool(std::string_view)>& exists);

}  // namespace dynaferry::sim
