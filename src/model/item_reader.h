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

#include "core/byte_vector.h"
#include "core/error.h"
#include "core/mutant.h"
#include "crypto/hash.h"
#include "model/number.h"

namespace dynaferry::model {

// DynamoDB's types.
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

  // Here begins a text that is wanted as it lies: marked(), up to where the reader has come. It
  // is_canonical() if it is spelled as docs/formats/canonical-item.md has it.
  void mark() {
    skip_space();
    mark_ = at_;
    is_canonical_ = true;
  }
  [[nodiscard]] std::string_view marked() const { return {mark_, at_}; }
  [[nodiscard]] bool is_canonical() const { return is_canonical_; }

  [[nodiscard]] bool open(char bracket) { return take(bracket); }
  // Whether a member follows; if not, `close` was passed, or it has failed().
  [[nodiscard]] bool more(char close, bool first);
  // All of a member at once: `"name":{"S":"scalar"}` of type S, N or B, if that is its canonical text
  // and no escape is in it, as in most. Else false, and nothing has happened.
  [[nodiscard]] bool plain_member(std::string_view& name);

  // Unescaped; lives until the next call, but in the item if no escape is in it.
  [[nodiscard]] bool name(std::string_view& out) { return text(out) && take(':'); }
  [[nodiscard]] bool begin_value(ValueType& type);
  // What equal values of that type share: UTF-8 of a string, CanonicalNumber::decimal() of a number,
  // base64 of a binary, true or false. It lives until the next call but end_value().
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
    if (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') [[unlikely]]
      skip_all_space();
  }
  void skip_all_space();
  [[nodiscard]] bool take(char expected);
  [[nodiscard]] bool take_behind_space(char expected);
  [[nodiscard]] bool take_word(std::string_view word);
  [[nodiscard]] bool text(std::string_view& out);
  [[nodiscard]] bool escaped_text(const char* begin, std::string_view& out);
  [[nodiscard]] bool escape();
  [[nodiscard]] bool code_unit(std::uint32_t& unit);
  [[nodiscard]] bool begin_unusual_value(ValueType& type);
  [[nodiscard]] bool unusual_scalar(ValueType type, std::string_view& out);
  [[nodiscard]] bool number(std::string_view& out);
  [[nodiscard]] bool unusual_number(std::string_view spelling, std::string_view& out);
  [[nodiscard]] bool binary(std::string_view& out);
  [[nodiscard]] bool flag(ValueType type, std::string_view& out);
  [[nodiscard]] static const char* end_of_plain(const char* at, const char* end);

  const char* begin_ = nullptr;
  const char* at_ = nullptr;
  const char* end_ = nullptr;
  const char* why_ = nullptr;
  const char* mark_ = nullptr;
  bool is_canonical_ = false;
  int depth_ = 0;
  CanonicalNumber number_;
  std::string unescaped_;
  std::string base64_;
};

// Below: what is called for each byte or bracket of an item, where compilers can see it.

inline bool ItemReader::take(char expected) {
  if (at_ == end_ || *at_ != expected) [[unlikely]]
    return take_behind_space(expected);
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

// The first quote, backslash or control character, or the end.
inline const char* ItemReader::end_of_plain(const char* at, const char* end) {
  constexpr std::ptrdiff_t size = sizeof(ByteVector);
  for (; end - at >= size; at += size) {
    const auto bytes = byte_vector_at(at);
    const auto found = bits_of((bytes == '"') | (bytes == '\\') | (bytes < 0x20));
    if (found != 0) return at + std::countr_zero(found);
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

inline bool ItemReader::plain_member(std::string_view& name) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::ptrdiff_t middle_size = 8;  // `":{"S":"`
  constexpr unsigned type_at = 4;
  constexpr auto word_of = [](const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof(word));
    return word & ~(std::uint64_t{0xFF} << (8 * type_at));
  };
  if (at_ == end_ || *at_ != '"' || depth_ == max_depth) return false;
  const char* const middle = end_of_plain(at_ + 1, end_);
  if (end_ - middle < middle_size || word_of(middle) != word_of(R"(":{"?":")")) return false;
  const char* const begin = middle + middle_size;
  const char* const end = end_of_plain(begin, end_);
  if (end_ - end < 2 || end[0] != '"' || end[1] != '}') return false;
  const std::string_view scalar(begin, end);
  const char type = middle[type_at];
  const bool is_canonical = type == 'S' || (type == 'N' && CanonicalNumber::is_decimal(scalar)) ||
                            (type == 'B' && crypto::is_encoded_base64(scalar));
  if (!is_canonical) return false;
  name = {at_ + 1, middle};
  at_ = end + 2;
  return true;
}

inline bool ItemReader::type_of(char letter, ValueType& type) {
  type = letter == 'S'   ? ValueType::string
         : letter == 'N' ? ValueType::number
         : letter == 'B' ? ValueType::binary
         : letter == 'L' ? ValueType::list
         : letter == 'M' ? ValueType::map
                         : ValueType{};
  return type != ValueType{};
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
  out = spelling;
  return CanonicalNumber::is_decimal(spelling) || is_mutant(Mutant::compares_numbers_as_text) ||
         unusual_number(spelling, out);
}

inline bool ItemReader::scalar(ValueType type, std::string_view& out) {
  if (type == ValueType::string) return text(out);
  if (type == ValueType::number) return number(out);
  return unusual_scalar(type, out);
}

}  // namespace dynaferry::model
