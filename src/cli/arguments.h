// Splits a command line into flags and names. CLI11 is behind it and nowhere else.

#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/flags.h"
#include "cli/given.h"
#include "cli/usage_error.h"

namespace dynaferry::cli {

// `words` is what stands behind the command's name. The value of an unknown flag is never repeated.
[[nodiscard]] Parsed<Given> read_arguments(std::vector<std::string> words,
                                           std::span<const Flag> flags);

}  // namespace dynaferry::cli
