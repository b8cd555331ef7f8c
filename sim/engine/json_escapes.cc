#include "sim/engine/json_escapes.h"

namespace dynaferry::sim {
namespace {

// By what stands behind the backslash.
constexpr std::string_view short_letters = "\"\\bfnrt";
constexpr std::string_view short_characters = "\"\\\b\f\n\r\t";
constexpr std::string_view digits = "0123456789abcdef";

}  // namespace

void append_escape(std::string& out, char c) {
  out += '\\';
  if (const auto at = short_characters.find(c); at != std::string_view::npos) {
    out += short_letters[at];
    return;
  }
  out += "u00";
  out += digits[static_cast<unsigned char>(c) >> 4U];
  out += digits[static_cast<unsigned char>(c) & 15U];
}

Escape read_escape(std::string_view text) {
  if (text.size() < 2 || text[0] != '\\') return {};
  if (const auto at = short_letters.find(text[1]); at != std::string_view::npos) {
    return {2, short_characters[at]};
  }
  constexpr std::size_t length = 6;
  if (text.size() < length || !text.starts_with("\\u00")) return {};
  const auto high = digits.find(text[4]);
  const auto low = digits.find(text[5]);
  if (high > 1 || low == std::string_view::npos) return {};
  const auto character = static_cast<char>(high * 16 + low);
  if (short_characters.contains(character)) return {};
  return {length, character};
}

void append_unescaped(std::string& out, std::string_view text) {
  while (true) {
    const auto plain = first_escape(text);
    out.append(text.substr(0, plain));
    if (plain == text.size()) return;
    text.remove_prefix(plain);
    const auto escape = read_escape(text);
    out += escape.character;
    text.remove_prefix(escape.length);
  }
}

}  // namespace dynaferry::sim
