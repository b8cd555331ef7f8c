// What the service demands of the operands of operators and functions before it looks at any item.
// Inside sim/engine only; pure.

#pragma once

#include <string_view>

#include "sim/engine/expression_node.h"

namespace dynaferry::sim {

// Whether the functions used are ones of conditions (or of updates), known before any value is.
[[nodiscard]] Outcome<> check_function(std::string_view kind, const ExpressionNode& call);
// The rules of one node whose operands are bound and pass already.
[[nodiscard]] Outcome<> check_operands(std::string_view kind, const ExpressionNode& node);
// The rule of the value of ADD and DELETE.
[[nodiscard]] Outcome<> check_action(const UpdateAction& action);

}  // namespace dynaferry::sim
