// A file that was named on the command line, as text.
//
// Any thread. Failure: why it cannot be read, in words.

#pragma once

#include <expected>
#include <string>

namespace dynaferry::sim {

[[nodiscard]] std::expected<std::string, std::string> read_text_file(const std::string& path);

}  // namespace dynaferry::sim
