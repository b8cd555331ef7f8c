// The hash that item digests are made of: XXH3 of 128 bits under a secret of its own for each use, so
// that a hash made for one use is never one for another. docs/formats/canonical-item.md is exact.
//
// Immutable after construction, any thread; no failure.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/digest.h"

namespace dynaferry::model {

// The numbers are part of the format.
enum class HashUse : std::uint8_t {
  string = 1,
  number = 2,
  binary = 3,
  boolean = 4,
  null = 5,
  string_set = 6,
  number_set = 7,
  binary_set = 8,
  list = 9,
  map = 10,
  name = 11,    // Of an attribute, or of a map's member.
  member = 12,  // A name with its value.
  item = 13,
  key = 14,
};

class KeyedHash {
 public:
  explicit KeyedHash(const DigestKey& key);

  [[nodiscard]] Digest of(HashUse use, std::string_view bytes) const;
  // Of the name's digest and the value's.
  [[nodiscard]] Digest of_member(const Digest& name, const Digest& value) const;
  // Of many without order: the sum of their digests, and how many there are.
  [[nodiscard]] Digest of_sum(HashUse use, const Digest& sum, std::uint64_t count) const;

 private:
  static constexpr std::size_t uses = 15;
  static constexpr std::size_t secret_size = 192;
  using Secret = std::array<unsigned char, secret_size>;

  [[nodiscard]] const Secret& secret_of(HashUse use) const {
    return secrets_[static_cast<std::size_t>(use)];
  }

  alignas(64) std::array<Secret, uses> secrets_{};
};

}  // namespace dynaferry::model
