// The items of a generated table in the order of the service, without being stored: in memory is
// only the order of the partition keys, 12 bytes for each. Looks like an ItemTree to who reads.
//
// Threading: one thread at a time, reading included. A record() or find() is good until the next.
// Failure: more partition keys than 2^32 are a broken invariant.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/content_digest.h"
#include "sim/engine/item_generator.h"

namespace dynaferry::sim {

class GeneratedItems {
 public:
  // A place between two records; record() is the one behind it.
  struct Cursor {
    std::size_t at = 0;  // In the order of collections.
    std::uint32_t number = 0;
    bool operator==(const Cursor&) const = default;
  };

  explicit GeneratedItems(Generation generation);

  [[nodiscard]] const Generation& generation() const { return generator_.generation(); }
  [[nodiscard]] std::size_t count() const { return generator_.generation().items; }
  // Guessed from a sample: adding them up would mean to generate them all.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  [[nodiscard]] ContentDigest digest() const;

  [[nodiscard]] const Record* find(const ItemKey& key) const;
  [[nodiscard]] Cursor lower_bound(std::uint64_t hash, std::string_view key_bytes) const;
  [[nodiscard]] Cursor begin() const { return {0, 0}; }
  [[nodiscard]] Cursor end() const { return {ids_.size(), 0}; }
  [[nodiscard]] const Record& record(Cursor cursor) const;
  // The JSON of record() behind `out`, and its size(): what most readers want of it, for less.
  [[nodiscard]] std::size_t append(std::string& out, Cursor cursor) const {
    return generator_.append(out, ids_[cursor.at], cursor.number);
  }
  [[nodiscard]] Cursor next(Cursor cursor) const;
  [[nodiscard]] Cursor previous(Cursor cursor) const;  // Not of begin().

 private:
  void put_in_order();
  void sort_bucket(std::size_t begin, std::size_t end);
  void guess_bytes();

  mutable ItemGenerator generator_;  // For its buffers.
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> ids_;
  std::size_t bytes_ = 0;
};

}  // namespace dynaferry::sim
