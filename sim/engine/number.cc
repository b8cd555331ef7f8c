#include "sim/engine/number.h"

#include <algorithm>
#include <functional>

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

// What nearly every number is: digits, the first of them no zero, and perhaps a point within them.
struct UsualNumber {
  std::size_t count = 0;  // Without zeros at the end; 0: it is spelled in another way.
  int before_point = 0;
};

template <std::size_t Most>
UsualNumber read_usual(std::string_view text, std::array<char, Most>& digits) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || text.size() > Most || text.front() == '0' || text.front() == '.') return {};
  auto point = text.size();
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits[count++] = text[i];
    } else if (text[i] == '.' && point == text.size()) {
      point = i;
    } else {
      return {};
    }
  }
  while (digits[count - 1] == '0') --count;
  return {count, static_cast<int>(point)};
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

Refusal underflow() {
  return validation(
      "Number underflow. Attempting to store a number with magnitude smaller than supported range");
}

Refusal overflow() {
  return validation(
      "Number overflow. Attempting to store a number with magnitude larger than supported range");
}

// Decimal places from the highest that a sum can have down to the lowest that a number can.
constexpr int top_place = Number::max_exponent + 1;
constexpr int low_place = Number::min_exponent - static_cast<int>(Number::max_digits) + 1;
using Places = std::array<int, top_place - low_place + 1>;

// Makes every place a digit of one sign; answers whether that sign is minus.
bool settle(Places& places) {
  const auto leading = std::ranges::find_if(places, [](int place) { return place != 0; });
  const bool negative = leading != places.end() && *leading < 0;
  if (negative) std::ranges::transform(places, places.begin(), std::negate<>{});
  for (std::size_t i = places.size() - 1; i > 0; --i) {
    const int carry = places[i] < 0 ? -1 : places[i] / 10;
    places[i] -= carry * 10;
    places[i - 1] += carry;
  }
  return negative;
}

}  // namespace

Outcome<Number> Number::parse(std::string_view text) {
  Number number;
  if (const auto usual = read_usual(text, number.digits_); usual.count > 0) {
    number.negative_ = text.front() == '-';
    number.count_ = static_cast<unsigned char>(usual.count);
    number.exponent_ = usual.before_point - 1;
    return number;
  }
  Spelling spelling;
  if (!read_spelling(text, spelling)) return not_a_number(text);

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
  if (exponent < min_exponent) return underflow();
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
  std::array<char, max_digits + 3> bytes{};
  std::size_t size = 0;
  bytes[size++] = negative_ ? '\x00' : '\x02';
  const auto flip = static_cast<unsigned char>(negative_ ? 0xFF : 0x00);
  const auto put = [&](int byte) {
    bytes[size++] = static_cast<char>(static_cast<unsigned>(byte) ^ flip);
  };
  put(exponent_ - min_exponent);
  for (std::size_t i = 0; i < count_; ++i) put(digits_[i]);
  put(0);
  out.append(bytes.data(), size);
}

Number Number::negated() const {
  auto number = *this;
  number.negative_ = !is_zero() && !negative_;
  return number;
}

Outcome<Number> Number::plus(const Number& other) const {
  Places places{};
  for (const auto* number : {this, &other}) {
    for (int i = 0; i < number->count_; ++i) {
      const int digit = number->digits_[static_cast<std::size_t>(i)] - '0';
      const int place = top_place - number->exponent_ + i;
      places[static_cast<std::size_t>(place)] += number->negative_ ? -digit : digit;
    }
  }
  Number sum;
  sum.negative_ = settle(places);
  const auto is_digit_there = [](int place) { return place != 0; };
  const auto first = std::ranges::find_if(places, is_digit_there);
  if (first == places.end()) return Number{};
  const auto behind = std::find_if(places.rbegin(), places.rend(), is_digit_there).base();
  sum.exponent_ = top_place - static_cast<int>(first - places.begin());
  if (sum.exponent_ > max_exponent) return overflow();
  if (behind - first > static_cast<std::ptrdiff_t>(max_digits)) {
    return validation("DynamoDB only supports precision up to 38 digits");
  }
  if (sum.exponent_ < min_exponent) return underflow();
  for (auto at = first; at != behind; ++at) {
    sum.digits_[sum.count_++] = static_cast<char>('0' + *at);
  }
  return sum;
}

std::size_t Number::size() const {
  if (is_zero()) return 1;
  const int whole = std::clamp(exponent_ + 1, 0, static_cast<int>(count_));
  const int fraction = count_ - whole;
  return 1U + static_cast<std::size_t>((whole + 1) / 2 + (fraction + 1) / 2) +
         (negative_ ? 1U : 0U);
}

}  // namespace dynaferry::sim
