// Who reads a shard at the same time, and whether that is one too many (facts §4.1).
//
// A request does not say which process sends it. A reader is taken to be a chain of iterators: one
// from GetShardIterator and all that follow from it. It reads at the same time as another if both
// were answered within a second.
//
// Threading: none of its own. Failure: none.

#pragma once

#include <cstdint>
#include <map>

#include "core/time.h"

namespace dynaferry::sim {

class ShardReaders {
 public:
  // Lets the reader in unless `most` others read in the second before `now`. 0: no limit.
  [[nodiscard]] bool take(std::uint64_t reader, WallTime now, unsigned most);

 private:
  std::map<std::uint64_t, WallTime> latest_;
};

}  // namespace dynaferry::sim
