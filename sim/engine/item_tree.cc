#include "sim/engine/item_tree.h"

#include <algorithm>
#include <iterator>

namespace dynaferry::sim {

Record::Record(const ItemKey& key, std::string_view json, std::size_t size)
    : hash_(key.hash),
      bytes_(new char[key.bytes.size() + json.size()]),
      key_length_(static_cast<std::uint32_t>(key.bytes.size())),
      json_length_(static_cast<std::uint32_t>(json.size())),
      size_(static_cast<std::uint32_t>(size)),
      capacity_(key_length_ + json_length_) {
  std::ranges::copy(json, std::ranges::copy(key.bytes, bytes_.get()).out);
}

void Record::assign(const ItemKey& key, std::string_view json, std::size_t size) {
  if (key.bytes.size() + json.size() > capacity_) {
    *this = Record(key, json, size);
    return;
  }
  hash_ = key.hash;
  key_length_ = static_cast<std::uint32_t>(key.bytes.size());
  json_length_ = static_cast<std::uint32_t>(json.size());
  size_ = static_cast<std::uint32_t>(size);
  std::ranges::copy(json, std::ranges::copy(key.bytes, bytes_.get()).out);
}

std::size_t ItemTree::chunk_of(std::uint64_t hash, std::string_view key_bytes) const {
  const auto behind = std::partition_point(chunks_.begin(), chunks_.end(), [&](const Chunk& chunk) {
    if (chunk.first_hash != hash) return chunk.first_hash < hash;
    return chunk.records.front().key() <= key_bytes;
  });
  const auto index = static_cast<std::size_t>(behind - chunks_.begin());
  return index == 0 ? 0 : index - 1;
}

ItemTree::Cursor ItemTree::lower_bound(std::uint64_t hash, std::string_view key_bytes) const {
  if (chunks_.empty()) return end();
  const auto chunk = chunk_of(hash, key_bytes);
  const auto& records = chunks_[chunk].records;
  const auto place =
      std::partition_point(records.begin(), records.end(),
                           [&](const Record& record) { return record.before(hash, key_bytes); });
  if (place == records.end()) return {chunk + 1, 0};
  return {chunk, static_cast<std::size_t>(place - records.begin())};
}

const Record* ItemTree::find(const ItemKey& key) const {
  const auto cursor = lower_bound(key.hash, key.bytes);
  if (cursor == end() || !record(cursor).is(key)) return nullptr;
  return &record(cursor);
}

void ItemTree::put(Record record) {
  bytes_ += record.size();
  const auto chunk = chunks_.empty() ? 0 : chunk_of(record.hash(), record.key());
  if (chunks_.empty()) {
    chunks_.emplace_back();
    chunks_.back().records.reserve(chunk_limit);
  }
  auto& [first_hash, records] = chunks_[chunk];
  const auto place = std::partition_point(records.begin(), records.end(), [&](const Record& other) {
    return other.before(record.hash(), record.key());
  });
  if (place != records.end() && place->hash() == record.hash() && place->key() == record.key()) {
    bytes_ -= place->size();
    *place = std::move(record);
    return;
  }
  records.insert(place, std::move(record));
  first_hash = records.front().hash();
  ++count_;
  if (records.size() == chunk_limit) split(chunk);
}

void ItemTree::split(std::size_t chunk) {
  Chunk upper;
  upper.records.reserve(chunk_limit);
  auto& records = chunks_[chunk].records;
  const auto middle = records.begin() + chunk_limit / 2;
  std::move(middle, records.end(), std::back_inserter(upper.records));
  records.erase(middle, records.end());
  upper.first_hash = upper.records.front().hash();
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(chunk) + 1, std::move(upper));
}

bool ItemTree::erase(const ItemKey& key) {
  const auto cursor = lower_bound(key.hash, key.bytes);
  if (cursor == end() || !record(cursor).is(key)) return false;
  auto& [first_hash, records] = chunks_[cursor.chunk];
  bytes_ -= records[cursor.at].size();
  --count_;
  records.erase(records.begin() + static_cast<std::ptrdiff_t>(cursor.at));
  if (records.empty()) {
    chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(cursor.chunk));
  } else {
    first_hash = records.front().hash();
  }
  return true;
}

ItemTree::Cursor ItemTree::next(Cursor cursor) const {
  if (cursor.at + 1 < chunks_[cursor.chunk].records.size()) return {cursor.chunk, cursor.at + 1};
  return {cursor.chunk + 1, 0};
}

ItemTree::Cursor ItemTree::previous(Cursor cursor) const {
  if (cursor.at > 0) return {cursor.chunk, cursor.at - 1};
  return {cursor.chunk - 1, chunks_[cursor.chunk - 1].records.size() - 1};
}

}  // namespace dynaferry::sim
