#include "sim/streams/shard_readers.h"

namespace dynaferry::sim {

bool ShardReaders::take(std::uint64_t reader, WallTime now, unsigned most) {
  if (most == 0) return true;
  std::erase_if(latest_,
                [&](const auto& one) { return one.second + std::chrono::seconds(1) <= now; });
  if (latest_.size() >= most && !latest_.contains(reader)) return false;
  latest_[reader] = now;
  return true;
}

}  // namespace dynaferry::sim
