#include "model/key.h"

#include <span>

#include "crypto/hash.h"
#include "json/document.h"
#include "model/number.h"

namespace dynaferry::model {
namespace {

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
  CanonicalNumber number;
  if (!number.read(text)) return fail(Fault::invalid, "not a number: " + std::string(text));
  return std::string(number.text());
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
