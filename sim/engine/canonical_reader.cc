#include "sim/engine/canonical_reader.h"

#include <algorithm>
#include <array>
#include <span>

#include "sim/engine/json_escapes.h"
#include "sim/engine/number.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_name = 65'535;
constexpr std::size_t usual_names = 64;

// What six bits a letter of base64 stands for; above 63: none.
constexpr std::array<unsigned char, 256> sextets = [] {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<unsigned char, 256> table{};
  table.fill(0xFF);
  for (std::size_t i = 0; i < letters.size(); ++i) {
    table[static_cast<unsigned char>(letters[i])] = static_cast<unsigned char>(i);
  }
  return table;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits of the whole part and behind the point, both as they are spelled.
std::optional<std::size_t> size_of_number(std::string_view whole, std::string_view fraction) {
  std::size_t count = 0;  // Significant digits before the point.
  std::size_t behind = 0;
  if (whole != "0") {
    if (whole.front() == '0' || whole.size() > std::size_t{Number::max_exponent} + 1) {
      return std::nullopt;
    }
    count = fraction.empty() ? whole.find_last_not_of('0') + 1 : whole.size();
    behind = fraction.size();
  } else if (!fraction.empty()) {
    const auto zeros = fraction.find_first_not_of('0');
    if (zeros >= std::size_t{-Number::min_exponent}) return std::nullopt;
    behind = fraction.size() - zeros;
  }
  if (count + behind > Number::max_digits) return std::nullopt;
  return 1 + (count + 1) / 2 + (behind + 1) / 2;
}

// Good enough to keep a few dozen names apart.
std::size_t mixed(std::string_view name) {
  if (name.empty()) return 0;
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(name[i])}; };
  const auto last = name.size() - 1;
  return name.size() * 31U + at(0) * 7U + at(last / 2) * 131U + at(last) * 17U;
}

bool repeats(std::span<const std::string_view> names) {
  std::array<std::uint64_t, 4> seen{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto slot = mixed(names[i]) % 256;
    const auto bit = std::uint64_t{1} << (slot % 64);
    auto& word = seen[slot / 64];
    if ((word & bit) != 0) {
      const auto before = names.first(i);
      if (std::ranges::find(before, names[i]) != before.end()) return true;
    }
    word |= bit;
  }
  return false;
}

}  // namespace

CanonicalReader::CanonicalReader(std::string_view text)
    : at_(text.data()), end_(at_ + (simdjson::validate_utf8(text) ? text.size() : 0)) {}

std::optional<std::string_view> CanonicalReader::plain_string() {
  Part part;
  if (!string(part) || part.is_escaped) return std::nullopt;
  return part.spelling;
}

bool CanonicalReader::item(ItemImage& image) {
  image.begin_canonical();
  const auto* const begin = at_;
  const auto first = names_.size();
  if (!take('{')) return false;
  while (!take('}')) {
    if (names_.size() > first && !take(',')) return false;
    const auto* const start = at_;
    Part key;
    if (!name(key) || key.is_escaped) return false;
    Part part;
    if (!value(part, 1)) return false;
    image.add_canonical({key.spelling, part.spelling, static_cast<std::uint32_t>(start - begin),
                         static_cast<std::uint32_t>(at_ - begin),
                         static_cast<std::uint32_t>(key.size + part.size), part.type,
                         part.is_escaped});
  }
  image.end_canonical(since(begin));
  return are_distinct(first);
}

bool CanonicalReader::name(Part& part) {
  if (!string(part) || part.size == 0 || part.size > max_name) return false;
  names_.push_back(part.spelling);
  return take(':');
}

bool CanonicalReader::are_distinct(std::size_t begin) {
  const auto names = std::span(names_).subspan(begin);
  bool distinct = true;
  if (names.size() > usual_names) {
    std::ranges::sort(names);
    distinct = std::ranges::adjacent_find(names) == names.end();
  } else if (names.size() > 1) {
    distinct = !repeats(names);
  }
  names_.resize(begin);
  return distinct;
}

bool CanonicalReader::value(Part& part, int depth) {
  if (depth > max_nesting || !take('{') || !type(part.type)) return false;
  return content(part, depth) && take('}');
}

