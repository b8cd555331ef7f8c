// The items of a generated table, each a pure function of (seed, collection, number): its key, its
// place and its JSON in the engine's canonical form. Nothing is stored but what all items share.
//
// Collections are numbered from 0 and are the items of one partition key; their items are numbered
// from 0 in the order of the sort key. Without a sort key each has one.
//
// Threading: one thread at a time; buffers are reused. Failure: none.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "sim/engine/generation.h"
#include "sim/engine/item_tree.h"

namespace dynaferry::sim {

class ItemGenerator {
 public:
  explicit ItemGenerator(Generation generation);

  [[nodiscard]] const Generation& generation() const { return generation_; }
  [[nodiscard]] std::uint64_t collections() const { return collections_; }
  [[nodiscard]] std::uint32_t size_of(std::uint64_t collection) const;

  // The place of a collection: no item is before it.
  [[nodiscard]] const ItemKey& place_of(std::uint64_t collection);
  [[nodiscard]] const ItemKey& place_of(std::uint64_t collection, std::uint32_t number);
  // The JSON of an item behind `out`; its bytes by the service's rule.
  [[nodiscard]] std::size_t append(std::string& out, std::uint64_t collection,
                                   std::uint32_t number);
  // Good until the next. `hash` is that of the collection's place.
  [[nodiscard]] const Record& record(std::uint64_t collection, std::uint32_t number,
                                     std::uint64_t hash);

 private:
  // An attribute in canonical JSON, and its bytes by the service's rule.
  struct Fragment {
    std::string json;
    std::size_t size = 0;
  };

  [[nodiscard]] std::uint32_t planned_size(std::uint64_t collection) const;
  void plan_collections();
  void spell_hash_key(std::uint64_t collection);
  void begin_place(std::uint64_t collection);
  void spell_range_key(std::uint64_t collection, std::uint32_t number);
  // What was spelled, as the value of a key whose beginning is `head`; its bytes.
  [[nodiscard]] std::size_t append_key(std::string& out, std::string_view head, AttributeType type);
  [[nodiscard]] std::size_t append_filler(std::string& out, Random& random, std::size_t target,
                                          std::size_t size);

  Generation generation_;
  std::uint64_t collections_ = 0;
  std::uint32_t last_size_ = 0;  // Of the last collection, which is cut to make the number right.
  std::vector<Fragment> fragments_;
  std::string pool_;        // Where fillers are cut from.
  std::string hash_head_;   // {"pk":{"S":
  std::string range_head_;  // ,"sk":{"S":
  std::string spelled_;     // The value of a key part, as behind its type's letter.
  std::string json_;
  ItemKey place_;
  std::optional<Record> record_;
};

}  // namespace dynaferry::sim
