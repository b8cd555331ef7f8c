// How far what was typed is from what may have been meant.
//
// Pure function, any thread.

#pragma once

#include <cstddef>
#include <string_view>

namespace dynaferry {

// Letters to put in, take out or change to make one of the other.
[[nodiscard]] std::size_t edits_between(std::string_view one, std::string_view other);

}  // namespace dynaferry
