// Reads a .env file by the rules of python-dotenv, which the replaced script used: `export`, single
// and double quotes over several lines, comments, ${NAME} and ${NAME:-default}. Where that library
// warns and skips a statement, this is an error: half a set of credentials helps nobody.
//
// Pure function. An error names the line and never repeats what is in it.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/error.h"

namespace dynaferry::cli {

using Variables = std::map<std::string, std::string, std::less<>>;

// `environment` is what ${NAME} sees first, then the file's earlier lines, as load_dotenv() has it.
// A name without "=" is not set. The last of two equal names counts. Fault: invalid.
[[nodiscard]] Result<Variables> parse_env_file(std::string_view given,
                                               const Variables& environment);

}  // namespace dynaferry::cli
