#include "model/key.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "crypto/hash.h"
#include "json/document.h"

namespace dynaferry::model {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A number as its digits, without the point, and the power of ten of the last one.
struct Digits {
  std::string text;
  long exponent = 0;
};

Result<Digits> read_digits(std::string_view text, std::string_view whole) {
  const auto bad = [&] { return fail(Fault::invalid, "not a number: " + std::string(whole)); };
  Digits out;
  std::size_t i = 0;
  bool point = false;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !point)); ++i) {
    if (text[i] == '.') {
      point = true;
    } else {
      out.text += text[i];
      out.exponent -= point ? 1 : 0;
    }
  }
  if (out.text.empty()) return bad();
  if (i == text.size()) return out;
  if (text[i] != 'e' && text[i] != 'E') return bad();
  ++i;
  if (i + 1 < text.size() && text[i] == '+' && is_digit(text[i + 1])) ++i;
  long exponent = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + i, end, exponent);
  if (error != std::errc{} || rest != end || std::abs(exponent) > 100'000) return bad();
  out.exponent += exponent;
  return out;
}

Result<std::string> canonical_value(std::string_view raw) {
  DF_TRY(const auto value, json::parse(raw));
  const auto* object = value.if_object();
  if (object == nullptr || object->size() != 1 || !object->begin()->value().is_string()) {
    return fail(Fault::invalid, "a key attribute that is not one of S, N and B");
  }
  const std::string_view type = object->begin()->key();
  const std::string_view text = object->begin()->value().get_string();
  if (type == "S") return "S" + std::string(text);
  if (type == "N") {
    DF_TRY(const auto number, canonical_number(text));
    return "N" + number;
  }
  const auto bytes = crypto::base64_decode(text);
  if (type != "B" || !bytes)
    return fail(Fault::invalid, "a key attribute that is not one of S, N and B");
  return "B" + *bytes;
}

}  // namespace

Result<std::string> canonical_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  DF_TRY(auto digits, read_digits(text.substr(negative || text.starts_with('+') ? 1 : 0), text));
  const auto first = digits.text.find_first_not_of('0');
  if (first == std::string::npos) return std::string("0");
  const auto last = digits.text.find_last_not_of('0');
  const auto dropped = static_cast<long>(digits.text.size() - 1 - last);
  return (negative ? "-" : "") + digits.text.substr(first, last - first + 1) + "e" +
         std::to_string(digits.exponent + dropped);
}

Result<std::string> canonical_key(std::string_view hash, std::string_view range) {
  DF_TRY(auto key, canonical_value(hash));
  if (range.empty()) return key;
  DF_TRY(const auto sort, canonical_value(range));
  return std::to_string(key.size()) + ":" + key + sort;
}

std::string key_digest(std::string_view canonical) {
  const auto digest = crypto::sha256(canonical);
  return crypto::hex(std::span(digest).first(8));
}

}  // namespace dynaferry::model
