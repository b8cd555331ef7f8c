#include "ddb/wire.h"

#include <utility>

#include "model/key.h"

namespace dynaferry::ddb {
namespace {

// An item has 32 levels at most, each of two objects.
constexpr std::size_t kMaxDepth = 256;

}  // namespace

Error not_what_was_promised(std::string what) {
  return Error{Fault::corrupt, "the service's answer is not what it promises: " + std::move(what)};
}

Error unreadable(const char* action, std::string what) {
  return Error{Fault::lost, std::move(what), {action}, "UnreadableAnswer"};
}

std::optional<std::string_view> only(const std::vector<json::Spans::Member>& members,
                                     std::string_view name) {
  std::optional<std::string_view> found;
  for (const auto& [member, value] : members) {
    if (member != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

Result<std::string> key_in(const json::Object& object, const std::vector<std::string>& names) {
  std::string parts[2];
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto* value = json::find(object, names[i]);
    if (value == nullptr) return fail(not_what_was_promised("a key that lacks a part"));
    parts[i] = json::serialize(*value);
  }
  return model::canonical_key(parts[0], parts[1]);
}

Result<std::string> key_in(std::string_view raw, const std::vector<std::string>& names) {
  DF_TRY(const auto value, json::parse_unambiguous(raw, kMaxDepth));
  if (!value.is_object()) return fail(not_what_was_promised("a key that is no object"));
  return key_in(value.get_object(), names);
}

double units_in(const json::Value& consumed_capacity) {
  if (consumed_capacity.is_object()) {
    return json::find_number(consumed_capacity.get_object(), "CapacityUnits").value_or(0);
  }
  double units = 0;
  if (consumed_capacity.is_array()) {
    for (const auto& one : consumed_capacity.get_array()) {
      if (one.is_object()) units += units_in(one);
    }
  }
  return units;
}

}  // namespace dynaferry::ddb
