// The escapes of JSON strings in the one spelling that the service has: short ones where JSON has
// them, \u00 and lower-case digits for the other control characters, and none for anything else.
//
// Pure functions, any thread. Failure: none.

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace dynaferry::sim {

inline constexpr std::array<bool, 256> needs_escape = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = true;
  table['\\'] = true;
  return table;
}();

// Where the first quote, backslash or control character is, or the text's length.
[[nodiscard]] inline std::size_t first_escape(std::string_view text) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  constexpr std::uint64_t highs = 0x8080808080808080ULL;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const auto quote = word ^ (ones * '"');
    const auto backslash = word ^ (ones * '\\');
    const auto found = (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                        ((word - ones * 0x20) & ~word)) &
                       highs;
    // Above the lowest there may be marks that are none.
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
  }
  while (at < text.size() && !needs_escape[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

// The spelling of a character that needs one.
void append_escape(std::string& out, char c);

struct Escape {
  std::size_t length = 0;  // 0: it is not in the one spelling.
  char character = 0;
};
// What stands at the beginning of this text, a backslash first.
[[nodiscard]] Escape read_escape(std::string_view text);

// A text without its escapes, all of which are in the one spelling.
void append_unescaped(std::string& out, std::string_view text);

}  // namespace dynaferry::sim
