// Items drawn by rapidcheck, for properties of what equal items are: a value as it is meant, apart from
// how it is spelled. Equal meanings compare equal by construction.
//
// For use within rc::check() only.

#pragma once

#include <rapidcheck.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "model/item_reader.h"

namespace dynaferry::test {

using model::ValueType;

struct DrawnValue {
  ValueType type = ValueType::null;
  // UTF-8, bytes, "1" or "0" of a boolean, and of a number its one form: "-15e-1", "0".
  std::string scalar{};
  std::set<std::string> members{};
  std::vector<DrawnValue> elements{};
  std::map<std::string, DrawnValue> attributes{};

  bool operator==(const DrawnValue&) const = default;
};
using DrawnItem = std::map<std::string, DrawnValue>;

// 0 … count - 1.
inline std::size_t draw(std::size_t count) { return *rc::gen::inRange<std::size_t>(0, count); }

inline std::string drawn_text() {
  static const std::vector<std::string> pieces{"a",
                                               "b",
                                               "1",
                                               "0",
                                               "é",
                                               "€",
                                               "😀",
                                               "\"",
                                               "\\",
                                               "/",
                                               "\n",
                                               std::string(1, '\0'),
                                               "\x7f",
                                               " ",
                                               ".",
                                               "[",
                                               "long enough for words of eight"};
  std::string text;
  for (auto left = draw(5); left > 0; --left) text += pieces[draw(pieces.size())];
  return text;
}

inline std::string drawn_number() {
  if (draw(8) == 0) return "0";
  const auto digits = draw(4) == 0 ? 38 : 1 + draw(6);
  std::string text = draw(3) == 0 ? "-" : "";
  for (std::size_t i = 0; i < digits; ++i) {
    const bool is_end = i == 0 || i + 1 == digits;
    text += static_cast<char>('0' + (is_end ? 1 + draw(9) : draw(10)));
  }
  return text + "e" + std::to_string(static_cast<int>(draw(120)) - 80);
}

inline std::string drawn_scalar(ValueType type) {
  switch (type) {
    case ValueType::string:
    case ValueType::binary: return drawn_text();
    case ValueType::number: return drawn_number();
    case ValueType::boolean: return draw(2) == 0 ? "0" : "1";
    default: return "";
  }
}

inline DrawnValue drawn_value(int depth = 0) {
  DrawnValue value;
  value.type = static_cast<ValueType>(1 + draw(depth < 4 ? 10 : 8));
  switch (value.type) {
    case ValueType::string_set:
    case ValueType::number_set:
    case ValueType::binary_set:
      for (auto left = 1 + draw(4); left > 0; --left)
        value.members.insert(drawn_scalar(member_of(value.type)));
      break;
    case ValueType::list:
      for (auto left = draw(4); left > 0; --left) value.elements.push_back(drawn_value(depth + 1));
      break;
    case ValueType::map:
      for (auto left = draw(4); left > 0; --left)
        value.attributes[drawn_text()] = drawn_value(depth + 1);
      break;
    default: value.scalar = drawn_scalar(value.type);
  }
  return value;
}

inline DrawnItem drawn_item() {
  DrawnItem item{{"pk", {.type = ValueType::string, .scalar = drawn_text()}}};
  for (auto left = draw(6); left > 0; --left) item.emplace(drawn_text(), drawn_value());
  return item;
}

// ---- One of the ways to write it ------------------------------------------------------------------

inline std::string drawn_space() {
  static const std::vector<std::string> spaces{"", "", "", " ", "\n\t", "\r"};
  return spaces[draw(spaces.size())];
}

inline std::string escaped(unsigned unit) {
  static constexpr std::string_view lower = "0123456789abcdef";
  static constexpr std::string_view upper = "0123456789ABCDEF";
  std::string out = "\\u";
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    out += (draw(2) == 0 ? lower : upper)[unit >> shift & 15U];
  }
  return out;
}

// `text`, quoted; any character may be escaped that is one byte, and those that must be are.
inline std::string drawn_string(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (text.substr(i).starts_with("😀") && draw(2) == 0) {
      out += escaped(0xD83D) + escaped(0xDE00);
      i += 3;
    } else if (c < 0x20 || (c < 0x80 && draw(4) == 0)) {
      out += c == '\n' && draw(2) == 0 ? "\\n" : escaped(c);
    } else if (c == '"' || c == '\\' || (c == '/' && draw(2) == 0)) {
      out.append("\\").push_back(text[i]);
    } else {
      out += text[i];
    }
  }
  return out + "\"";
}

// The point anywhere, zeros at both ends, with an exponent that makes up for it.
inline std::string drawn_spelling(const std::string& number) {
  if (number == "0") return draw(2) == 0 ? "-0.00" : draw(2) == 0 ? "0e5" : "0";
  const bool negative = number.starts_with('-');
  const auto e = number.find('e');
  std::string digits = number.substr(negative ? 1 : 0, e - (negative ? 1 : 0));
  int exponent = std::stoi(number.substr(e + 1));
  const auto zeros = draw(3);
  digits.append(zeros, '0');
  exponent -= static_cast<int>(zeros);
  const auto decimals = draw(digits.size() + 1);
  exponent += static_cast<int>(decimals);
  if (decimals > 0 || draw(4) == 0) digits.insert(digits.size() - decimals, ".");
  digits.insert(0, draw(3), '0');
  const std::string sign = negative ? "-" : draw(4) == 0 ? "+" : "";
  if (exponent == 0 && draw(2) == 0) return sign + digits;
  return sign + digits + (draw(2) == 0 ? "e" : "E") + (exponent > 0 && draw(2) == 0 ? "+" : "") +
         std::to_string(exponent);
}