bool CanonicalReader::type(AttributeType& type) {
  const auto is = [&](const auto& letters, AttributeType one) {
    if (!take(letters)) return false;
    type = one;
    return true;
  };
  return is("\"S\":", AttributeType::s) || is("\"N\":", AttributeType::n) ||
         is("\"B\":", AttributeType::b) || is("\"M\":", AttributeType::map) ||
         is("\"L\":", AttributeType::list) || is("\"BOOL\":", AttributeType::boolean) ||
         is("\"NULL\":", AttributeType::null) || is("\"SS\":", AttributeType::ss) ||
         is("\"NS\":", AttributeType::ns) || is("\"BS\":", AttributeType::bs);
}

bool CanonicalReader::content(Part& part, int depth) {
  switch (part.type) {
    case AttributeType::s: return string(part);
    case AttributeType::n: return number(part);
    case AttributeType::b: return binary(part);
    case AttributeType::boolean:
    case AttributeType::null: return flag(part);
    case AttributeType::ss:
    case AttributeType::ns:
    case AttributeType::bs: return set(part);
    case AttributeType::list: return list(part, depth);
    case AttributeType::map: return map(part, depth);
  }
  return false;
}

bool CanonicalReader::string(Part& part) {
  if (!take('"')) return false;
  const auto* const begin = at_;
  std::size_t escapes = 0;  // Letters that spell, beyond what they spell.
  while (true) {
    at_ += first_escape({at_, end_});
    if (at_ == end_) return false;
    if (*at_ == '"') break;
    const auto escape = read_escape({at_, end_});
    if (escape.length == 0) return false;
    escapes += escape.length - 1;
    at_ += escape.length;
  }
  part.spelling = since(begin);
  part.size = part.spelling.size() - escapes;
  part.is_escaped = escapes > 0;
  ++at_;
  return true;
}

std::string_view CanonicalReader::take_digits() {
  const auto* const begin = at_;
  while (at_ != end_ && is_digit(*at_)) ++at_;
  return since(begin);
}

bool CanonicalReader::number(Part& part) {
  if (!take('"')) return false;
  const auto* const begin = at_;
  const bool negative = take('-');
  const auto whole = take_digits();
  std::string_view fraction;
  if (take('.')) {
    fraction = take_digits();
    if (fraction.empty() || fraction.back() == '0') return false;
  }
  if (whole.empty() || (negative && whole == "0" && fraction.empty())) return false;
  const auto size = size_of_number(whole, fraction);
  if (!size) return false;
  part.spelling = since(begin);
  part.size = *size + (negative ? 1 : 0);
  return take('"');
}

bool CanonicalReader::binary(Part& part) {
  Part spelled;
  if (!string(spelled) || spelled.is_escaped || spelled.size % 4 != 0) return false;
  auto letters = spelled.spelling;
  std::size_t pads = 0;
  for (; pads < 2 && letters.ends_with('='); ++pads) letters.remove_suffix(1);
  unsigned char all = 0;
  unsigned char last = 0;
  for (const char letter : letters) all |= last = sextets[static_cast<unsigned char>(letter)];
  if (all > 63) return false;
  // Bits of the last letter that stand for nothing are zero.
  if ((pads == 1 && (last & 3U) != 0) || (pads == 2 && (last & 15U) != 0)) return false;
  part.spelling = spelled.spelling;
  part.size = spelled.size / 4 * 3 - pads;
  return true;
}

bool CanonicalReader::flag(Part& part) {
  part.size = 1;
  return take("true") || (part.type == AttributeType::boolean && take("false"));
}

bool CanonicalReader::set(Part& part) {
  if (!take('[')) return false;
  const auto first = names_.size();
  do {
    Part member;
    const bool good = part.type == AttributeType::ss   ? string(member)
                      : part.type == AttributeType::ns ? number(member)
                                                       : binary(member);
    if (!good) return false;
    names_.push_back(member.spelling);
    part.size += member.size;
  } while (take(','));
  return take(']') && are_distinct(first);
}

bool CanonicalReader::list(Part& part, int depth) {
  if (!take('[')) return false;
  part.size = 3;
  for (bool first = true; !take(']'); first = false) {
    if (!first && !take(',')) return false;
    Part member;
    if (!value(member, depth + 1)) return false;
    part.size += 1 + member.size;
  }
  return true;
}

bool CanonicalReader::map(Part& part, int depth) {
  if (!take('{')) return false;
  const auto begin = names_.size();
  part.size = 3;
  while (!take('}')) {
    if (names_.size() > begin && !take(',')) return false;
    Part key;
    Part member;
    if (!name(key) || !value(member, depth + 1)) return false;
    part.size += 1 + key.size + member.size;
  }
  return are_distinct(begin);
}

}  // namespace dynaferry::sim
