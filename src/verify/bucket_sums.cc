#include "verify/bucket_sums.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace dynaferry::verify {
namespace {

constexpr unsigned kFewestBits = 6;
constexpr std::uint64_t kItemsPerBucket = 16;

}  // namespace

unsigned BucketSums::bits_for(std::uint64_t items) {
  const auto bits = static_cast<unsigned>(std::bit_width(items / kItemsPerBucket));
  return std::clamp(bits, kFewestBits, most_bits);
}

void BucketSums::add(Side side, const model::ItemDigest& item) {
  auto& sum = sums_[place(item.key)];
  if (side == Side::source) {
    sum += item.item;
  } else {
    sum -= item.item;
  }
}

std::uint64_t BucketSums::differing() const {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(sums_, [](const auto& sum) { return !sum.is_zero(); }));
}

// As this machine has them: a journal does not travel to one of another byte order.
std::string BucketSums::to_bytes() const {
  std::string out(sums_.size() * sizeof(model::Digest), '\0');
  std::memcpy(out.data(), sums_.data(), out.size());
  return out;
}

Result<BucketSums> BucketSums::from_bytes(unsigned bits, std::string_view bytes) {
  if (bits > most_bits || bytes.size() != (sizeof(model::Digest) << bits)) {
    return fail(Fault::corrupt, "the journal's digests are not of the length they should have");
  }
  BucketSums out(bits);
  std::memcpy(out.sums_.data(), bytes.data(), bytes.size());
  return out;
}

}  // namespace dynaferry::verify
