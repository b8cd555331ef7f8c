#include "sim/engine/placeholders.h"

#include <algorithm>
#include <cctype>

#include "sim/engine/request.h"
#include "sim/engine/reserved_words.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_key = 255;
constexpr std::string_view names_member = "ExpressionAttributeNames";
constexpr std::string_view values_member = "ExpressionAttributeValues";

Refusal bad_entry(std::string_view member, const std::string& what) {
  return validation(std::string(member) + " contains invalid " + what);
}

Outcome<> check_key(std::string_view member, std::string_view key, char mark) {
  if (key.size() > max_key) {
    return bad_entry(member,
                     "key: The expression attribute map contains a key that is too long; size of "
                     "key: " +
                         std::to_string(key.size()));
  }
  const bool well_formed =
      key.size() > 1 && key.front() == mark && std::ranges::all_of(key.substr(1), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
      });
  if (well_formed) return {};
  return bad_entry(member, "key: Syntax error; key: \"" + std::string(key) + "\"");
}

Outcome<> check_names(dom::object names) {
  if (names.size() == 0) return validation(std::string(names_member) + " must not be empty");
  for (const auto field : names) {
    SIM_CHECK(check_key(names_member, field.key, '#'));
    std::string_view name;
    if (field.value.get(name) != simdjson::SUCCESS) {
      return unreadable("NUMBER_VALUE cannot be converted to String");
    }
    if (name.empty()) {
      return bad_entry(names_member,
                       "value: Empty attribute name for key " + std::string(field.key));
    }
  }
  return {};
}

Outcome<> check_values(dom::object values) {
  if (values.size() == 0) return validation(std::string(values_member) + " must not be empty");
  for (const auto field : values) {
    SIM_CHECK(check_key(values_member, field.key, ':'));
    std::string ignored;
    TypedContent typed;
    auto size = append_value(ignored, field.value, 1, typed);
    if (size) continue;
    if (size.error().code != "ValidationException") return Refusal(std::move(size).error());
    return bad_entry(values_member,
                     "value: " + size.error().message + " for key " + std::string(field.key));
  }
  return {};
}

Outcome<> check_each_used(dom::object given, std::string_view member,
                          const std::set<std::string, std::less<>>& used) {
  std::string unused;
  for (const auto field : given) {
    if (used.contains(field.key)) continue;
    unused += unused.empty() ? "" : ", ";
    unused += field.key;
  }
  if (unused.empty()) return {};
  return validation("Value provided in " + std::string(member) + " unused in expressions: keys: {" +
                    unused + "}");
}

}  // namespace

Outcome<Placeholders> Placeholders::read_names(dom::object request) {
  Placeholders placeholders;
  SIM_TRY(placeholders.names_, object_member(request, names_member));
  return placeholders;
}

Outcome<Placeholders> Placeholders::read(dom::object request) {
  SIM_TRY(auto placeholders, read_names(request));
  SIM_TRY(placeholders.values_, object_member(request, values_member));
  return placeholders;
}

Outcome<> Placeholders::check(bool any_expression, std::string_view no_values) const {
  if (names_ && !any_expression) {
    return validation(std::string(names_member) + " can only be specified when using expressions");
  }
  if (values_ && !no_values.empty()) {
    return validation(std::string(values_member) +
                      " can only be specified when using expressions: " + std::string(no_values));
  }
  if (names_) SIM_CHECK(check_names(*names_));
  if (values_) SIM_CHECK(check_values(*values_));
  return {};
}

Outcome<std::string> Placeholders::name(std::string_view kind, std::string_view token) {
  if (!token.starts_with('#')) {
    if (!is_reserved(token)) return std::string(token);
    return validation(
        "Invalid " + std::string(kind) +
        ": Attribute name is a reserved keyword; reserved keyword: " + std::string(token));
  }
  std::string_view found;
  if (!names_ || (*names_)[token].get(found) != simdjson::SUCCESS) {
    return validation("Invalid " + std::string(kind) +
                      ": An expression attribute name used in the document path is not defined; "
                      "attribute name: " +
                      std::string(token));
  }
  used_.emplace(token);
  return std::string(found);
}

Outcome<dom::element> Placeholders::value(std::string_view kind, std::string_view token) {
  dom::element found;
  if (!values_ || (*values_)[token].get(found) != simdjson::SUCCESS) {
    return validation("Invalid " + std::string(kind) +
                      ": An expression attribute value used in expression is not defined; "
                      "attribute value: " +
                      std::string(token));
  }
  used_.emplace(token);
  return found;
}

Outcome<> Placeholders::check_used() const {
  if (names_) SIM_CHECK(check_each_used(*names_, names_member, used_));
  if (values_) SIM_CHECK(check_each_used(*values_, values_member, used_));
  return {};
}

}  // namespace dynaferry::sim
