// Turns what was given into what the run is asked for. Pure, but for the list of --tables-from.

#pragma once

#include "cli/environment.h"
#include "cli/flags.h"
#include "cli/inputs.h"
#include "cli/usage_error.h"
#include "run/request.h"

namespace dynaferry::cli {

[[nodiscard]] Parsed<run::Request> request_of(const Inputs& inputs, Verb verb,
                                              const Environment& environment);

}  // namespace dynaferry::cli
