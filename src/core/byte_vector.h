// Sixteen bytes that are compared at once, in what both compilers make vector instructions of.
//
// Pure functions, any thread.

#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace dynaferry {

using ByteVector [[gnu::vector_size(16)]] = unsigned char;

[[nodiscard]] inline ByteVector byte_vector_at(const char* at) {
  ByteVector bytes;
  std::memcpy(&bytes, at, sizeof(bytes));
  return bytes;
}

// A bit for each byte of which a comparison was true, the lowest for the first.
template <typename Compared>
[[nodiscard]] unsigned bits_of(Compared compared) {
  static_assert(sizeof(compared) == sizeof(ByteVector));
#ifdef __SSE2__
  __m128i bytes;
  std::memcpy(&bytes, &compared, sizeof(bytes));
  return static_cast<unsigned>(_mm_movemask_epi8(bytes));
#else
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), &compared, sizeof(halves));
  const auto bits = [](std::uint64_t half) {
    return static_cast<unsigned>((half & 0x0101010101010101) * 0x0102040810204080 >> 56U);
  };
  return bits(halves[0]) | bits(halves[1]) << 8U;
#endif
}

}  // namespace dynaferry
