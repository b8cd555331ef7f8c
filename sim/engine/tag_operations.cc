// TagResource, UntagResource and ListTagsOfResource (facts §5.3).

#include <algorithm>
#include <set>

#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_tags = 50;
constexpr std::size_t max_key = 128;
constexpr std::size_t max_value = 256;
constexpr std::size_t listed_at_once = 10;

std::string_view key_of(const json::Value& tag) {
  const auto* object = tag.if_object();
  return object == nullptr ? std::string_view{} : json::find_string(*object, "Key").value_or("");
}

// Characters, not bytes.
std::size_t length_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

Outcome<> check_tag(const json::Object& tag) {
  SIM_TRY(const auto key, required_text(tag, "Key", "tags.1.member.key"));
  SIM_TRY(const auto value, required_text(tag, "Value", "tags.1.member.value"));
  if (key.empty() || length_of(key) > max_key) {
    return out_of_bounds(key, "tags.1.member.key",
                         key.empty() ? "Member must have length greater than or equal to 1"
                                     : "Member must have length less than or equal to 128");
  }
  if (length_of(value) > max_value) {
    return out_of_bounds(value, "tags.1.member.value",
                         "Member must have length less than or equal to 256");
  }
  if (key.starts_with("aws:")) {
    return validation(
        "One or more parameter values were invalid: Tag keys starting with 'aws:' "
        "are reserved for system use");
  }
  return {};
}

json::Array without(const json::Array& tags, const std::set<std::string, std::less<>>& keys) {
  json::Array left;
  for (const auto& tag : tags) {
    if (!keys.contains(key_of(tag))) left.push_back(tag);
  }
  return left;
}

// The table whose tags may be changed now.
Outcome<Table*> taggable(Operation& operation, const json::Object& request) {
  SIM_TRY(auto* table, table_with_arn(operation, request));
  if (table->settings.tags.is_pending(operation.now)) {
    return in_use("Attempt to change a resource which is still in use: Tags are being updated: " +
                  table->definition().name);
  }
  return table;
}

void set_tags(Operation& operation, Table& table, json::Array tags) {
  table.settings.tags.set(std::move(tags), operation.now, operation.options.control.tags_unseen);
}

}  // namespace

Outcome<> check_tags(const json::Array& tags) {
  if (tags.size() > max_tags) {
    return validation("One or more parameter values were invalid: Too many tags: more than 50");
  }
  std::set<std::string, std::less<>> keys;
  for (const auto& tag : tags) {
    const auto* object = tag.if_object();
    if (object == nullptr) return unreadable("Unexpected value type in payload");
    SIM_CHECK(check_tag(*object));
    if (!keys.emplace(key_of(tag)).second) {
      return invalid_value("Duplicate tag key: " + std::string(key_of(tag)));
    }
  }
  return {};
}

Outcome<json::Object> tag_resource(Operation& operation, const json::Object& request) {
  const auto* given = json::find_array(request, "Tags");
  if (given == nullptr || given->empty()) {
    return validation("Atleast one Tag needs to be provided as Input.");
  }
  SIM_CHECK(check_tags(*given));
  SIM_TRY(auto* table, taggable(operation, request));
  std::set<std::string, std::less<>> keys;
  for (const auto& tag : *given) keys.emplace(key_of(tag));
  auto tags = without(table->settings.tags.latest(), keys);
  tags.insert(tags.end(), given->begin(), given->end());
  SIM_CHECK(check_tags(tags));
  set_tags(operation, *table, std::move(tags));
  return json::Object{};
}

Outcome<json::Object> untag_resource(Operation& operation, const json::Object& request) {
  const auto* given = json::find_array(request, "TagKeys");
  if (given == nullptr || given->empty()) {
    return validation("Atleast one Tag Key needs to be provided as Input.");
  }
  std::set<std::string, std::less<>> keys;
  for (const auto& key : *given) {
    const auto* text = key.if_string();
    if (text == nullptr) return unreadable("Unexpected value type in payload");
    keys.emplace(text->data(), text->size());
  }
  SIM_TRY(auto* table, taggable(operation, request));
  set_tags(operation, *table, without(table->settings.tags.latest(), keys));
  return json::Object{};
}

Outcome<json::Object> list_tags(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto* table, table_with_arn(operation, request));
  const auto& tags = table->settings.tags.seen_at(operation.now);
  std::size_t at = 0;
  if (const auto token = json::find_string(request, "NextToken")) {
    const auto start = std::ranges::find(tags, *token, key_of);
    if (start == tags.end()) return validation("Invalid NextToken");
    at = static_cast<std::size_t>(start - tags.begin());
  }
  json::Array page;
  for (; at < tags.size() && page.size() < listed_at_once; ++at) page.push_back(tags[at]);
  json::Object answer{{"Tags", std::move(page)}};
  if (at < tags.size()) answer["NextToken"] = key_of(tags[at]);
  return answer;
}

}  // namespace dynaferry::sim
