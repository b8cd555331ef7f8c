#include "sim/engine/generated_items.h"

#include <algorithm>
#include <limits>

#include "core/check.h"

namespace dynaferry::sim {

GeneratedItems::GeneratedItems(Generation generation) : generator_(std::move(generation)) {
  check(generator_.collections() <= std::numeric_limits<std::uint32_t>::max(),
        "simulator: too many partition keys to generate");
  put_in_order();
  guess_bytes();
}

// Into buckets by the top of the hash, which is even, and then each bucket: linear, and without a
// copy of the whole. The keys are computed twice instead.
void GeneratedItems::put_in_order() {
  const auto collections = generator_.collections();
  unsigned bits = 1;
  while (bits < 20 && (collections >> bits) > 64) ++bits;
  const auto shift = 64 - bits;
  std::vector<std::size_t> ends(std::size_t{1} << bits);
  for (std::uint64_t id = 0; id < collections; ++id) {
    ++ends[generator_.place_of(id).hash >> shift];
  }
  std::size_t sum = 0;
  for (auto& end : ends) sum += std::exchange(end, sum);
  hashes_.resize(collections);
  ids_.resize(collections);
  for (std::uint64_t id = 0; id < collections; ++id) {
    const auto hash = generator_.place_of(id).hash;
    const auto place = ends[hash >> shift]++;
    hashes_[place] = hash;
    ids_[place] = static_cast<std::uint32_t>(id);
  }
  std::size_t begin = 0;
  for (const auto end : ends) {
    sort_bucket(begin, end);
    begin = end;
  }
}

void GeneratedItems::sort_bucket(std::size_t begin, std::size_t end) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> bucket;
  bucket.reserve(end - begin);
  for (auto i = begin; i < end; ++i) bucket.emplace_back(hashes_[i], ids_[i]);
  std::ranges::sort(bucket, [this](const auto& left, const auto& right) {
    if (left.first != right.first) return left.first < right.first;
    const auto bytes = generator_.place_of(left.second).bytes;
    return bytes < generator_.place_of(right.second).bytes;
  });
  for (auto i = begin; i < end; ++i) std::tie(hashes_[i], ids_[i]) = bucket[i - begin];
}

void GeneratedItems::guess_bytes() {
  constexpr std::size_t most = 1000;
  const auto sample = std::min(most, ids_.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < sample; ++i) {
    bytes += record({i * ids_.size() / sample, 0}).size();
  }
  if (sample > 0) bytes_ = bytes * count() / sample;
}

ContentDigest GeneratedItems::digest() const {
  ContentDigest digest;
  for (auto cursor = begin(); cursor != end(); cursor = next(cursor)) digest.add(record(cursor));
  return digest;
}

const Record* GeneratedItems::find(const ItemKey& key) const {
  const auto cursor = lower_bound(key.hash, key.bytes);
  if (cursor == end()) return nullptr;
  const auto& found = record(cursor);
  return found.is(key) ? &found : nullptr;
}

GeneratedItems::Cursor GeneratedItems::lower_bound(std::uint64_t hash,
                                                   std::string_view key_bytes) const {
  const auto first = std::ranges::lower_bound(hashes_, hash);
  auto at = static_cast<std::size_t>(first - hashes_.begin());
  for (; at < hashes_.size() && hashes_[at] == hash; ++at) {
    std::uint32_t low = 0;
    std::uint32_t high = generator_.size_of(ids_[at]);
    const auto size = high;
    while (low < high) {
      const auto middle = low + (high - low) / 2;
      if (generator_.place_of(ids_[at], middle).bytes < key_bytes) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low < size) return {at, low};
  }
  return {at, 0};
}

const Record& GeneratedItems::record(Cursor cursor) const {
  return generator_.record(ids_[cursor.at], cursor.number, hashes_[cursor.at]);
}

GeneratedItems::Cursor GeneratedItems::next(Cursor cursor) const {
  if (cursor.number + 1 < generator_.size_of(ids_[cursor.at])) {
    return {cursor.at, cursor.number + 1};
  }
  return {cursor.at + 1, 0};
}

GeneratedItems::Cursor GeneratedItems::previous(Cursor cursor) const {
  if (cursor.number > 0) return {cursor.at, cursor.number - 1};
  return {cursor.at - 1, generator_.size_of(ids_[cursor.at - 1]) - 1};
}

}  // namespace dynaferry::sim
