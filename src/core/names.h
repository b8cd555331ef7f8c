// Strings with a meaning get a type, so that two of them cannot be swapped.

#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace dynaferry {

template <class Tag>
class Name {
 public:
  Name() = default;
  explicit Name(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const Name&) const = default;
  bool operator==(const Name&) const = default;

 private:
  std::string text_;
};

using TableName = Name<struct TableNameTag>;
using IndexName = Name<struct IndexNameTag>;
using AttributeName = Name<struct AttributeNameTag>;
using Region = Name<struct RegionTag>;

}  // namespace dynaferry

template <class Tag>
struct std::hash<dynaferry::Name<Tag>> {
  std::size_t operator()(const dynaferry::Name<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.str());
  }
};
