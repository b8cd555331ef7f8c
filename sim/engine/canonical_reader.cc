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

// Where the digits end. Sixteen at a time: a small or large number has a hundred zeros.
std::size_t first_non_digit(std::string_view text) {
  using Letters [[gnu::vector_size(16)]] = unsigned char;
  std::size_t at = 0;
  for (; at + sizeof(Letters) <= text.size(); at += sizeof(Letters)) {
    Letters letters;
    std::memcpy(&letters, text.data() + at, sizeof letters);
    const auto other = (letters - '0') > 9;
    std::array<std::uint64_t, 2> marks{};
    std::memcpy(marks.data(), &other, sizeof marks);
    if ((marks[0] | marks[1]) != 0) break;
  }
  while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
  return at;
}

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

// What few names there have been, roughly.
class SeenNames {
 public:
  // Whether it may be one of those before; false: it is not. Then it is one of them.
  [[nodiscard]] bool may_repeat(std::string_view name) {
    const auto slot = mixed(name) % (64 * slots_.size());
    auto& word = slots_[slot / 64];
    const auto bit = std::uint64_t{1} << (slot % 64);
    const bool was_set = (word & bit) != 0;
    word |= bit;
    return was_set;
  }

 private:
  std::array<std::uint64_t, 4> slots_{};
};

bool repeats(std::span<const std::string_view> names) {
  SeenNames seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!seen.may_repeat(names[i])) continue;
    const auto before = names.first(i);
    if (std::ranges::find(before, names[i]) != before.end()) return true;
  }
  return false;
}

}  // namespace

CanonicalReader::CanonicalReader(std::string_view text)
    : at_(text.data()), end_(at_ + (simdjson::validate_utf8(text) ? text.size() : 0)) {}

std::optional<std::string_view> CanonicalReader::plain_string() {
  const auto text = string(at_);
  if (text.behind == nullptr || text.is_escaped()) return std::nullopt;
  at_ = text.behind;
  return text.spelling;
}

bool CanonicalReader::item(ItemImage& image) {
  image.begin_canonical();
  names_.clear();  // An item that was none may have left some.
  const auto* const begin = at_;
  if (!is(at_, '{')) return false;
  const auto* const behind = fields(at_ + 1, image);
  if (behind == nullptr) return false;
  at_ = behind;
  image.end_canonical(since(begin));
  const auto& attributes = image.attributes();
  if (attributes.size() <= usual_names) return true;
  for (const auto& attribute : attributes) names_.push_back(attribute.name);
  return are_distinct(0);
}

// The attributes of an item and the brace behind them. Of many, whether their names are all different
// is not known then.
CanonicalReader::Place CanonicalReader::fields(Place at, ItemImage& image) {
  const auto* const begin = at - 1;
  if (is(at, '}')) return at + 1;
  SeenNames seen;
  while (true) {
    const auto key = name(at);
    if (key.behind == nullptr || key.is_escaped()) return nullptr;
    if (seen.may_repeat(key.spelling) && image.attributes().size() < usual_names &&
        image.find(key.spelling) != nullptr) {
      return nullptr;
    }
    auto& attribute = image.add_canonical();
    attribute.name = {key.spelling.data(), key.spelling.size()};
    attribute.begin = static_cast<std::uint32_t>(at - begin);
    at = value(key.behind, attribute, 1);
    if (at == nullptr) return nullptr;
    attribute.end = static_cast<std::uint32_t>(at - begin);
    attribute.size += static_cast<std::uint32_t>(key.size);
    if (is(at, '}')) return at + 1;
    if (!is(at, ',')) return nullptr;
    ++at;
  }
}

inline CanonicalReader::Text CanonicalReader::string(Place at) const {
  if (!is(at, '"')) return {};
  const auto* const begin = at + 1;
  const auto size = first_escape({begin, end_});
  if (!is(begin + size, '"')) return string_with_escapes(begin, begin + size);
  return {{begin, size}, size, begin + size + 1};
}

// The same, where the first escape has been found.
CanonicalReader::Text CanonicalReader::string_with_escapes(Place begin, Place at) const {
  std::size_t escapes = 0;  // Letters that spell, beyond what they spell.
  for (; !is(at, '"'); at += first_escape({at, end_})) {
    const auto escape = read_escape({at, end_});
    if (escape.length == 0) return {};
    escapes += escape.length - 1;
    at += escape.length;
  }
  const std::string_view spelling(begin, at);
  return {spelling, spelling.size() - escapes, at + 1};
}

