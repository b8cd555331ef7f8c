// What help and --version say. docs and tests compare against these words.

#pragma once

#include <string>

#include "cli/flags.h"

namespace dynaferry::cli {

[[nodiscard]] std::string program_name();  // "dynaferry 1.2.3"
[[nodiscard]] std::string version_text();  // The same, as a line.
[[nodiscard]] std::string general_help();
[[nodiscard]] std::string help_of(Verb verb);

}  // namespace dynaferry::cli
