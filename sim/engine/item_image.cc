#include "sim/engine/item_image.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "crypto/hash.h"
#include "sim/engine/json_escapes.h"
#include "sim/engine/number.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_name = 65'535;

// One growth of the string for three appends.
void append_pieces(std::string& out, std::string_view head, std::string_view text,
                   std::string_view tail) {
  const auto old = out.size();
  const auto size = old + head.size() + text.size() + tail.size();
  if (size > out.capacity()) out.reserve(2 * size);
  out.resize_and_overwrite(size, [&](char* bytes, std::size_t) {
    auto* at = bytes + old;
    for (const auto piece : {head, text, tail}) {
      std::memcpy(at, piece.data(), piece.size());
      at += piece.size();
    }
    return size;
  });
}

std::optional<AttributeType> type_named(std::string_view name) {
  if (name.size() == 1) {
    switch (name[0]) {
      case 'S': return AttributeType::s;
      case 'N': return AttributeType::n;
      case 'B': return AttributeType::b;
      case 'L': return AttributeType::list;
      case 'M': return AttributeType::map;
      default: return std::nullopt;
    }
  }
  if (name == "BOOL") return AttributeType::boolean;
  if (name == "NULL") return AttributeType::null;
  if (name == "SS") return AttributeType::ss;
  if (name == "NS") return AttributeType::ns;
  if (name == "BS") return AttributeType::bs;
  return std::nullopt;
}

Outcome<std::string_view> text_of(dom::element value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return text;
  switch (value.type()) {
    case dom::element_type::ARRAY: return unreadable("Start of list found where not expected");
    case dom::element_type::OBJECT:
      return unreadable("Start of structure or map found where not expected.");
    case dom::element_type::BOOL:
      return unreadable(std::string(bool(value) ? "TRUE" : "FALSE") +
                        "_VALUE cannot be converted to String");
    case dom::element_type::DOUBLE:
      return unreadable("DECIMAL_VALUE cannot be converted to String");
    default: return unreadable("NUMBER_VALUE cannot be converted to String");
  }
}

Outcome<std::size_t> append_number(std::string& out, dom::element value) {
  SIM_TRY(const auto text, text_of(value));
  SIM_TRY(const auto number, Number::parse(text));
  out += '"';
  number.append_text(out);
  out += '"';
  return number.size();
}

Outcome<std::size_t> append_binary(std::string& out, dom::element value) {
  SIM_TRY(const auto text, text_of(value));
  const auto bytes = crypto::base64_decode(text);
  if (!bytes) {
    if (text.size() % 4 != 0) {
      return unreadable("Base64 encoded length is expected a multiple of 4 bytes but found: " +
                        std::to_string(text.size()));
    }
    return unreadable("Invalid Base64 text");
  }
  out += '"';
  out += crypto::base64_encode(*bytes);  // One spelling for one value.
  out += '"';
  return bytes->size();
}

Outcome<std::size_t> append_string(std::string& out, dom::element value) {
  SIM_TRY(const auto text, text_of(value));
  append_quoted(out, text);
  return text.size();
}

Refusal empty_set(AttributeType type) {
  if (type == AttributeType::bs) return invalid_value("Binary sets should not be empty");
  return invalid_value(std::string("An ") + (type == AttributeType::ss ? "string" : "number") +
                       " set  may not be empty");
}

Refusal repeated_member(AttributeType type, dom::array members) {
  if (type == AttributeType::ns) return validation("Input collection contains duplicates");
  if (type == AttributeType::bs) {
    return invalid_value("Input collection of type BS contains duplicates.");
  }
  std::string list;
  for (const auto member : members) {
    std::string_view text;
    if (member.get(text) != simdjson::SUCCESS) continue;
    if (!list.empty()) list += ", ";
    list += text;
  }
  return invalid_value("Input collection [" + list + "] contains duplicates.");
}

