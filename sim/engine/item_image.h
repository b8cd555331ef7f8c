// An item as it came in a request (or out of the store), validated and brought to the canonical
// bytes the engine keeps: attribute by attribute, numbers in normal form (facts §3.3, §3.4).
//
// Threading: none of its own. Failure: the service's ValidationException or SerializationException.

#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/answer.h"

namespace dynaferry::sim {

namespace dom = simdjson::dom;

inline constexpr std::size_t max_item_size = 409'600;
inline constexpr int max_nesting = 32;

enum class AttributeType : unsigned char { s, n, b, boolean, null, ss, ns, bs, list, map };
[[nodiscard]] std::string_view name_of(AttributeType type);

// One attribute of an image. Views live as long as the request does.
struct Attribute {
  std::string_view name;
  std::string_view spelling{};  // Of an S, N or B, as the request has it; else empty.
  std::uint32_t begin = 0;      // Its span in the image's JSON: "name":{"S":"x"}.
  std::uint32_t end = 0;
  std::uint32_t size = 0;  // Name and value, by the service's rule.
  AttributeType type = AttributeType::s;
  bool is_escaped = false;  // The spelling is JSON, and has escapes.

  // The spelling without them; `room` is where it is put when it has some.
  [[nodiscard]] std::string_view text(std::string& room) const;
};

// Reused from item to item, so that its buffers stay.
class ItemImage {
 public:
  ItemImage() = default;
  ItemImage(const ItemImage&) = delete;
  ItemImage& operator=(const ItemImage&) = delete;

  // Replaces what was there.
  [[nodiscard]] Outcome<> read(dom::object item);
  // The same of an item whose text is canonical already, from its reader.
  void begin_canonical() {
    attributes_.clear();
    size_ = 0;
  }
  // To be filled before the next.
  [[nodiscard]] Attribute& add_canonical() { return attributes_.emplace_back(); }
  void end_canonical(std::string_view json) {
    json_ = json;
    for (const auto& attribute : attributes_) size_ += attribute.size;
  }

  // The whole item, {"name":{"S":"x"},…}.
  [[nodiscard]] std::string_view json() const { return json_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] const std::vector<Attribute>& attributes() const { return attributes_; }
  [[nodiscard]] const Attribute* find(std::string_view name) const;
  [[nodiscard]] std::string_view span(const Attribute& attribute) const {
    return json_.substr(attribute.begin, attribute.end - attribute.begin);
  }

 private:
  std::string made_;       // What read() made.
  std::string_view json_;  // That, or the text of the request.
  std::size_t size_ = 0;
  std::vector<Attribute> attributes_;
};

// A JSON string, quoted and escaped as the service does.
void append_quoted(std::string& out, std::string_view text);

// A value taken apart: its type and what stands behind the type's letter.
struct TypedContent {
  AttributeType type = AttributeType::null;
  dom::element content;
};
// The one type that a value has; refuses a value with none or more than one.
[[nodiscard]] Outcome<> find_type(dom::element value, TypedContent& typed);
// One value in canonical form behind `out`, and its size; depth 1 is an attribute of the item.
[[nodiscard]] Outcome<std::size_t> append_value(std::string& out, dom::element value, int depth,
                                                TypedContent& typed);

}  // namespace dynaferry::sim
