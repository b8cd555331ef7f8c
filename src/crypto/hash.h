// Digests, checksums and text codings, over OpenSSL and libdeflate. Pure functions, any thread.

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace dynaferry::crypto {

using Sha256 = std::array<unsigned char, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
[[nodiscard]] Sha256 hmac_sha256(std::string_view key, std::string_view bytes);
[[nodiscard]] inline std::string_view as_bytes(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Lower-case hexadecimal.
[[nodiscard]] std::string hex(std::span<const unsigned char> bytes);

// The CRC-32 of zlib, gzip and x-amz-crc32 (facts §1.2).
[[nodiscard]] std::uint32_t crc32(std::string_view bytes);

// RFC 4648 with padding, as DynamoDB's B values (facts §1.1). Decoding is strict: nothing else is
// accepted, and the answer is then absent.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
// Whether base64_encode() could have written it. Decoding takes a little more: the bits that padding
// leaves over may be any.
[[nodiscard]] bool is_encoded_base64(std::string_view text);

}  // namespace dynaferry::crypto
