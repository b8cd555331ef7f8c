// A condition of a request, ready to be asked of items: ConditionExpression, FilterExpression.
// Pure: what it holds of an item is decided by the item alone. Inside sim/engine only.

#pragma once

#include <string_view>
#include <vector>

#include "sim/engine/expression_node.h"
#include "sim/engine/placeholders.h"

namespace dynaferry::sim {

class Condition {
 public:
  // `kind` is the member's name in the request.
  [[nodiscard]] static Outcome<Condition> read(std::string_view kind, std::string_view text,
                                               Placeholders& placeholders);

  [[nodiscard]] bool holds(const AttributeValue& item) const;
  // The attributes that it looks at, views of this object; never empty: one that looks at none has
  // a name that no attribute can have.
  [[nodiscard]] std::vector<std::string_view> attributes() const;
  // The paths in it, in the order of the text.
  [[nodiscard]] std::vector<DocumentPath> paths() const;

 private:
  explicit Condition(ExpressionNode root) : root_(std::move(root)) {}

  ExpressionNode root_;
};

}  // namespace dynaferry::sim
