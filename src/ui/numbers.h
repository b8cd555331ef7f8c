// Numbers as people read them.

#pragma once

#include <cstdint>
#include <string>

#include "core/grouped.h"
#include "core/time.h"

namespace dynaferry::ui {

[[nodiscard]] std::string bytes_text(std::uint64_t bytes);  // "812 B", "3.4 MB"; powers of 1000
[[nodiscard]] std::string duration_text(
    Ns duration);  // "0.4 s", "12 s", "3 min 20 s", "9 h 05 min"
[[nodiscard]] std::uint64_t whole_units(double units);  // Of capacity; rounded up.
[[nodiscard]] std::string counted(std::uint64_t n, const std::string& noun);  // "1 item", "2 items"

}  // namespace dynaferry::ui
