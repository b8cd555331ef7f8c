#include "model/number.h"

#include <charconv>
#include <cstdlib>

namespace dynaferry::model {
namespace {

constexpr long kMaxExponent = 100'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

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
  bool any = false;
  bool point = false;
  std::size_t zeros = 0;  // Since the last other digit: they count only if one follows.
  long decimals = 0;
  for (; at != end && (is_digit(*at) || (*at == '.' && !point)); ++at) {
    if (*at == '.') {
      point = true;
      continue;
    }
    any = true;
    decimals += point ? 1 : 0;
    if (*at == '0') {
      zeros += digits_ > 0 ? 1 : 0;
      continue;
    }
    if (digits_ + zeros >= max_digits) return nullptr;
    for (; zeros > 0; --zeros, ++digits_) text_[size_++] = '0';
    text_[size_++] = *at;
    ++digits_;
  }
  power = static_cast<long>(zeros) - decimals;
  return any ? at : nullptr;
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
