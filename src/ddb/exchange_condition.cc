#include "ddb/exchange_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "json/spans.h"

namespace dynaferry::ddb {
namespace {

constexpr std::size_t kMaxBytes = 4'096;
constexpr std::size_t kMaxOperators = 300;
constexpr std::string_view kAnd = " AND ";

class ConditionText {
 public:
  // Each is left out where there is no more room.
  void add_equal(std::string_view name, std::string_view value) {
    if (!add(fmt::format("#{0}=:{0}", terms_), name)) return;
    append_member(values_, ':', value);
    ++terms_;
  }
  void add_function(std::string_view function, std::string_view name) {
    if (add(fmt::format("{}(#{})", function, terms_), name)) ++terms_;
  }

  Condition take() {
    if (!values_.empty()) values_ += '}';
    return {std::move(expression_), std::move(names_) + '}', std::move(values_)};
  }

 private:
  bool add(const std::string& term, std::string_view name) {
    const auto operators = 2 * terms_ + 1;  // Each term is one, and so is each AND.
    const auto bytes = expression_.size() + (terms_ == 0 ? 0 : kAnd.size()) + term.size();
    if (operators > kMaxOperators || bytes > kMaxBytes) return false;
    if (terms_ > 0) expression_ += kAnd;
    expression_ += term;
    std::string quoted;
    json::append_quoted(quoted, name);
    append_member(names_, '#', quoted);
    return true;
  }
  void append_member(std::string& object, char sign, std::string_view value) const {
    object += object.empty() ? '{' : ',';
    object += fmt::format("\"{}{}\":", sign, terms_);
    object += value;
  }

  std::string expression_;
  std::string names_;
  std::string values_;
  std::size_t terms_ = 0;
};

using Attributes = std::vector<json::NamedValue>;

Result<Attributes> attributes_of(std::optional<std::string_view> item,
                                 const std::vector<std::string>& keys) {
  if (!item) return Attributes{};
  DF_TRY(auto attributes, json::members_of(*item));
  std::erase_if(attributes, [&](const json::NamedValue& attribute) {
    return std::ranges::find(keys, attribute.name) != keys.end();
  });
  return attributes;
}

using ByName = std::map<std::string_view, std::string_view>;

ByName by_name(const Attributes& attributes) {
  ByName found;
  for (const auto& [name, value] : attributes) found.emplace(name, value);
  return found;
}

}  // namespace

Result<Condition> condition_for(std::optional<std::string_view> before,
                                std::optional<std::string_view> after,
                                const std::vector<std::string>& keys) {
  ConditionText text;
  text.add_function(before ? "attribute_exists" : "attribute_not_exists", keys.front());
  if (!before) return text.take();
  DF_TRY(const auto old_attributes, attributes_of(before, keys));
  DF_TRY(const auto new_attributes, attributes_of(after, keys));
  const auto old_values = by_name(old_attributes);
  const auto new_values = by_name(new_attributes);
  // Two spellings of one value count as different here, which only decides what goes in first.
  const auto stays = [&](const json::NamedValue& attribute) {
    const auto found = new_values.find(attribute.name);
    return found != new_values.end() && found->second == attribute.value;
  };
  for (const auto& attribute : old_attributes) {
    if (!stays(attribute)) text.add_equal(attribute.name, attribute.value);
  }
  for (const auto& attribute : new_attributes) {
    if (!old_values.contains(attribute.name)) {
      text.add_function("attribute_not_exists", attribute.name);
    }
  }
  for (const auto& attribute : old_attributes) {
    if (stays(attribute)) text.add_equal(attribute.name, attribute.value);
  }
  return text.take();
}

}  // namespace dynaferry::ddb
