// Whole numbers as people read them: 1234567 is "1,234,567".

#pragma once

#include <cstdint>
#include <string>

namespace dynaferry {

[[nodiscard]] inline std::string grouped(std::uint64_t n) {
  auto digits = std::to_string(n);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return digits;
}

}  // namespace dynaferry
