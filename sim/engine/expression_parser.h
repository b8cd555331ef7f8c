// The grammar of conditions, updates and projections: text in, trees out, with the service's
// complaints about syntax. What the names and values in a tree stand for, expression_binding.h finds.
// Inside sim/engine only.

#pragma once

#include <string_view>
#include <vector>

#include "sim/engine/expression_node.h"
#include "sim/engine/expression_tokens.h"

namespace dynaferry::sim {

inline constexpr std::size_t max_expression_bytes = 4096;
inline constexpr std::size_t max_operators = 300;

// `kind` names the member of the request in messages; it must outlive the call only.
[[nodiscard]] Outcome<ExpressionNode> parse_condition(std::string_view kind, std::string_view text);
[[nodiscard]] Outcome<std::vector<UpdateAction>> parse_update(std::string_view text);
// Nodes of the kind path.
[[nodiscard]] Outcome<std::vector<ExpressionNode>> parse_paths(std::string_view kind,
                                                               std::string_view text);
// Refused when longer than an expression may be, or empty.
[[nodiscard]] Outcome<> check_text(std::string_view kind, std::string_view text);

}  // namespace dynaferry::sim
