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

// Where the first quote, backslash or control character is, or the text's length. Sixteen letters at
// a time, in what both compilers make vector instructions of.
[[nodiscard]] inline std::size_t first_escape(std::string_view text) {
  static_assert(std::endian::native == std::endian::little);
  using Letters [[gnu::vector_size(16)]] = unsigned char;
  std::size_t at = 0;
  for (; at + sizeof(Letters) <= text.size(); at += sizeof(Letters)) {
    Letters letters;
    std::memcpy(&letters, text.data() + at, sizeof letters);
    const auto found = (letters == '"') | (letters == '\\') | (letters < 0x20);
    std::array<std::uint64_t, 2> marks{};  // A byte of ones for each that is found.
    std::memcpy(marks.data(), &found, sizeof marks);
    const auto [low, high] = marks;
    if ((low | high) == 0) continue;
    // In which half nobody could predict: this is no branch.
    const auto first = low != 0 ? low : high;
    return at + (low != 0 ? 0U : 8U) + static_cast<std::size_t>(std::countr_zero(first)) / 8;
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
