#include "model/number.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace dynaferry::model {
namespace {

constexpr long kMaxExponent = 100'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view digits_at(const char* at, const char* end) {
  const char* const begin = at;
  while (at != end && is_digit(*at)) ++at;
  return {begin, at};
}

void trim_begin(std::string_view& digits) {
  while (!digits.empty() && digits.front() == '0') digits.remove_prefix(1);
}

void trim_end(std::string_view& digits) {
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
}

// What follows the digits: nothing, or e and an exponent.
bool read_exponent(const char* at, const char* end, long& exponent) {
  exponent = 0;
  if (at == end) return true;
  if (*at != 'e' && *at != 'E') return false;
  ++at;
  if (end - at > 1 && *at == '+' && is_digit(at[1])) ++at;
  const auto [rest, error] = std::from_chars(at, end, exponent);
  return error == std::errc{} && rest == end && std::abs(exponent) <= kMaxExponent;
}

}  // namespace

const char* CanonicalNumber::read_digits(const char* at, const char* end, long& power) {
  auto whole = digits_at(at, end);
  at += whole.size();
  std::string_view fraction;
  if (at != end && *at == '.') {
    fraction = digits_at(++at, end);
    at += fraction.size();
  }
  if (whole.empty() && fraction.empty()) return nullptr;
  // Zeros at either end do not count.
  const auto written = whole.size();
  trim_end(fraction);
  if (fraction.empty()) trim_end(whole);
  power = static_cast<long>(written - whole.size()) - static_cast<long>(fraction.size());
  trim_begin(whole);
  if (whole.empty()) trim_begin(fraction);
  digits_ = whole.size() + fraction.size();
  if (digits_ > max_digits) return nullptr;
  size_ = static_cast<std::size_t>(
      std::ranges::copy(fraction, std::ranges::copy(whole, text_.data() + size_).out).out -
      text_.data());
  return at;
}

bool CanonicalNumber::read(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  size_ = digits_ = 0;
  power_ = 0;
  if (at != end && (*at == '-' || *at == '+')) {
    if (*at == '-') text_[size_++] = '-';
    ++at;
  }
  long power = 0;
  long exponent = 0;
  at = read_digits(at, end, power);
  if (at == nullptr || !read_exponent(at, end, exponent)) {
    size_ = 0;
    return false;
  }
  if (digits_ == 0) {
    text_[0] = '0';
    size_ = 1;
    return true;
  }
  text_[size_++] = 'e';
  power_ = power + exponent;
  const auto written = std::to_chars(text_.data() + size_, text_.data() + text_.size(), power_);
  size_ = static_cast<std::size_t>(written.ptr - text_.data());
  return true;
}

std::string_view CanonicalNumber::decimal() {
  if (digits_ == 0) return text();
  const std::size_t sign = text_[0] == '-' ? 1 : 0;
  const std::string_view digits(text_.data() + sign, digits_);
  const auto whole =
      static_cast<long>(digits_) + power_;  // Digits before the point, or zeros behind it.
  const auto size =
      static_cast<long>(sign) + (whole > 0 ? whole : 1) + (power_ < 0 ? 1 - power_ : 0);
  if (size > static_cast<long>(max_digits)) return text();
  std::ranges::fill(decimal_, '0');
  if (sign > 0) decimal_[0] = '-';
  char* to = decimal_.data() + sign;
  if (power_ >= 0) {
    std::ranges::copy(digits, to);
  } else if (whole > 0) {
    const auto before = static_cast<std::size_t>(whole);
    to = std::ranges::copy(digits.substr(0, before), to).out;
    *to = '.';
    std::ranges::copy(digits.substr(before), to + 1);
  } else {
    to[1] = '.';
    std::ranges::copy(digits, to + 2 - whole);
  }
  return {decimal_.data(), static_cast<std::size_t>(size)};
}

bool CanonicalNumber::is_decimal(std::string_view text) {
  if (text.size() > max_digits) return false;
  const char* at = text.data();
  const char* const end = at + text.size();
  const bool negative = at != end && *at == '-';
  if (negative) ++at;
  const auto whole = digits_at(at, end);
  at += whole.size();
  if (whole.empty() || (whole.front() == '0' && whole.size() > 1)) return false;
  if (at == end) return whole.front() != '0' || !negative;
  return *at == '.' && digits_at(at + 1, end).end() == end && end[-1] != '0' && end[-1] != '.';
}

}  // namespace dynaferry::model
