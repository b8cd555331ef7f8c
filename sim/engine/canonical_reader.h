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
    constexpr auto length = Size - 1;
    if (left() < length || std::memcmp(at_, expected, length) != 0) return false;
    at_ += length;
    return true;
  }
  // A string that has no escapes.
  [[nodiscard]] std::optional<std::string_view> plain_string();
  [[nodiscard]] bool is_at_end() const { return at_ == end_; }

  [[nodiscard]] const char* place() const { return at_; }
  [[nodiscard]] std::string_view since(const char* place) const { return {place, at_}; }

 private:
  // A value or a part of one.
  struct Part {
    AttributeType type = AttributeType::null;
    std::string_view spelling{};  // Of a string, a number or a binary, without the quotes.
    std::size_t size = 0;         // By the service's rule.
    bool is_escaped = false;
  };

  [[nodiscard]] bool value(Part& part, int depth);
  [[nodiscard]] bool type(AttributeType& type);
  [[nodiscard]] bool content(Part& part, int depth);
  [[nodiscard]] bool string(Part& part);
  [[nodiscard]] bool number(Part& part);
  [[nodiscard]] bool binary(Part& part);
  [[nodiscard]] bool flag(Part& part);
  [[nodiscard]] bool set(Part& part);
  [[nodiscard]] bool list(Part& part, int depth);
  [[nodiscard]] bool map(Part& part, int depth);
  [[nodiscard]] bool name(Part& part);
  // Whether the names from there on are all different; forgets them.
  [[nodiscard]] bool are_distinct(std::size_t begin);

  [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  [[nodiscard]] bool take(char expected) {
    if (at_ == end_ || *at_ != expected) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] std::string_view take_digits();

  const char* at_ = nullptr;
  const char* end_ = nullptr;
  std::vector<std::string_view> names_;  // Of the maps and sets that are being read.
};

}  // namespace dynaferry::sim
