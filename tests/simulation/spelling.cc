#include "tests/simulation/spelling.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dynaferry::simulation {
namespace {

constexpr std::string_view kExponent = "E0";

json::Value value_otherwise(const json::Value& value);

bool is_set(std::string_view type) { return type == "NS" || type == "SS" || type == "BS"; }

// Of attributes, or of a map.
json::Object members_otherwise(const json::Object& members) {
  std::vector<std::pair<std::string, json::Value>> reversed;
  for (const auto& [name, value] : members) reversed.emplace_back(name, value_otherwise(value));
  std::ranges::reverse(reversed);
  json::Object out;
  for (auto& [name, value] : reversed) out[name] = std::move(value);
  return out;
}

std::string number_otherwise(const json::Value& number) {
  return std::string(number.as_string()) + std::string(kExponent);
}

json::Array set_otherwise(const json::Array& set, bool of_numbers) {
  json::Array out;
  for (auto i = set.size(); i > 0; --i) {
    if (of_numbers) {
      out.emplace_back(number_otherwise(set[i - 1]));
    } else {
      out.push_back(set[i - 1]);
    }
  }
  return out;
}

json::Value value_otherwise(const json::Value& value) {
  const auto& [type, content] = *value.as_object().begin();
  const std::string_view name = type;
  json::Value out = content;
  if (name == "N") out = number_otherwise(content);
  if (is_set(name)) {
    out = set_otherwise(content.as_array(), name == "NS");
  }
  if (name == "M") out = members_otherwise(content.as_object());
  if (name == "L") {
    json::Array list;
    for (const auto& element : content.as_array()) list.push_back(value_otherwise(element));
    out = std::move(list);
  }
  return json::Object{{name, std::move(out)}};
}

void spell_all_otherwise(json::Value& items) {
  for (auto& item : items.as_array()) item = other_spelling(item.as_object());
}

bool are_equal_sets(const json::Array& one, const json::Array& other) {
  return std::ranges::is_permutation(one, other);
}

}  // namespace

bool are_equal(const json::Value& one, const json::Value& other) {
  if (one == other) return true;
  if (one.is_array() && other.is_array()) {
    return std::ranges::equal(one.as_array(), other.as_array(), are_equal);
  }
  if (!one.is_object() || !other.is_object()) return false;
  const auto& members = one.as_object();
  if (members.size() != other.as_object().size()) return false;
  return std::ranges::all_of(members, [&](const auto& member) {
    const auto* found = other.as_object().if_contains(member.key());
    if (found == nullptr) return false;
    const bool are_sets = is_set(member.key()) && member.value().is_array() && found->is_array();
    return are_sets ? are_equal_sets(member.value().as_array(), found->as_array())
                    : are_equal(member.value(), *found);
  });
}

json::Object other_spelling(const json::Object& item) { return members_otherwise(item); }

sim::Answer spelled_otherwise(sim::Answer answer) {
  if (answer.error) return answer;
  auto document = json::parse(answer.document)->as_object();
  if (auto* items = document.if_contains("Items")) spell_all_otherwise(*items);
  if (auto* tables = document.if_contains("Responses")) {
    for (auto& table : tables->as_object()) spell_all_otherwise(table.value());
  }
  answer.document = json::serialize(document);
  return answer;
}

json::Value usual_spelling(const json::Value& value) {
  const auto* number = value.as_object().if_contains("N");
  if (number == nullptr) return value;
  std::string text(number->as_string());
  if (text.ends_with(kExponent)) text.resize(text.size() - kExponent.size());
  return json::Object{{"N", text}};
}

}  // namespace dynaferry::simulation
