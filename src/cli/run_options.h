// Turns what was given into what the run is asked for. Pure, but for the list of --tables-from.

#pragma once

#include "cli/environment.h"
#include "cli/inputs.h"
#include "cli/usage_error.h"
#include "run/request.h"

namespace dynaferry::cli {

[[nodiscard]] Parsed<run::Request> request_of(const Inputs& inputs, const Environment& environment);

// Whole numbers within bounds; anything else is absent.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text, std::uint64_t low,
                                                     std::uint64_t high);

}  // namespace dynaferry::cli
