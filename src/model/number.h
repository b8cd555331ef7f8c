// A number in the one form that its value has, in a small buffer: the rule behind canonical_number(),
// canonical_key() and the digest of an item.
//
// A value; no allocation, no threads.

#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace dynaferry::model {

class CanonicalNumber {
 public:
  static constexpr std::size_t max_digits = 38;

  // Reads a number as the service writes and takes it (facts §3.4). False: not in its grammar, more
  // than 38 significant digits, or an exponent beyond ±100,000; the form is then empty. The service's
  // range, 1E-130 to 9.99…E+125, is not asked for.
  [[nodiscard]] bool read(std::string_view text);

  // "0", or: a sign if negative, the significant digits, "e", the power of ten of the last of them.
  // "-1.50" is "-15e-1". Lives as long as this does, and until the next read().
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }

  // The same as the service writes it, without an exponent: "-1.5"; text() if that has more than
  // max_digits characters. Lives as long.
  [[nodiscard]] std::string_view decimal();
  // Whether that is how it is written already.
  [[nodiscard]] static bool is_decimal(std::string_view text);

 private:
  // The digits up to the exponent; their power of ten without it. Null: no digits.
  const char* read_digits(const char* at, const char* end, long& power);

  std::array<char, 64> text_{};
  std::array<char, max_digits> decimal_{};
  std::size_t size_ = 0;
  std::size_t digits_ = 0;
  long power_ = 0;  // Of the last digit.
};

}  // namespace dynaferry::model
