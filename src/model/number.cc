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
  const auto written =
      std::to_chars(text_.data() + size_, text_.data() + text_.size(), power + exponent);
  size_ = static_cast<std::size_t>(written.ptr - text_.data());
  return true;
}

}  // namespace dynaferry::model
