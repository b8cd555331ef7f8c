// What is asked for of a verify, alone or at the end of a copy. Pure.

#pragma once

#include <optional>

#include "cli/asked.h"
#include "cli/usage_error.h"
#include "run/request.h"

namespace dynaferry::cli {

// Absent: none is asked for.
[[nodiscard]] Parsed<std::optional<run::VerifyRequest>> verify_request_of(const Asked& asked);

}  // namespace dynaferry::cli
