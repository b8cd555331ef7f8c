#include "sim/engine/content_digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dynaferry::sim {
namespace {

constexpr unsigned range_shift = 64 - 10;
static_assert(ContentDigest::range_count == std::size_t{1} << (64 - range_shift));

std::string text_of(const ContentDigest::Range& range) {
  return std::to_string(range.items) + " items, " + std::to_string(range.bytes) + " bytes";
}

}  // namespace

void ContentDigest::add(std::uint64_t hash, std::string_view json, std::size_t size) {
  const auto content = XXH3_128bits(json.data(), json.size());
  auto& range = ranges_[hash >> range_shift];
  range.sum_low += content.low64;
  range.sum_high += content.high64 + (range.sum_low < content.low64 ? 1 : 0);
  ++range.items;
  range.bytes += size;
  ++items_;
  bytes_ += size;
}

std::vector<std::size_t> ContentDigest::differences(const ContentDigest& other) const {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < range_count; ++i) {
    if (ranges_[i] != other.ranges_[i]) out.push_back(i);
  }
  return out;
}

std::string ContentDigest::difference_text(const ContentDigest& other) const {
  constexpr std::size_t most_told = 10;
  const auto different = differences(other);
  std::string out;
  for (std::size_t i = 0; i < different.size() && i < most_told; ++i) {
    const auto number = different[i];
    out += "range " + std::to_string(number) + ": " + text_of(ranges_[number]) + ", not " +
           text_of(other.ranges_[number]) + "\n";
  }
  if (different.size() > most_told) {
    out += "and " + std::to_string(different.size() - most_told) + " ranges more\n";
  }
  return out;
}

}  // namespace dynaferry::sim
