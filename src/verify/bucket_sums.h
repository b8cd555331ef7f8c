// The difference of two tables in constant memory: for each bucket of keys, the sum of the source's
// item digests less that of the destination's. It is zero where both sides hold the same items,
// whatever the order in which they came (and else with a probability of about 2^-128).
//
// Sums can be taken in any order, from any segments; what was summed so far can be kept as bytes and
// gone on with.
//
// Threading: none of its own. Values; to_bytes() is a copy of all of it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "model/item_digest.h"

namespace dynaferry::verify {

enum class Side : unsigned char { source, destination };

class BucketSums {
 public:
  static constexpr unsigned most_bits = 19;  // 8 MiB, of which a checkpoint takes some copies.

  // 2^bits buckets, bits <= most_bits.
  explicit BucketSums(unsigned bits) : bits_(bits), sums_(std::size_t{1} << bits) {}

  // Enough buckets for so many items that few share one with an item that differs.
  [[nodiscard]] static unsigned bits_for(std::uint64_t items);

  void add(Side side, const model::ItemDigest& item);
  // Whether the sides differ in the bucket of that key.
  [[nodiscard]] bool differ_at(const model::Digest& key) const {
    return !sums_[place(key)].is_zero();
  }
  [[nodiscard]] std::uint64_t differing() const;  // Buckets.

  [[nodiscard]] unsigned bits() const { return bits_; }
  [[nodiscard]] std::string to_bytes() const;
  // Fault: corrupt (another length).
  [[nodiscard]] static Result<BucketSums> from_bytes(unsigned bits, std::string_view bytes);

 private:
  [[nodiscard]] std::size_t place(const model::Digest& key) const {
    return static_cast<std::size_t>(key.high) & (sums_.size() - 1);
  }

  unsigned bits_;
  std::vector<model::Digest> sums_;
};

}  // namespace dynaferry::verify
