// KeyConditionExpression: which keys a Query asks for. Inside sim/engine only; pure.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/placeholders.h"

namespace dynaferry::sim {

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

[[nodiscard]] Outcome<std::vector<KeyTest>> read_key_condition(std::string_view text,
                                                               Placeholders& placeholders);

}  // namespace dynaferry::sim
