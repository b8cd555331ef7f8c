// Which attributes make a key, and how a key becomes the place of an item: hash and ordered bytes.
// The place is a fixed function of the key's value, the same in every table (facts §3.6).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/item_image.h"
#include "sim/engine/item_tree.h"

namespace dynaferry::sim {

struct KeyPart {
  std::string name;
  AttributeType type = AttributeType::s;  // s, n or b.
};

inline constexpr std::size_t max_hash_key_size = 2048;
inline constexpr std::size_t max_range_key_size = 1024;

// The bytes of one key part behind `out`: they sort as the values do and none is the beginning of
// another. `content` is what stands behind the type's letter and has been validated.
void append_key_part(std::string& out, AttributeType type, dom::element content);
void append_key_part(std::string& out, AttributeType type, std::string_view content);
// The same without the mark of the end, so that it is the beginning of what begins with it.
void append_key_prefix(std::string& out, AttributeType type, dom::element content);

[[nodiscard]] std::uint64_t hash_of(std::string_view hash_part_bytes);

// The key of a table, or of one of its indexes.
struct KeyLayout {
  std::vector<KeyPart> hash;   // One; up to four in a global index.
  std::vector<KeyPart> range;  // None or one; up to four in a global index.

  [[nodiscard]] std::size_t size() const { return hash.size() + range.size(); }
  [[nodiscard]] const KeyPart* find(std::string_view name) const;

  // The place of an image that has every part, of the right type; absent if a part is missing.
  [[nodiscard]] std::optional<ItemKey> place_of(const ItemImage& image) const;
};

// The place of an item of a table, checked as PutItem checks it.
[[nodiscard]] Outcome<ItemKey> key_of_item(const KeyLayout& layout, const ItemImage& image);

// The key of an item of a table that keeps no items, in the spelling of canonical text, which every
// value has but one of: two are the same item if their keys are equal.
struct SpelledKey {
  std::uint64_t hash = 0;
  std::string_view partition;
  std::string_view sort{};  // Empty where the table has none; nowhere else.

  bool operator==(const SpelledKey&) const = default;
};
// Of an image whose text is canonical, checked as key_of_item does. `room` is a buffer to work in.
[[nodiscard]] Outcome<SpelledKey> spelled_key_of_item(std::string& room, const KeyLayout& layout,
                                                      const ItemImage& image);
// The place that a Key names: exactly the key's attributes.
[[nodiscard]] Outcome<ItemKey> key_of_key(const KeyLayout& layout, const ItemImage& key);

}  // namespace dynaferry::sim
