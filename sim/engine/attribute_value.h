// An attribute's value as a tree that can be compared, taken apart and changed: what expressions
// work on. A whole item is a map. The stored form is canonical JSON (item_image.h); this one is made
// from it only where an expression asks for it.
//
// Threading: none, plain values. Failure: none; only validated values are made into trees.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/item_image.h"
#include "sim/engine/number.h"

namespace dynaferry::sim {

struct AttributeValue {
  AttributeType type = AttributeType::null;
  std::string text;                     // S; N in normal form; B in base64; "true" or "false".
  std::vector<std::string> names;       // Of a map's members, in the same order.
  std::vector<AttributeValue> members;  // Of a list, a map or a set.

  // {"S":"x"}, parsed, and valid already: from the store or from ItemImage and append_value.
  [[nodiscard]] static AttributeValue of(dom::element value);
  // The attributes of an item with these names; all if there are none.
  [[nodiscard]] static AttributeValue of_item(dom::object item,
                                              std::span<const std::string_view> names = {});
  [[nodiscard]] static AttributeValue of_number(std::string text);

  [[nodiscard]] const AttributeValue* find(std::string_view name) const;
  [[nodiscard]] bool is_set() const {
    return type == AttributeType::ss || type == AttributeType::ns || type == AttributeType::bs;
  }
  // {"S":"x"}; of an item, use append_fields.
  void append_json(std::string& out) const;
  // {"name":{"S":"x"},…} of a map.
  void append_fields(std::string& out) const;
  // Sets and maps have no order.
  bool operator==(const AttributeValue& other) const;
};

// Bytes that sort as values of one of the types S, N and B do.
[[nodiscard]] std::string ordered_bytes(const AttributeValue& value);
// The bytes of an S or a B.
[[nodiscard]] std::string raw_bytes(const AttributeValue& value);
[[nodiscard]] Number number_of(const AttributeValue& value);

}  // namespace dynaferry::sim
