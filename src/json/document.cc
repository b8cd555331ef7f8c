#include "json/document.h"

#include <boost/json/src.hpp>

namespace dynaferry::json {
namespace {

// Each member is written with one colon, and no other stands outside a text.
std::size_t members_written(std::string_view text) {
  std::size_t colons = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_text = !in_text;
    if (in_text && text[i] == '\\') ++i;
    if (!in_text && text[i] == ':') ++colons;
  }
  return colons;
}

std::size_t members_kept(const Value& value) {
  std::size_t members = 0;
  if (const auto* array = value.if_array()) {
    for (const auto& entry : *array) members += members_kept(entry);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) members += 1 + members_kept(member.value());
  }
  return members;
}

}  // namespace

Result<Value> parse(std::string_view text, std::size_t max_depth) {
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code failed;
  auto value = boost::json::parse({text.data(), text.size()}, failed, {}, options);
  if (failed) return fail(Fault::invalid, "not JSON: " + failed.message());
  return value;
}

Result<Value> parse_unambiguous(std::string_view text, std::size_t max_depth) {
  DF_TRY(auto value, parse(text, max_depth));
  if (members_kept(value) != members_written(text)) {
    return fail(Fault::invalid, "two members of one name");
  }
  return value;
}

const Value* find(const Object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

const Object* find_object(const Object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value == nullptr ? nullptr : value->if_object();
}

const Array* find_array(const Object& object, std::string_view name) {
  const auto* value = find(object, name);
  return value == nullptr ? nullptr : value->if_array();
}

std::optional<std::string_view> find_string(const Object& object, std::string_view name) {
  const auto* value = find(object, name);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string_view{text->data(), text->size()};
}

std::optional<double> find_number(const Object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::optional<bool> find_bool(const Object& object, std::string_view name) {
  const auto* value = find(object, name);
  if (value == nullptr || !value->is_bool()) return std::nullopt;
  return value->get_bool();
}

}  // namespace dynaferry::json
