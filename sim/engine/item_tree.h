// Items in the order of the simulated service: by hash of the partition key, then by the ordered
// bytes of the whole key. One tree per table and per index.
//
// Shape: a sorted vector of small sorted chunks, so that inserting is a short move and scanning is
// a walk over memory. Threading: none of its own. Changing the tree invalidates cursors.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace dynaferry::sim {

// Where an item stands.
struct ItemKey {
  std::uint64_t hash = 0;  // Of the partition key.
  std::string bytes;       // All parts of the key, comparable as unsigned bytes.

  auto operator<=>(const ItemKey&) const = default;
};

// A stored item: its key's bytes and its canonical JSON in one allocation.
class Record {
 public:
  Record(const ItemKey& key, std::string_view json, std::size_t size);
  // Becomes another one, in the same memory if that is large enough.
  void assign(const ItemKey& key, std::string_view json, std::size_t size);

  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::string_view key() const { return {bytes_.get(), key_length_}; }
  [[nodiscard]] std::string_view json() const { return {bytes_.get() + key_length_, json_length_}; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool before(std::uint64_t hash, std::string_view key_bytes) const {
    return hash_ != hash ? hash_ < hash : key() < key_bytes;
  }
  [[nodiscard]] bool is(const ItemKey& other) const {
    return hash_ == other.hash && key() == other.bytes;
  }

 private:
  std::uint64_t hash_;
  std::unique_ptr<char[]> bytes_;
  std::uint32_t key_length_;
  std::uint32_t json_length_;
  std::uint32_t size_;
  std::uint32_t capacity_;
};

class ItemTree {
 public:
  // A place between two records; record() is the one behind it.
  struct Cursor {
    std::size_t chunk = 0;
    std::size_t at = 0;
    bool operator==(const Cursor&) const = default;
  };

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  [[nodiscard]] const Record* find(const ItemKey& key) const;
  // Adds or replaces.
  void put(Record record);
  // Whether there was one.
  bool erase(const ItemKey& key);

  // The first place whose record is not before (hash, key_bytes).
  [[nodiscard]] Cursor lower_bound(std::uint64_t hash, std::string_view key_bytes) const;
  [[nodiscard]] Cursor end() const { return {chunks_.size(), 0}; }
  [[nodiscard]] Cursor begin() const { return {0, 0}; }
  [[nodiscard]] const Record& record(Cursor cursor) const {
    return chunks_[cursor.chunk].records[cursor.at];
  }
  [[nodiscard]] Cursor next(Cursor cursor) const;
  [[nodiscard]] Cursor previous(Cursor cursor) const;  // Not of begin().

 private:
  static constexpr std::size_t chunk_limit = 64;

  struct Chunk {
    std::uint64_t first_hash = 0;
    std::vector<Record> records;  // Never empty.
  };

  // The chunk in which (hash, key_bytes) is or belongs. There must be one.
  [[nodiscard]] std::size_t chunk_of(std::uint64_t hash, std::string_view key_bytes) const;
  void split(std::size_t chunk);

  std::vector<Chunk> chunks_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace dynaferry::sim
