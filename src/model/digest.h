// 128-bit digests that can be added and taken away: what two tables are compared by.
//
// Values; no threads, no failure.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dynaferry::model {

// A number modulo 2^128.
struct Digest {
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  constexpr Digest& operator+=(const Digest& other) {
    low += other.low;
    high += other.high + (low < other.low ? 1U : 0U);
    return *this;
  }
  constexpr Digest& operator-=(const Digest& other) {
    const auto borrow = low < other.low ? 1U : 0U;
    low -= other.low;
    high -= other.high + borrow;
    return *this;
  }
  [[nodiscard]] constexpr bool is_zero() const { return low == 0 && high == 0; }
  constexpr auto operator<=>(const Digest&) const = default;
};

// 32 hexadecimal digits, the most significant first.
[[nodiscard]] std::string to_hex(const Digest& digest);

// What digests are made under. Whoever does not know it cannot make two items look alike; a verify
// draws a new one, unless it is told which to take. It is no secret afterwards.
using DigestKey = std::array<std::uint8_t, 16>;

// From 32 hexadecimal digits; absent if it is anything else.
[[nodiscard]] std::optional<DigestKey> digest_key_from(std::string_view hex);

}  // namespace dynaferry::model
