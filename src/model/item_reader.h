// Pulls the values out of an item in DynamoDB JSON, each in the one form that equal values share: the
// grammar behind item_digest.h and item_comparison.h, so that these cannot disagree about it.
//
// Every byte is checked; bytes behind the item are never read. Strings are not held against UTF-8:
// other bytes are another string. Failure sticks: the first is kept, each later call gives false.
//
//   item  = open('{'), while more('}', first): name(), value; end()
//   value = begin_value(type), by type: scalar()
//                                     | open('['), while more(']', first): scalar(member_of(type))
//                                     | open('['), while more(']', first): value
//                                     | open('{'), while more('}', first): name(), value
//           , end_value()
//
// That a name or a member of a set is there twice is for the caller to see, and that a set is empty.
//
// Threading: one thread; keep and reuse a reader, it owns working memory.

#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/mutant.h"
#include "model/number.h"

namespace dynaferry::model {

// DynamoDB's types. The numbers are part of the format of digests (keyed_hash.h).
enum class ValueType : std::uint8_t {
  string = 1,
  number = 2,
  binary = 3,
  boolean = 4,
  null = 5,
  string_set = 6,
  number_set = 7,
  binary_set = 8,
  list = 9,
  map = 10,
};

// Of the members of a set.
[[nodiscard]] inline ValueType member_of(ValueType set) {
  return static_cast<ValueType>(static_cast<int>(set) - 5);
}

// Traces of a global table of 2017, which are not the user's data.
[[nodiscard]] inline bool is_replication_attribute(std::string_view name) {
  return name.starts_with("aws:rep:");
}

class ItemReader {
 public:
  // Values deeper than this are refused; the service allows 32 (facts §1.1).
  static constexpr int max_depth = 64;

  // From the start of another item. Its bytes have to stay while it is read.
  void begin(std::string_view item);

  [[nodiscard]] bool open(char bracket) { return take(bracket); }
  // Whether a member follows; if not, `close` was passed, or it has failed().
  [[nodiscard]] bool more(char close, bool first);
  // Unescaped; lives until the next call.
  [[nodiscard]] bool name(std::string_view& out) { return text(out) && take(':'); }
  [[nodiscard]] bool begin_value(ValueType& type);
  // The bytes that equal values of that type share: UTF-8 of a string, CanonicalNumber of a number, the
  // bytes of a binary, 0 or 1, none. They live until the next call.
  [[nodiscard]] bool scalar(ValueType type, std::string_view& out);
  [[nodiscard]] bool end_value();
  // Nothing may follow the item.
  [[nodiscard]] bool end();

  // How far it has come: for raw text.
  [[nodiscard]] const char* place() const { return at_; }

  // Of the types whose name is one letter. False: it is none.
  [[nodiscard]] static bool type_of(char letter, ValueType& type);

  // False, so that callers may return it. `why` is a literal, and never says a value.
  bool fail(const char* why);
  [[nodiscard]] bool failed() const { return why_ != nullptr; }
  // Fault: corrupt.
  [[nodiscard]] Error error() const;

 private:
  void skip_space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }
  [[nodiscard]] bool take(char expected);
  [[nodiscard]] bool take_word(std::string_view word);
  [[nodiscard]] bool text(std::string_view& out);
  [[nodiscard]] bool escaped_text(const char* begin, std::string_view& out);
  [[nodiscard]] bool escape();
  [[nodiscard]] bool code_unit(std::uint32_t& unit);
  [[nodiscard]] bool begin_unusual_value(ValueType& type);
  [[nodiscard]] bool unusual_scalar(ValueType type, std::string_view& out);
  [[nodiscard]] bool number(std::string_view& out);
  [[nodiscard]] bool binary(std::string_view& out);
  [[nodiscard]] bool flag(ValueType type, std::string_view& out);
  [[nodiscard]] static const char* end_of_plain(const char* at, const char* end);

  const char* begin_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* why_ = nullptr;
  int depth_ = 0;
  CanonicalNumber number_;
  std::string unescaped_;
  std::string bytes_;
};

// Below: what is called for each byte or bracket of an item, where compilers can see it.

inline bool ItemReader::take(char expected) {
  skip_space();
  if (at_ == end_ || *at_ != expected) return fail("another character was expected");
  ++at_;
  return true;
}

inline bool ItemReader::more(char close, bool first) {
  if (failed()) return false;
  skip_space();
  if (at_ != end_ && *at_ == close) {
    ++at_;
    return false;
  }
  return first || take(',');
}

// The first quote, backslash or control character, or the end. Eight bytes at a time: a term has the
// high bit of a byte set if that is one of them; above the lowest such byte it may err, and is not asked.
// With one bit turned, the quote stands right behind the control characters.
inline const char* ItemReader::end_of_plain(const char* at, const char* end) {
  static_assert(std::endian::native == std::endian::little);
  static_assert(('"' ^ 2) == 0x20);
  constexpr std::uint64_t ones = 0x0101010101010101;
  for (; end - at >= 8; at += 8) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof(bytes));
    const auto turned = bytes ^ (ones * 2);
    const auto backslash = bytes ^ (ones * '\\');
    const auto found =
        (((turned - ones * 0x21) & ~turned) | ((backslash - ones) & ~backslash)) & (ones * 0x80);
    if (found != 0) return at + std::countr_zero(found) / 8;
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
}

inline bool ItemReader::text(std::string_view& out) {
  if (!take('"')) return false;
  const char* const begin = at_;
  at_ = end_of_plain(at_, end_);
  if (at_ == end_ || *at_ != '"') [[unlikely]]
    return escaped_text(begin, out);
  out = {begin, at_};
  ++at_;
  return true;
}

inline bool ItemReader::type_of(char letter, ValueType& type) {
  switch (letter) {
    case 'S': type = ValueType::string; return true;
    case 'N': type = ValueType::number; return true;
    case 'B': type = ValueType::binary; return true;
    case 'L': type = ValueType::list; return true;
    case 'M': type = ValueType::map; return true;
    default: return false;
  }
}

inline bool ItemReader::begin_value(ValueType& type) {
  if (++depth_ > max_depth) return fail("nested too deep");
  // As the service writes it: {"S":
  if (end_ - at_ > 5 && at_[0] == '{' && at_[1] == '"' && at_[3] == '"' && at_[4] == ':' &&
      type_of(at_[2], type)) {
    at_ += 5;
    return true;
  }
  return begin_unusual_value(type);
}

inline bool ItemReader::end_value() {
  --depth_;
  return take('}');
}

inline bool ItemReader::number(std::string_view& out) {
  std::string_view spelling;
  if (!text(spelling)) return false;
  if (!number_.read(spelling)) return fail("a number that is none");
  out = is_mutant(Mutant::compares_numbers_as_text) ? spelling : number_.text();
  return true;
}

inline bool ItemReader::scalar(ValueType type, std::string_view& out) {
  if (type == ValueType::string) return text(out);
  if (type == ValueType::number) return number(out);
  return unusual_scalar(type, out);
}

}  // namespace dynaferry::model
