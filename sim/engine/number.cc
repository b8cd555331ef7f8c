#include "sim/engine/number.h"

#include <algorithm>

namespace dynaferry::sim {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The text of a number taken apart: sign, digits with a point in them, power of ten.
struct Spelling {
  bool negative = false;
  std::string_view mantissa;
  long power = 0;
};

// Reads "[+-]digits" that end the text; far beyond any range the value stays put.
bool read_power(std::string_view text, long& power) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return false;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    power = std::min(power * 10 + (c - '0'), 1'000'000L);
  }
  if (negative) power = -power;
  return true;
}

bool read_spelling(std::string_view text, Spelling& spelling) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    spelling.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  std::size_t digits = 0;
  std::size_t points = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      ++digits;
    } else if (text[at] == '.') {
      ++points;
    } else {
      break;
    }
  }
  if (digits == 0 || points > 1) return false;
  spelling.mantissa = text.substr(0, at);
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  return read_power(text.substr(at + 1), spelling.power);
}

Refusal not_a_number(std::string_view text) {
  if (text.empty()) return validation("The parameter cannot be converted to a numeric value");
  return validation("The parameter cannot be converted to a numeric value: " + std::string(text));
}

Refusal overflow() {
  return validation(
      "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

}  // namespace

Outcome<Number> Number::parse(std::string_view text) {
  Spelling spelling;
  if (!read_spelling(text, spelling)) return not_a_number(text);

  Number number;
  number.negative_ = spelling.negative;
  long before_point = 0;  // Digits before the point, counted from the first that is not zero.
  long leading = 0;       // Zeros between the point and the first digit that is not zero.
  bool point = false;
  std::size_t zeros = 0;  // Zeros that matter only if another digit follows.
  bool too_long = false;
  for (const char c : spelling.mantissa) {
    if (c == '.') {
      point = true;
      continue;
    }
    const bool started = number.count_ > 0;
    if (!point && (started || c != '0')) ++before_point;
    if (c == '0') {
      if (started) ++zeros;
      if (!started && point) ++leading;
      continue;
    }
    if (number.count_ + zeros + 1 > max_digits) {
      too_long = true;
      continue;
    }
    for (; zeros > 0; --zeros) number.digits_[number.count_++] = '0';
    number.digits_[number.count_++] = c;
  }
  if (number.count_ == 0) {
    // The service's quirk: 0e126 is too large, 0.0e126 is not (facts §3.4).
    const auto at = spelling.mantissa.find('.');
    const auto behind = at == std::string_view::npos ? 0 : spelling.mantissa.size() - at - 1;
    if (spelling.power - static_cast<long>(behind) > max_exponent) return overflow();
    return Number{};
  }
  const long exponent = (before_point > 0 ? before_point - 1 : -leading - 1) + spelling.power;
  if (exponent > max_exponent) return overflow();
  if (exponent < min_exponent) {
    return validation(
        "Number underflow. Attempting to store a number with magnitude smaller than supported "
        "range");
  }
  if (too_long) {
    return validation("Attempting to store more than 38 significant digits in a Number");
  }
  number.exponent_ = static_cast<int>(exponent);
  return number;
}

void Number::append_text(std::string& out) const {
  if (is_zero()) {
    out += '0';
    return;
  }
  if (negative_) out += '-';
  const auto count = static_cast<std::size_t>(count_);
  if (exponent_ < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent_ - 1), '0');
    out.append(digits_.data(), count);
    return;
  }
  const auto whole = static_cast<std::size_t>(exponent_) + 1;
  if (count <= whole) {
    out.append(digits_.data(), count);
    out.append(whole - count, '0');
    return;
  }
  out.append(digits_.data(), whole);
  out += '.';
  out.append(digits_.data() + whole, count - whole);
}

void Number::append_ordered(std::string& out) const {
  if (is_zero()) {
    out += '\x01';
    return;
  }
  out += negative_ ? '\x00' : '\x02';
  const auto flip = static_cast<unsigned char>(negative_ ? 0xFF : 0x00);
  const auto put = [&](int byte) { out += static_cast<char>(static_cast<unsigned>(byte) ^ flip); };
  put(exponent_ - min_exponent);
  for (std::size_t i = 0; i < count_; ++i) put(digits_[i]);
  put(0);
}

std::size_t Number::size() const {
  if (is_zero()) return 1;
  const int whole = std::clamp(exponent_ + 1, 0, static_cast<int>(count_));
  const int fraction = count_ - whole;
  return 1U + static_cast<std::size_t>((whole + 1) / 2 + (fraction + 1) / 2) +
         (negative_ ? 1U : 0U);
}

}  // namespace dynaferry::sim
