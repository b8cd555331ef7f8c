// Whether a name or a member of a set is there twice: asked of the digests, so that the texts need not
// be kept, and in linear time, because a map may have a hundred thousand members.
//
// Threading: one thread; keep and reuse it, it owns working memory. No failure.

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/digest.h"

namespace dynaferry::model {

class DistinctDigests {
 public:
  [[nodiscard]] bool are_distinct(std::span<const Digest> digests);

 private:
  [[nodiscard]] bool are_many_distinct(std::span<const Digest> digests);

  std::vector<std::uint32_t> places_;  // Open addressing: 1 + the number of a digest, or 0.
};

}  // namespace dynaferry::model
