// Splits a command line into flags and names. CLI11 is behind it and nowhere else.

#pragma once

#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/given.h"
#include "cli/usage_error.h"

namespace dynaferry::cli {

// `words` is what stands behind the command's name. A flag that the command does not take is an error
// that names the nearest it does take; its value is never repeated.
[[nodiscard]] Parsed<Given> read_arguments(std::vector<std::string> words, Verb verb);

}  // namespace dynaferry::cli
