#include "sim/engine/attribute_value.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "crypto/hash.h"

namespace dynaferry::sim {
namespace {

std::string text_of(dom::element content) {
  std::string_view text;
  const auto failed = content.get(text);
  check(failed == simdjson::SUCCESS, "simulator: a valid value has no text");
  return std::string(text);
}

AttributeValue scalar(AttributeType type, dom::element content) {
  AttributeValue value{type, text_of(content), {}, {}};
  if (type == AttributeType::n) {
    const auto number = Number::parse(value.text);
    check(number.has_value(), "simulator: a valid number is not one");
    value.text.clear();
    number->append_text(value.text);
  } else if (type == AttributeType::b) {
    const auto bytes = crypto::base64_decode(value.text);
    check(bytes.has_value(), "simulator: a valid binary is not base64");
    value.text = crypto::base64_encode(*bytes);
  }
  return value;
}

AttributeType member_type(AttributeType set) {
  if (set == AttributeType::ss) return AttributeType::s;
  return set == AttributeType::ns ? AttributeType::n : AttributeType::b;
}

AttributeValue of_type(AttributeType type, dom::element content) {
  AttributeValue value{type, {}, {}, {}};
  switch (type) {
    case AttributeType::s:
    case AttributeType::n:
    case AttributeType::b: return scalar(type, content);
    case AttributeType::boolean:
    case AttributeType::null: value.text = bool(content) ? "true" : "false"; return value;
    case AttributeType::ss:
    case AttributeType::ns:
    case AttributeType::bs:
      for (const auto member : dom::array(content)) {
        value.members.push_back(scalar(member_type(type), member));
      }
      return value;
    case AttributeType::list:
      for (const auto member : dom::array(content)) {
        value.members.push_back(AttributeValue::of(member));
      }
      return value;
    case AttributeType::map: break;
  }
  value = AttributeValue::of_item(dom::object(content));
  return value;
}

void append_scalar(std::string& out, const AttributeValue& value) {
  if (value.type == AttributeType::s) {
    append_quoted(out, value.text);
  } else if (value.type == AttributeType::n || value.type == AttributeType::b) {
    out += '"' + value.text + '"';
  } else {
    out += value.text;
  }
}

bool has_member(const AttributeValue& set, const AttributeValue& member) {
  return std::ranges::find(set.members, member) != set.members.end();
}

}  // namespace

AttributeValue AttributeValue::of(dom::element value) {
  TypedContent typed;
  const auto found = find_type(value, typed);
  check(found.has_value(), "simulator: a valid value has no type");
  return of_type(typed.type, typed.content);
}

AttributeValue AttributeValue::of_item(dom::object item, std::span<const std::string_view> names) {
  AttributeValue value{AttributeType::map, {}, {}, {}};
  for (const auto field : item) {
    if (!names.empty() && std::ranges::find(names, field.key) == names.end()) continue;
    const auto known = std::ranges::find(value.names, field.key);
    if (known != value.names.end()) {  // The last one of a name wins.
      const auto at = known - value.names.begin();
      value.members[static_cast<std::size_t>(at)] = of(field.value);
      continue;
    }
    value.names.emplace_back(field.key);
    value.members.push_back(of(field.value));
  }
  return value;
}

AttributeValue AttributeValue::of_number(std::string text) {
  return {AttributeType::n, std::move(text), {}, {}};
}

const AttributeValue* AttributeValue::find(std::string_view name) const {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return nullptr;
  return &members[static_cast<std::size_t>(found - names.begin())];
}

void AttributeValue::append_json(std::string& out) const {
  out += "{\"";
  out += name_of(type);
  out += "\":";
  if (type == AttributeType::map) {
    append_fields(out);
  } else if (type == AttributeType::list || is_set()) {
    out += '[';
    bool first = true;
    for (const auto& member : members) {
      if (!std::exchange(first, false)) out += ',';
      if (is_set()) {
        append_scalar(out, member);
      } else {
        member.append_json(out);
      }
    }
    out += ']';
  } else {
    append_scalar(out, *this);
  }
  out += '}';
}

void AttributeValue::append_fields(std::string& out) const {
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(out, names[i]);
    out += ':';
    members[i].append_json(out);
  }
  out += '}';
}

bool AttributeValue::operator==(const AttributeValue& other) const {
  if (type != other.type || text != other.text || members.size() != other.members.size()) {
    return false;
  }
  if (is_set()) {
    return std::ranges::all_of(members,
                               [&](const auto& member) { return has_member(other, member); });
  }
  if (type != AttributeType::map) return members == other.members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto* const theirs = other.find(names[i]);
    if (theirs == nullptr || *theirs != members[i]) return false;
  }
  return true;
}

std::string raw_bytes(const AttributeValue& value) {
  if (value.type != AttributeType::b) return value.text;
  return crypto::base64_decode(value.text).value_or(std::string());
}

std::string ordered_bytes(const AttributeValue& value) {
  if (value.type != AttributeType::n) return raw_bytes(value);
  std::string bytes;
  number_of(value).append_ordered(bytes);
  return bytes;
}

Number number_of(const AttributeValue& value) {
  const auto number = Number::parse(value.text);
  check(number.has_value(), "simulator: a valid number is not one");
  return *number;
}

}  // namespace dynaferry::sim
