#include "sim/engine/key_layout.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "core/check.h"
#include "crypto/hash.h"
#include "sim/engine/number.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t usual_key = 56;

// Zero bytes are escaped, so that the two zero bytes of the end sort before everything else.
void append_escaped(std::string& out, std::string_view bytes) {
  for (auto zero = bytes.find('\0'); zero != std::string_view::npos; zero = bytes.find('\0')) {
    out.append(bytes.substr(0, zero + 1));
    out += '\xFF';
    bytes.remove_prefix(zero + 1);
  }
  out.append(bytes);
}

std::string_view text_of(dom::element content) {
  std::string_view text;
  check(content.get(text) == simdjson::SUCCESS, "simulator: a validated key is not text");
  return text;
}

Refusal does_not_match() {
  return validation("The provided key element does not match the schema");
}

Outcome<> check_length(const KeyPart& part, const Attribute& attribute, bool is_hash) {
  if (part.type == AttributeType::n) return {};  // Numbers always fit.
  const auto length = attribute.size - part.name.size();
  if (length == 0) {
    return validation(
        std::string("One or more parameter values are not valid. The AttributeValue for a key "
                    "attribute cannot contain an empty ") +
        (part.type == AttributeType::s ? "string" : "binary") + " value. Key: " + part.name);
  }
  if (is_hash && length > max_hash_key_size) {
    return invalid_value("Size of hashkey has exceeded the maximum size limit of2048 bytes");
  }
  if (!is_hash && length > max_range_key_size) {
    return invalid_value(
        "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
  }
  return {};
}

template <class Check>
Outcome<ItemKey> checked_key(const KeyLayout& layout, const ItemImage& image, Check check_part) {
  ItemKey key;
  key.bytes.reserve(usual_key);
  std::string room;
  const auto add = [&](const KeyPart& part, bool is_hash) -> Outcome<> {
    const auto* attribute = image.find(part.name);
    SIM_CHECK(check_part(part, attribute));
    SIM_CHECK(check_length(part, *attribute, is_hash));
    append_key_part(key.bytes, part.type, attribute->text(room));
    return {};
  };
  for (const auto& part : layout.hash) SIM_CHECK(add(part, true));
  key.hash = hash_of(key.bytes);
  for (const auto& part : layout.range) SIM_CHECK(add(part, false));
  return key;
}

Outcome<> check_part_of_item(const KeyPart& part, const Attribute* attribute) {
  if (attribute == nullptr) return invalid_value("Missing the key " + part.name + " in the item");
  if (attribute->type == part.type) return {};
  return invalid_value("Type mismatch for key " + part.name +
                       " expected: " + std::string(name_of(part.type)) +
                       " actual: " + std::string(name_of(attribute->type)));
}

Outcome<> check_part_of_key(const KeyPart& part, const Attribute* attribute) {
  if (attribute == nullptr || attribute->type != part.type) return does_not_match();
  return {};
}

void append_prefix(std::string& out, AttributeType type, std::string_view text) {
  if (type == AttributeType::n) {
    const auto number = Number::parse(text);
    check(number.has_value(), "simulator: a validated number is not one");
    number->append_ordered(out);
  } else if (type == AttributeType::b) {
    const auto bytes = crypto::base64_decode(text);
    check(bytes.has_value(), "simulator: validated base64 is not");
    append_escaped(out, *bytes);
  } else {
    append_escaped(out, text);
  }
}

}  // namespace

void append_key_prefix(std::string& out, AttributeType type, dom::element content) {
  append_prefix(out, type, text_of(content));
}

void append_key_part(std::string& out, AttributeType type, dom::element content) {
  append_key_part(out, type, text_of(content));
}

void append_key_part(std::string& out, AttributeType type, std::string_view content) {
  append_prefix(out, type, content);
  if (type != AttributeType::n) out.append(2, '\0');
}

std::uint64_t hash_of(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

const KeyPart* KeyLayout::find(std::string_view name) const {
  for (const auto& part : hash) {
    if (part.name == name) return &part;
  }
  for (const auto& part : range) {
    if (part.name == name) return &part;
  }
  return nullptr;
}

std::optional<ItemKey> KeyLayout::place_of(const ItemImage& image) const {
  ItemKey key;
  std::string room;
  const auto add = [&](const KeyPart& part) {
    const auto* attribute = image.find(part.name);
    if (attribute == nullptr || attribute->type != part.type) return false;
    append_key_part(key.bytes, part.type, attribute->text(room));
    return true;
  };
  for (const auto& part : hash) {
    if (!add(part)) return std::nullopt;
  }
  key.hash = hash_of(key.bytes);
  for (const auto& part : range) {
    if (!add(part)) return std::nullopt;
  }
  return key;
}

Outcome<ItemKey> key_of_item(const KeyLayout& layout, const ItemImage& image) {
  return checked_key(layout, image, check_part_of_item);
}

Outcome<SpelledKey> spelled_key_of_item(std::string& room, const KeyLayout& layout,
                                        const ItemImage& image) {
  SpelledKey key;
  const auto& partition = layout.hash.front();
  const auto* attribute = image.find(partition.name);
  SIM_CHECK(check_part_of_item(partition, attribute));
  SIM_CHECK(check_length(partition, *attribute, true));
  key.partition = attribute->spelling;
  room.clear();
  std::string unescaped;
  append_key_part(room, partition.type, attribute->text(unescaped));
  key.hash = hash_of(room);
  for (const auto& part : layout.range) {
    attribute = image.find(part.name);
    SIM_CHECK(check_part_of_item(part, attribute));
    SIM_CHECK(check_length(part, *attribute, false));
    key.sort = attribute->spelling;
  }
  return key;
}

Outcome<ItemKey> key_of_key(const KeyLayout& layout, const ItemImage& key) {
  if (key.attributes().size() != layout.size()) return does_not_match();
  return checked_key(layout, key, check_part_of_key);
}

}  // namespace dynaferry::sim
