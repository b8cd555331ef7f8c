// The one call that makes files and directory entries survive a power cut.

#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace dynaferry::journal {

// fsync of a file, or of a directory (which makes its entries durable). Fault: internal.
[[nodiscard]] Result<> sync_path(const std::filesystem::path& path);

// "cannot <what> <path>: <the system's words for error_number>". Fault: internal.
[[nodiscard]] Error system_error(std::string_view what, const std::filesystem::path& path,
                                 int error_number);

}  // namespace dynaferry::journal
