// Text of others for the eyes of people: a name may hold anything, and a terminal obeys what it is
// sent.

#pragma once

#include <string>
#include <string_view>

namespace dynaferry {

// The same, with control characters as \x1b.
[[nodiscard]] inline std::string printable(std::string_view text) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
      continue;
    }
    out += "\\x";
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

}  // namespace dynaferry
