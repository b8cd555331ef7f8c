#include "net/http.h"

#include <algorithm>

namespace dynaferry::net {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

void Headers::set(std::string name, std::string value) {
  for (auto& [known, current] : fields_) {
    if (!same_name(known, name)) continue;
    current = std::move(value);
    return;
  }
  add(std::move(name), std::move(value));
}

void Headers::add(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [known, value] : fields_) {
    if (same_name(known, name)) return value;
  }
  return {};
}

}  // namespace dynaferry::net