Outcome<std::size_t> append_set(std::string& out, AttributeType type, dom::element value) {
  dom::array members;
  if (value.get(members) != simdjson::SUCCESS) return unreadable("Expected list or null");
  std::vector<std::pair<std::size_t, std::size_t>> spans;  // Canonical members within out.
  std::size_t size = 0;
  out += '[';
  for (const auto member : members) {
    if (!spans.empty()) out += ',';
    const auto begin = out.size();
    auto length = type == AttributeType::ss   ? append_string(out, member)
                  : type == AttributeType::ns ? append_number(out, member)
                                              : append_binary(out, member);
    SIM_TRY(const auto bytes, std::move(length));
    size += bytes;
    spans.emplace_back(begin, out.size() - begin);
  }
  out += ']';
  if (spans.empty()) return empty_set(type);
  const std::string_view all = out;
  const auto text = [&](const auto& span) { return all.substr(span.first, span.second); };
  std::ranges::sort(spans, {}, text);
  if (std::ranges::adjacent_find(spans, {}, text) != spans.end()) {
    return repeated_member(type, members);
  }
  return size;
}

Outcome<std::size_t> append_list(std::string& out, dom::element value, int depth) {
  dom::array members;
  if (value.get(members) != simdjson::SUCCESS) return unreadable("Expected list or null");
  std::size_t size = 3;
  out += '[';
  bool first = true;
  for (const auto member : members) {
    if (!first) out += ',';
    first = false;
    TypedContent typed;
    SIM_TRY(const auto bytes, append_value(out, member, depth + 1, typed));
    size += 1 + bytes;
  }
  out += ']';
  return size;
}

// Whether a field of the same name follows; the last one of a name wins.
bool is_shadowed(dom::object fields, std::size_t index, std::string_view name) {
  std::size_t at = 0;
  for (const auto field : fields) {
    if (at++ > index && field.key == name) return true;
  }
  return false;
}

bool repeats_names_slowly(dom::object fields) {
  std::vector<std::string_view> names;
  for (const auto field : fields) names.push_back(field.key);
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) != names.end();
}

// Cheap and good enough to keep a few dozen names apart.
std::size_t mix(std::string_view name) {
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(name[i])}; };
  const auto last = name.size() - 1;
  return name.size() * 31U + at(0) * 7U + at(last / 2) * 131U + at(last) * 17U;
}

bool repeats_names(dom::object fields) {
  constexpr std::size_t slots = 128;
  if (fields.size() < 2) return false;
  if (fields.size() > slots / 2) return repeats_names_slowly(fields);
  std::array<std::string_view, slots> seen;
  for (const auto field : fields) {
    if (field.key.empty()) continue;  // Refused anyway.
    auto slot = mix(field.key) % slots;
    for (; !seen[slot].empty(); slot = (slot + 1) % slots) {
      if (seen[slot] == field.key) return true;
    }
    seen[slot] = field.key;
  }
  return false;
}

Outcome<> check_name(std::string_view name) {
  if (name.empty()) return validation("Empty attribute name");
  if (name.size() > max_name) {
    return validation("Attribute name is too large, must be less than 65536 bytes");
  }
  return {};
}

Outcome<std::size_t> append_map(std::string& out, dom::element value, int depth) {
  dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) return unreadable("Expected map or null");
  const bool repeats = repeats_names(fields);
  std::size_t size = 3;
  std::size_t index = 0;
  out += '{';
  bool first = true;
  for (const auto field : fields) {
    if (repeats && is_shadowed(fields, index++, field.key)) continue;
    SIM_CHECK(check_name(field.key));
    if (!first) out += ',';
    first = false;
    append_quoted(out, field.key);
    out += ':';
    TypedContent typed;
    SIM_TRY(const auto bytes, append_value(out, field.value, depth + 1, typed));
    size += 1 + field.key.size() + bytes;
  }
  out += '}';
  return size;
}

Outcome<std::size_t> append_flag(std::string& out, AttributeType type, dom::element value) {
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) {
    return unreadable("Unexpected token received from parser");
  }
  if (type == AttributeType::null && !flag) {
    return invalid_value("Null attribute value types must have the value of true");
  }
  out += flag ? "true" : "false";
  return 1;
}

Outcome<std::size_t> append_content(std::string& out, const TypedContent& shape, int depth) {
  switch (shape.type) {
    case AttributeType::s: return append_string(out, shape.content);
    case AttributeType::n: return append_number(out, shape.content);
    case AttributeType::b: return append_binary(out, shape.content);
    case AttributeType::boolean:
    case AttributeType::null: return append_flag(out, shape.type, shape.content);
    case AttributeType::ss:
    case AttributeType::ns:
    case AttributeType::bs: return append_set(out, shape.type, shape.content);
    case AttributeType::list: return append_list(out, shape.content, depth);
    case AttributeType::map: return append_map(out, shape.content, depth);
  }
  return unreadable("Unexpected token received from parser");
}

