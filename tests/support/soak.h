// Whether this is a soak (`./dev soak` sets DYNAFERRY_SOAK): what other runs take samples of, it goes
// through whole.

#pragma once

#include <cstdlib>

namespace dynaferry {

[[nodiscard]] inline bool is_soak() { return std::getenv("DYNAFERRY_SOAK") != nullptr; }

}  // namespace dynaferry
