// Whether the files that a run is told to write may be written: they begin empty, so none may be
// another of them, nor anything of the state directory.
//
// Threading: none. Nothing is made or changed. Fault: invalid, with words for a person.

#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"

namespace dynaferry::ui {

using OutputFiles = std::vector<std::pair<std::string, std::string>>;  // The flag, and its file.

[[nodiscard]] Result<> check_output_files(const OutputFiles& files,
                                          const std::filesystem::path& state_directory);

}  // namespace dynaferry::ui
