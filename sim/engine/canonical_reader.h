// Reads items whose text already is what the engine would keep of them (item_image.h), in one pass
// and without copying: a copy puts items as it got them, and the service has one spelling.
//
// It only says yes. What is spelled in another way, what would be refused and what is not known here
// is no, and the request is then read by ItemImage, which alone knows what the service says of it.
//
// Threading: none of its own. Failure: none; after a no there is nothing more to be read.

#pragma once

#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/engine/item_image.h"

namespace dynaferry::sim {

class CanonicalReader {
 public:
  // The text has to outlive what is read from it.
  explicit CanonicalReader(std::string_view text);

  // One item, into `image`, whose views are into the text.
  [[nodiscard]] bool item(ItemImage& image);
  // Whether this comes next, and then it is passed.
  template <std::size_t Size>
  [[nodiscard]] bool take(const char (&expected)[Size]) {
    if (!is(at_, expected)) return false;
    at_ += Size - 1;
    return true;
  }
  // A string that has no escapes.
  [[nodiscard]] std::optional<std::string_view> plain_string();
  [[nodiscard]] bool is_at_end() const { return at_ == end_; }

  [[nodiscard]] const char* place() const { return at_; }
  [[nodiscard]] std::string_view since(const char* place) const { return {place, at_}; }

 private:
  // Each reads what begins at `at` and answers where it ends; null is no. A place that is handed on
  // stays in a register, which one in a member does not.
  using Place = const char*;

  struct Text {
    std::string_view spelling{};  // Without the quotes.
    std::size_t size = 0;
    Place behind = nullptr;
    [[nodiscard]] bool is_escaped() const { return size != spelling.size(); }
  };
  [[nodiscard]] Text string(Place at) const;
  [[nodiscard]] Text string_with_escapes(Place begin, Place at) const;
  [[nodiscard]] Text number(Place at) const;
  [[nodiscard]] Text binary(Place at) const;
  // With the colon behind it.
  [[nodiscard]] Text name(Place at) const;

  // A value, told as an attribute that has no name yet: of a string, a number or a binary also the
  // spelling. Read into where it will be: what was just written in parts is slow to copy as a whole.
  [[nodiscard]] Place value(Place at, Attribute& into, int depth);
  [[nodiscard]] Place type(Place at, AttributeType& type) const;
  [[nodiscard]] Place content(Place at, Attribute& into, int depth);
  [[nodiscard]] Place flag(Place at, Attribute& into) const;
  [[nodiscard]] Place set(Place at, Attribute& into);
  [[nodiscard]] Place list(Place at, Attribute& into, int depth);
  [[nodiscard]] Place map(Place at, Attribute& into, int depth);
  [[nodiscard]] Place fields(Place at, ItemImage& image);
  // Whether the names from there on are all different; forgets them.
  [[nodiscard]] bool are_distinct(std::size_t begin);

  template <std::size_t Size>
  [[nodiscard]] bool is(Place at, const char (&expected)[Size]) const {
    return left(at) >= Size - 1 && std::memcmp(at, expected, Size - 1) == 0;
  }
  [[nodiscard]] bool is(Place at, char expected) const { return at != end_ && *at == expected; }
  [[nodiscard]] std::size_t left(Place at) const { return static_cast<std::size_t>(end_ - at); }

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::vector<std::string_view> names_;  // Of the maps and sets that are being read.
};

}  // namespace dynaferry::sim
