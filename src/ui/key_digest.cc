#include "ui/key_digest.h"

#include "json/document.h"
#include "model/key.h"

namespace dynaferry::ui {

std::string digest_of_key(std::string_view key) {
  const auto parsed = json::parse(key);
  const auto* parts = parsed ? parsed->if_object() : nullptr;
  if (parts == nullptr || parts->empty() || parts->size() > 2) return "unreadable";
  const auto hash = json::serialize(parts->begin()->value());
  const auto range =
      parts->size() == 2 ? json::serialize((parts->begin() + 1)->value()) : std::string();
  const auto canonical = model::canonical_key(hash, range);
  return canonical ? model::key_digest(*canonical) : "unreadable";
}

}  // namespace dynaferry::ui
