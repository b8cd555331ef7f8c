// From the trees of the parser to what can be carried out: names and values put in for placeholders,
// and the service's rules about operators and operands. Inside sim/engine only.

#pragma once

#include <string_view>
#include <vector>

#include "sim/engine/expression_node.h"
#include "sim/engine/placeholders.h"

namespace dynaferry::sim {

// Each after the whole expression was parsed. `kind` names the member of the request in messages.
[[nodiscard]] Outcome<> bind_condition(std::string_view kind, ExpressionNode& condition,
                                       Placeholders& placeholders);
[[nodiscard]] Outcome<> bind_update(std::vector<UpdateAction>& actions, Placeholders& placeholders);
[[nodiscard]] Outcome<> bind_path(std::string_view kind, ExpressionNode& path,
                                  Placeholders& placeholders);

}  // namespace dynaferry::sim
