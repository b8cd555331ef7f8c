// What help and --version say. docs and tests compare against these words.

#pragma once

#include <string>
#include <string_view>

namespace dynaferry::cli {

[[nodiscard]] std::string version_text();
[[nodiscard]] std::string general_help();
[[nodiscard]] std::string copy_help();
[[nodiscard]] std::string plan_help();

}  // namespace dynaferry::cli
