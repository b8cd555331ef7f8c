// Whether two items are equal by value: the order of attributes, of names in a map and of members
// of a set does not count, the order of a list does (facts §4.2).
//
// Pure; any thread. Takes items in the canonical form that ItemImage gives them.

#pragma once

#include <string_view>

namespace dynaferry::sim {

[[nodiscard]] bool are_equal_items(std::string_view left, std::string_view right);

}  // namespace dynaferry::sim
