// DynamoDB's numbers: 38 significant decimal digits, 1E-130 … 9.99…E+125, compared by value
// (facts §3.4). Pure values, any thread.

#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "sim/engine/answer.h"

namespace dynaferry::sim {

class Number {
 public:
  static constexpr std::size_t max_digits = 38;
  static constexpr int min_exponent = -130;
  static constexpr int max_exponent = 125;

  // The service's grammar and range; its own error texts.
  [[nodiscard]] static Outcome<Number> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return count_ == 0; }
  // Plain decimal without exponent, as the service gives numbers back.
  void append_text(std::string& out) const;
  // Bytes that sort, compared unsigned, as the values do; self-delimiting.
  void append_ordered(std::string& out) const;
  // Exact, or refused: more than 38 digits are no result.
  [[nodiscard]] Outcome<Number> plus(const Number& other) const;
  [[nodiscard]] Number negated() const;
  // Bytes that this number counts in an item's size (facts §3.3).
  [[nodiscard]] std::size_t size() const;

 private:
  // ±d.ddd × 10^exponent_, without leading or trailing zeros; zero has no digits.
  std::array<char, max_digits> digits_{};
  unsigned char count_ = 0;
  bool negative_ = false;
  int exponent_ = 0;
};

}  // namespace dynaferry::sim
