#include "model/digest.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace dynaferry::model {

std::string to_hex(const Digest& digest) {
  return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

std::optional<DigestKey> digest_key_from(std::string_view hex) {
  DigestKey key{};
  if (hex.size() != 2 * key.size()) return std::nullopt;
  for (auto& byte : key) {
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2) return std::nullopt;
    hex.remove_prefix(2);
  }
  return key;
}

}  // namespace dynaferry::model
