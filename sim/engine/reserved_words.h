// The words that no expression may use as a plain name; "#x" may stand for them. Pure.

#pragma once

#include <string_view>

namespace dynaferry::sim {

// In any case of letters.
[[nodiscard]] bool is_reserved(std::string_view name);

}  // namespace dynaferry::sim
