#include "model/keyed_hash.h"

#include <algorithm>
#include <bit>
#include <string>

#include "crypto/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace dynaferry::model {
namespace {

static_assert(std::endian::native == std::endian::little,
              "digests are hashed as they lie in memory");
static_assert(sizeof(Digest) == 16);

constexpr std::string_view kFormat = "dynaferry canonical item 1";

template <typename Secret>
Secret secret_of(const DigestKey& key, char use) {
  Secret secret{};
  auto to = secret.begin();
  for (char block = 0; to != secret.end(); ++block) {
    std::string seed(kFormat);
    seed.append(key.begin(), key.end());
    seed.push_back(use);
    seed.push_back(block);
    to = std::ranges::copy(crypto::sha256(seed), to).out;
  }
  return secret;
}

// Once in the program: it is large.
[[gnu::noinline]] Digest hash(const void* bytes, std::size_t size, const unsigned char* secret) {
  const auto hash = XXH3_128bits_withSecret(bytes, size, secret, 192);
  return {hash.low64, hash.high64};
}

}  // namespace

KeyedHash::KeyedHash(const DigestKey& key)
    : for_text_(secret_of<Secret>(key, 1)), for_numbers_(secret_of<Secret>(key, 2)) {}

Digest KeyedHash::of_text(std::string_view text) const {
  return hash(text.data(), text.size(), for_text_.data());
}

Digest KeyedHash::of_numbers(std::span<const Digest> numbers) const {
  return hash(numbers.data(), numbers.size_bytes(), for_numbers_.data());
}

}  // namespace dynaferry::model
