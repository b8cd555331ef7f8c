#include "crypto/hash.h"

#include <libdeflate.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <climits>

#include "core/check.h"

namespace dynaferry::crypto {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  // Fetched once: looking an algorithm up by name costs more than hashing a small request.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Sha256 digest{};
  const int ok = EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, algorithm, nullptr);
  check(ok == 1, "crypto: SHA-256 failed");
  return digest;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 digest{};
  unsigned int length = 0;
  const auto* ok = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes),
                        bytes.size(), digest.data(), &length);
  check(ok != nullptr && length == digest.size(), "crypto: HMAC-SHA-256 failed");
  return digest;
}

std::string hex(std::span<const unsigned char> bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const auto byte : bytes) {
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
  return out;
}

std::uint32_t crc32(std::string_view bytes) {
  return ::libdeflate_crc32(0, bytes.data(), bytes.size());
}

std::string base64_encode(std::string_view bytes) {
  check(bytes.size() <= INT_MAX / 2, "crypto: too long for base64");
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int n = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                                static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

namespace {

constexpr std::uint32_t kNoSextet = 0xFFFFFFFF;

constexpr std::array<std::uint32_t, 256> kSextets = [] {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint32_t, 256> table{};
  table.fill(kNoSextet);
  for (std::uint32_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = i;
  }
  return table;
}();

// Puts the three bytes of four letters, and gives their 24 bits; more than those if one is no letter.
std::uint32_t put_three(const unsigned char* letters, char* to) {
  const auto first = kSextets[letters[0]];
  const auto second = kSextets[letters[1]];
  const auto third = kSextets[letters[2]];
  const auto fourth = kSextets[letters[3]];
  const auto bits = first << 18U | second << 12U | third << 6U | fourth;
  to[0] = static_cast<char>(bits >> 16U);
  to[1] = static_cast<char>(bits >> 8U);
  to[2] = static_cast<char>(bits);
  return bits | ((first | second | third | fourth) & ~63U);
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t pads = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string out(text.size() / 4 * 3, '\0');
  std::uint32_t seen = 0;
  const auto* from = bytes_of(text);
  char* to = out.data();
  for (auto left = text.size() / 4 - (pads > 0 ? 1 : 0); left > 0; --left, from += 4, to += 3) {
    seen |= put_three(from, to);
  }
  if (pads > 0) {
    const std::array<unsigned char, 4> last{
        from[0], from[1], pads == 2 ? static_cast<unsigned char>('A') : from[2], 'A'};
    seen |= put_three(last.data(), to);
  }
  if (seen > 0xFFFFFF) return std::nullopt;
  out.resize(out.size() - pads);
  return out;
}

// Without a table, so that compilers compare many letters at once.
bool is_encoded_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const std::size_t pads = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(pads);
  unsigned char others = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_letter = static_cast<unsigned char>((byte | 0x20U) - 'a') < 26;
    const bool is_digit_or_slash = static_cast<unsigned char>(byte - '/') < 11;
    others |= static_cast<unsigned char>(!(is_letter | is_digit_or_slash | (byte == '+')));
  }
  if (others != 0) return false;
  const auto left_over = pads == 2 ? 0xFU : pads == 1 ? 3U : 0U;
  return pads == 0 || (kSextets[static_cast<unsigned char>(text.back())] & left_over) == 0;
}

}  // namespace dynaferry::crypto
