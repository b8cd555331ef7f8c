// The hash that item digests are made of: XXH3 of 128 bits, under one secret for text and another for
// numbers, so that neither is ever taken for the other. docs/formats/canonical-item.md is exact.
//
// Immutable after construction, any thread; no failure.

#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "model/digest.h"

namespace dynaferry::model {

class KeyedHash {
 public:
  explicit KeyedHash(const DigestKey& key);

  // XXH3 works on longer text in another way, under which words that change places may go unseen.
  static constexpr std::size_t most_text = 240;

  [[nodiscard]] Digest of_text(std::string_view text) const;
  [[nodiscard]] Digest of_numbers(std::span<const Digest> numbers) const;

 private:
  static constexpr std::size_t secret_size = 192;
  using Secret = std::array<unsigned char, secret_size>;

  alignas(64) Secret for_text_;
  alignas(64) Secret for_numbers_;
};

}  // namespace dynaferry::model
