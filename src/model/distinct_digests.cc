#include "model/distinct_digests.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace dynaferry::model {
namespace {

constexpr std::size_t kFew = 16;

}  // namespace

bool DistinctDigests::are_distinct(std::span<const Digest> digests) {
  if (digests.size() > kFew) return are_many_distinct(digests);
  for (std::size_t i = 1; i < digests.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (digests[i] == digests[j]) return false;
    }
  }
  return true;
}

bool DistinctDigests::are_many_distinct(std::span<const Digest> digests) {
  const auto size = std::bit_ceil(2 * digests.size());
  if (places_.size() < size) places_.resize(size);
  std::fill_n(places_.begin(), size, 0);
  for (std::size_t i = 0; i < digests.size(); ++i) {
    auto place = digests[i].low & (size - 1);
    for (; places_[place] != 0; place = (place + 1) & (size - 1)) {
      if (digests[places_[place] - 1] == digests[i]) return false;
    }
    places_[place] = static_cast<std::uint32_t>(i + 1);
  }
  return true;
}

}  // namespace dynaferry::model
