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

Digest hash(const void* bytes, std::size_t size, const std::array<unsigned char, 192>& secret) {
  const auto hash = XXH3_128bits_withSecret(bytes, size, secret.data(), secret.size());
  return {hash.low64, hash.high64};
}

}  // namespace

KeyedHash::KeyedHash(const DigestKey& key) {
  for (std::size_t use = 1; use < uses; ++use) {
    auto to = secrets_[use].begin();
    for (std::size_t block = 0; block < secret_size / sizeof(crypto::Sha256); ++block) {
      std::string seed(kFormat);
      seed.append(key.begin(), key.end());
      seed.push_back(static_cast<char>(use));
      seed.push_back(static_cast<char>(block));
      to = std::ranges::copy(crypto::sha256(seed), to).out;
    }
  }
}

Digest KeyedHash::of(HashUse use, std::string_view bytes) const {
  return hash(bytes.data(), bytes.size(), secret_of(use));
}

Digest KeyedHash::of_member(const Digest& name, const Digest& value) const {
  const std::array<Digest, 2> both{name, value};
  return hash(both.data(), sizeof(both), secret_of(HashUse::member));
}

Digest KeyedHash::of_sum(HashUse use, const Digest& sum, std::uint64_t count) const {
  const std::array<std::uint64_t, 3> parts{sum.low, sum.high, count};
  return hash(parts.data(), sizeof(parts), secret_of(use));
}

}  // namespace dynaferry::model
