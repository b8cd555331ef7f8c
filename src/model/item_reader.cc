#include "model/item_reader.h"

#include "crypto/hash.h"

namespace dynaferry::model {
namespace {

bool type_of(std::string_view descriptor, ValueType& type) {
  if (descriptor.size() == 1) return ItemReader::type_of(descriptor[0], type);
  if (descriptor == "BOOL") {
    type = ValueType::boolean;
  } else if (descriptor == "NULL") {
    type = ValueType::null;
  } else if (descriptor == "SS") {
    type = ValueType::string_set;
  } else if (descriptor == "NS") {
    type = ValueType::number_set;
  } else if (descriptor == "BS") {
    type = ValueType::binary_set;
  } else {
    return false;
  }
  return true;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  const auto put_tail = [&](unsigned shift) { put(0x80U | ((point >> shift) & 0x3FU)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0U | point >> 6U);
    put_tail(0);
  } else if (point < 0x10000) {
    put(0xE0U | point >> 12U);
    put_tail(6);
    put_tail(0);
  } else {
    put(0xF0U | point >> 18U);
    put_tail(12);
    put_tail(6);
    put_tail(0);
  }
}

}  // namespace

void ItemReader::begin(std::string_view item) {
  begin_ = at_ = item.data();
  end_ = begin_ + item.size();
  why_ = nullptr;
  depth_ = 0;
}

void ItemReader::skip_all_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
  is_canonical_ = false;
}

bool ItemReader::take_behind_space(char expected) {
  skip_space();
  if (at_ == end_ || *at_ != expected) return fail("another character was expected");
  ++at_;
  return true;
}

bool ItemReader::fail(const char* why) {
  if (why_ == nullptr) why_ = why;
  return false;
}

Error ItemReader::error() const {
  return {Fault::corrupt, std::string("not an item: ") + (failed() ? why_ : "for no reason") +
                              ", at byte " + std::to_string(at_ - begin_)};
}

bool ItemReader::begin_unusual_value(ValueType& type) {
  std::string_view descriptor;
  return take('{') && name(descriptor) &&
         (dynaferry::model::type_of(descriptor, type) || fail("an unknown type"));
}

bool ItemReader::end() {
  skip_space();
  return !failed() && (at_ == end_ || fail("something follows it"));
}

bool ItemReader::unusual_scalar(ValueType type, std::string_view& out) {
  return type == ValueType::binary ? binary(out) : flag(type, out);
}

bool ItemReader::unusual_number(std::string_view spelling, std::string_view& out) {
  if (!number_.read(spelling)) return fail("a number that is none");
  out = number_.decimal();
  is_canonical_ = false;
  return true;
}

bool ItemReader::binary(std::string_view& out) {
  if (!text(out)) return false;
  if (crypto::is_encoded_base64(out)) return true;
  const auto bytes = crypto::base64_decode(out);
  if (!bytes) return fail("base64 that is none");
  out = base64_ = crypto::base64_encode(*bytes);
  is_canonical_ = false;
  return true;
}

bool ItemReader::flag(ValueType type, std::string_view& out) {
  skip_space();
  // {"NULL":false} is no value (facts §1.1).
  out = type == ValueType::null || (at_ != end_ && *at_ == 't') ? "true" : "false";
  return take_word(out);
}

bool ItemReader::take_word(std::string_view word) {
  if (!std::string_view(at_, end_).starts_with(word)) return fail("true or false was expected");
  at_ += word.size();
  return true;
}

bool ItemReader::escaped_text(const char* begin, std::string_view& out) {
  unescaped_.assign(begin, at_);
  while (at_ != end_ && *at_ == '\\') {
    ++at_;
    if (!escape()) return false;
    const char* const plain = at_;
    at_ = end_of_plain(at_, end_);
    unescaped_.append(plain, at_);
  }
  out = unescaped_;
  if (at_ == end_ || *at_ != '"') return fail("a string without end, or with a control character");
  ++at_;
  return true;
}

bool ItemReader::escape() {
  static constexpr std::string_view letters = "\"\\/bfnrt";
  static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (at_ == end_) return fail("it ends within an escape");
  if (const auto letter = letters.find(*at_); letter != std::string_view::npos) {
    if (*at_ == '/') is_canonical_ = false;
    unescaped_ += meanings[letter];
    ++at_;
    return true;
  }
  is_canonical_ = false;
  std::uint32_t point = 0;
  if (!code_unit(point)) return false;
  if (point >= 0xD800 && point < 0xE000) {
    std::uint32_t low = 0;
    if (point >= 0xDC00 || at_ == end_ || *at_ != '\\') return fail("half of a surrogate pair");
    ++at_;
    if (!code_unit(low)) return false;
    if (low < 0xDC00 || low >= 0xE000) return fail("half of a surrogate pair");
    point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
  }
  append_utf8(unescaped_, point);
  return true;
}

// u and four hexadecimal digits.
bool ItemReader::code_unit(std::uint32_t& unit) {
  if (end_ - at_ < 5 || *at_ != 'u') return fail("an unknown escape");
  for (++at_, unit = 0; const char digit : std::string_view(at_, 4)) {
    const auto value = digit >= '0' && digit <= '9'   ? digit - '0'
                       : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                       : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                      : -1;
    if (value < 0) return fail("an unknown escape");
    unit = unit << 4U | static_cast<std::uint32_t>(value);
  }
  at_ += 4;
  return true;
}

}  // namespace dynaferry::model