inline std::string drawn_spelling(ValueType type, const std::string& scalar) {
  switch (type) {
    case ValueType::string: return drawn_string(scalar);
    case ValueType::number: return drawn_string(drawn_spelling(scalar));
    case ValueType::binary: return drawn_string(crypto::base64_encode(scalar));
    case ValueType::boolean: return scalar == "1" ? "true" : "false";
    default: return "true";
  }
}

// The parts in any order.
inline std::string joined(std::vector<std::string> parts, bool is_ordered,
                          std::string_view brackets) {
  std::string out(1, brackets[0]);
  for (bool first = true; !parts.empty(); first = false) {
    const auto next =
        parts.begin() + static_cast<std::ptrdiff_t>(is_ordered ? 0 : draw(parts.size()));
    out += (first ? "" : ",") + drawn_space() + *next + drawn_space();
    parts.erase(next);
  }
  return out + drawn_space() + brackets[1];
}

inline std::string spelled(const DrawnItem& item);

inline std::string spelled(const DrawnValue& value) {
  static const std::vector<std::string> names{"",   "S",  "N",  "B", "BOOL", "NULL",
                                              "SS", "NS", "BS", "L", "M"};
  std::vector<std::string> parts;
  std::string content;
  switch (value.type) {
    case ValueType::string_set:
    case ValueType::number_set:
    case ValueType::binary_set:
      for (const auto& member : value.members)
        parts.push_back(drawn_spelling(member_of(value.type), member));
      content = joined(parts, false, "[]");
      break;
    case ValueType::list:
      for (const auto& element : value.elements) parts.push_back(spelled(element));
      content = joined(parts, true, "[]");
      break;
    case ValueType::map: content = spelled(value.attributes); break;
    default: content = drawn_spelling(value.type, value.scalar);
  }
  return "{" + drawn_space() + drawn_string(names[static_cast<std::size_t>(value.type)]) +
         drawn_space() + ":" + drawn_space() + content + drawn_space() + "}";
}

inline std::string spelled(const DrawnItem& item) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : item) {
    parts.push_back(drawn_string(name) + drawn_space() + ":" + drawn_space() + spelled(value));
  }
  return joined(parts, false, "{}");
}

// ---- Something very like it -----------------------------------------------------------------------

inline void change_scalar(ValueType& type, std::string& scalar) {
  const auto digits_end = scalar.find('e');
  if (type == ValueType::number && scalar != "0" && draw(4) != 0) {
    scalar[digits_end - 1] = static_cast<char>('1' + draw(9));
  } else if (type == ValueType::number && draw(2) == 0) {
    scalar = scalar == "0" ? "1e-130" : scalar.starts_with('-') ? scalar.substr(1) : "-" + scalar;
  } else if (type == ValueType::number) {
    type = ValueType::string;
  } else if (type == ValueType::binary && !scalar.empty() && draw(2) == 0) {
    auto& byte = scalar[draw(scalar.size())];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << draw(8)));
  } else if (type == ValueType::boolean && draw(2) == 0) {
    scalar = scalar == "1" ? "0" : "1";
  } else if ((type == ValueType::string || type == ValueType::binary) && draw(2) == 0) {
    scalar = scalar.empty() ? "a" : "";
  } else if (type == ValueType::string) {
    type = ValueType::binary;
  } else if (type == ValueType::binary) {
    scalar += '\0';
  } else {
    type = draw(2) == 0 ? ValueType::null : ValueType::string;
    scalar = "";
  }
}

inline void change_set(DrawnValue& value) {
  auto member = value.members.extract(value.members.begin());
  auto type = member_of(value.type);
  if (value.members.empty() && draw(3) == 0) {
    value = {.type = ValueType::list, .elements = {{.type = type, .scalar = member.value()}}};
  } else if (value.type == ValueType::string_set && draw(3) == 0) {
    value.type = ValueType::binary_set;
    value.members.insert(std::move(member));
  } else if (value.members.empty() || draw(2) == 0) {
    value.members.insert(drawn_scalar(type));
  }
}

inline void change(DrawnItem& item);

// To what is mostly another value, and then as near to it as can be.
inline void change(DrawnValue& value) {
  if (!value.members.empty()) {
    change_set(value);
  } else if (value.type == ValueType::list && value.elements.empty()) {
    value.type = ValueType::map;
  } else if (value.type == ValueType::map && value.attributes.empty()) {
    value.type = ValueType::list;
  } else if (value.type == ValueType::list) {
    const auto at = draw(value.elements.size());
    if (draw(3) == 0) {
      value.elements.erase(value.elements.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (draw(2) == 0) {
      std::swap(value.elements[at], value.elements.front());
    } else {
      change(value.elements[at]);
    }
  } else if (value.type == ValueType::map) {
    change(value.attributes);
  } else {
    change_scalar(value.type, value.scalar);
  }
}

inline void change(DrawnItem& item) {
  const auto at = std::next(item.begin(), static_cast<std::ptrdiff_t>(draw(item.size())));
  const auto other = std::next(item.begin(), static_cast<std::ptrdiff_t>(draw(item.size())));
  const auto kind = draw(8);
  if (kind == 0) {
    item.erase(at);
  } else if (kind == 1) {
    std::swap(at->second, other->second);
  } else if (kind == 2) {
    auto node = item.extract(at);
    node.key() += "a";
    item.insert(std::move(node));
  } else {
    change(at->second);
  }
}

}  // namespace dynaferry::test