inline CanonicalReader::Text CanonicalReader::name(Place at) const {
  auto text = string(at);
  if (text.behind == nullptr || text.size == 0 || text.size > max_name || !is(text.behind, ':')) {
    return {};
  }
  ++text.behind;
  return text;
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

CanonicalReader::Place CanonicalReader::value(Place at, Attribute& into, int depth) {
  if (depth > max_nesting) return nullptr;
  if (is(at, "{\"S\":\"")) [[likely]] {  // Most are, and are read with fewest looks.
    const auto text = string(at + 5);
    into.type = AttributeType::s;
    into.spelling = {text.spelling.data(), text.spelling.size()};
    into.size = static_cast<std::uint32_t>(text.size);
    into.is_escaped = text.is_escaped();
    at = text.behind;
  } else {
    if (!is(at, '{')) return nullptr;
    at = type(at + 1, into.type);
    if (at != nullptr) at = content(at, into, depth);
  }
  return at != nullptr && is(at, '}') ? at + 1 : nullptr;
}

CanonicalReader::Place CanonicalReader::type(Place at, AttributeType& type) const {
  const auto takes = [&](const auto& letters, AttributeType one) {
    if (!is(at, letters)) return false;
    type = one;
    at += sizeof letters - 1;
    return true;
  };
  const bool known =
      takes("\"S\":", AttributeType::s) || takes("\"N\":", AttributeType::n) ||
      takes("\"B\":", AttributeType::b) || takes("\"M\":", AttributeType::map) ||
      takes("\"L\":", AttributeType::list) || takes("\"BOOL\":", AttributeType::boolean) ||
      takes("\"NULL\":", AttributeType::null) || takes("\"SS\":", AttributeType::ss) ||
      takes("\"NS\":", AttributeType::ns) || takes("\"BS\":", AttributeType::bs);
  return known ? at : nullptr;
}

CanonicalReader::Place CanonicalReader::content(Place at, Attribute& into, int depth) {
  Text text;
  switch (into.type) {
    case AttributeType::s: text = string(at); break;
    case AttributeType::n: text = number(at); break;
    case AttributeType::b: text = binary(at); break;
    case AttributeType::boolean:
    case AttributeType::null: return flag(at, into);
    case AttributeType::ss:
    case AttributeType::ns:
    case AttributeType::bs: return set(at, into);
    case AttributeType::list: return list(at, into, depth);
    case AttributeType::map: return map(at, into, depth);
  }
  into.spelling = text.spelling;
  into.size = static_cast<std::uint32_t>(text.size);
  into.is_escaped = into.type == AttributeType::s && text.is_escaped();
  return text.behind;
}

CanonicalReader::Text CanonicalReader::number(Place at) const {
  if (!is(at, '"')) return {};
  const auto* const begin = ++at;
  const bool negative = is(at, '-');
  if (negative) ++at;
  const std::string_view whole(at, first_non_digit({at, end_}));
  at += whole.size();
  std::string_view fraction;
  if (is(at, '.')) {
    ++at;
    fraction = {at, first_non_digit({at, end_})};
    if (fraction.empty() || fraction.back() == '0') return {};
    at += fraction.size();
  }
  if (whole.empty() || (negative && whole == "0" && fraction.empty())) return {};
  const auto size = size_of_number(whole, fraction);
  if (!size || !is(at, '"')) return {};
  return {{begin, at}, *size + (negative ? 1 : 0), at + 1};
}

CanonicalReader::Text CanonicalReader::binary(Place at) const {
  auto text = string(at);
  if (text.behind == nullptr || text.is_escaped() || text.size % 4 != 0) return {};
  auto letters = text.spelling;
  std::size_t pads = 0;
  for (; pads < 2 && letters.ends_with('='); ++pads) letters.remove_suffix(1);
  unsigned char all = 0;
  unsigned char last = 0;
  for (const char letter : letters) all |= last = sextets[static_cast<unsigned char>(letter)];
  if (all > 63) return {};
  // Bits of the last letter that stand for nothing are zero.
  if ((pads == 1 && (last & 3U) != 0) || (pads == 2 && (last & 15U) != 0)) return {};
  text.size = text.size / 4 * 3 - pads;
  return text;
}

CanonicalReader::Place CanonicalReader::flag(Place at, Attribute& into) const {
  into.size = 1;
  if (is(at, "true")) return at + 4;
  return into.type == AttributeType::boolean && is(at, "false") ? at + 5 : nullptr;
}

CanonicalReader::Place CanonicalReader::set(Place at, Attribute& into) {
  if (!is(at, '[')) return nullptr;
  const auto first = names_.size();
  do {
    const auto member = into.type == AttributeType::ss   ? string(at + 1)
                        : into.type == AttributeType::ns ? number(at + 1)
                                                         : binary(at + 1);
    if (member.behind == nullptr) return nullptr;
    names_.push_back(member.spelling);
    into.size += static_cast<std::uint32_t>(member.size);
    at = member.behind;
  } while (is(at, ','));
  return is(at, ']') && are_distinct(first) ? at + 1 : nullptr;
}

CanonicalReader::Place CanonicalReader::list(Place at, Attribute& into, int depth) {
  if (!is(at, '[')) return nullptr;
  into.size = 3;
  if (is(++at, ']')) return at + 1;
  while (true) {
    Attribute member;
    at = value(at, member, depth + 1);
    if (at == nullptr) return nullptr;
    into.size += 1 + member.size;
    if (is(at, ']')) return at + 1;
    if (!is(at, ',')) return nullptr;
    ++at;
  }
}

CanonicalReader::Place CanonicalReader::map(Place at, Attribute& into, int depth) {
  if (!is(at, '{')) return nullptr;
  const auto begin = names_.size();
  into.size = 3;
  if (is(++at, '}')) return at + 1;
  while (true) {
    const auto key = name(at);
    if (key.behind == nullptr) return nullptr;
    names_.push_back(key.spelling);
    Attribute member;
    at = value(key.behind, member, depth + 1);
    if (at == nullptr) return nullptr;
    into.size += 1 + static_cast<std::uint32_t>(key.size) + member.size;
    if (is(at, '}')) return are_distinct(begin) ? at + 1 : nullptr;
    if (!is(at, ',')) return nullptr;
    ++at;
  }
}

}  // namespace dynaferry::sim