std::string_view opening_of(AttributeType type) {
  static constexpr std::array<std::string_view, 10> openings = {
      "{\"S\":",  "{\"N\":",  "{\"B\":",  "{\"BOOL\":", "{\"NULL\":",
      "{\"SS\":", "{\"NS\":", "{\"BS\":", "{\"L\":",    "{\"M\":"};
  return openings[static_cast<std::size_t>(type)];
}

bool has_spelling(AttributeType type) {
  return type == AttributeType::s || type == AttributeType::n || type == AttributeType::b;
}

}  // namespace

std::string_view name_of(AttributeType type) {
  static constexpr std::array<std::string_view, 10> names = {"S",  "N",  "B",  "BOOL", "NULL",
                                                             "SS", "NS", "BS", "L",    "M"};
  return names[static_cast<std::size_t>(type)];
}

Outcome<> find_type(dom::element value, TypedContent& typed) {
  dom::object fields;
  if (value.get(fields) != simdjson::SUCCESS) {
    if (!value.is_null()) return unreadable("Unexpected value type in payload");
    return validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  bool found = false;
  for (const auto field : fields) {
    if (field.value.is_null()) continue;
    const auto type = type_named(field.key);
    if (!type) continue;
    if (found) {
      return validation(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
          "the supported datatypes");
    }
    found = true;
    typed.type = *type;
    typed.content = field.value;
  }
  if (!found) {
    return validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
  }
  return {};
}

void append_quoted(std::string& out, std::string_view text) {
  auto plain = first_escape(text);
  if (plain == text.size()) [[likely]] {
    append_pieces(out, "\"", text, "\"");
    return;
  }
  out += '"';
  while (true) {
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    append_escape(out, text[plain]);
    text.remove_prefix(plain + 1);
    plain = first_escape(text);
  }
  out += '"';
}

Outcome<std::size_t> append_value(std::string& out, dom::element value, int depth,
                                  TypedContent& typed) {
  if (depth > max_nesting) {
    return validation(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
  }
  SIM_CHECK(find_type(value, typed));
  std::string_view text;
  if (typed.type == AttributeType::s && typed.content.get(text) == simdjson::SUCCESS &&
      first_escape(text) == text.size()) [[likely]] {
    append_pieces(out, "{\"S\":\"", text, "\"}");
    return text.size();
  }
  out += opening_of(typed.type);
  SIM_TRY(const auto size, append_content(out, typed, depth));
  out += '}';
  return size;
}

std::string_view Attribute::text(std::string& room) const {
  if (!is_escaped) return spelling;
  room.clear();
  append_unescaped(room, spelling);
  return room;
}

Outcome<> ItemImage::read(dom::object item) {
  made_.clear();
  attributes_.clear();
  size_ = 0;
  const bool repeats = repeats_names(item);
  std::size_t index = 0;
  made_ += '{';
  for (const auto field : item) {
    if (repeats && is_shadowed(item, index++, field.key)) continue;
    SIM_CHECK(check_name(field.key));
    if (!attributes_.empty()) made_ += ',';
    const auto begin = made_.size();
    if (first_escape(field.key) == field.key.size()) [[likely]] {
      append_pieces(made_, "\"", field.key, "\":");
    } else {
      append_quoted(made_, field.key);
      made_ += ':';
    }
    TypedContent typed;
    SIM_TRY(const auto bytes, append_value(made_, field.value, 1, typed));
    const auto size = field.key.size() + bytes;
    size_ += size;
    std::string_view spelling;
    if (has_spelling(typed.type)) spelling = typed.content.get_string().value_unsafe();
    attributes_.push_back({field.key, spelling, static_cast<std::uint32_t>(begin),
                           static_cast<std::uint32_t>(made_.size()),
                           static_cast<std::uint32_t>(size), typed.type});
  }
  made_ += '}';
  json_ = made_;
  return {};
}

const Attribute* ItemImage::find(std::string_view name) const {
  for (const auto& attribute : attributes_) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

}  // namespace dynaferry::sim
