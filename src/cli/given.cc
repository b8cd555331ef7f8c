#include "cli/given.h"

#include <utility>

namespace dynaferry::cli {

void Given::add(std::string_view name, std::string value) {
  const auto slot = values_.find(name);
  auto& values = slot != values_.end() ? slot->second : values_[std::string(name)];
  values.push_back(std::move(value));
}

std::optional<std::string> Given::one(std::string_view name) const {
  const auto& values = all(name);
  return values.empty() ? std::nullopt : std::optional(values.back());
}

const std::vector<std::string>& Given::all(std::string_view name) const {
  static const std::vector<std::string> none;
  const auto found = values_.find(name);
  return found == values_.end() ? none : found->second;
}

}  // namespace dynaferry::cli
