// How streams behave, and how they may make a reader fail. Pure values.

#pragma once

#include <chrono>
#include <cstdint>

namespace dynaferry::sim {

// What a correct reader survives and a careless one does not; each is off by default.
struct StreamMoods {
  // How long a closed shard is still listed as open, beside its children.
  std::chrono::milliseconds open_parent{0};
  // How long a new child is missing from listings.
  std::chrono::milliseconds late_child{0};
  // How likely a page of shards begins with the last shard of the page before.
  double repeated_shard = 0;
  // How likely GetRecords answers nothing although there is something.
  double empty_answer = 0;
  // How far before now LATEST starts.
  std::chrono::milliseconds latest_slack{0};
  // GetRecords for one shard, and DescribeStream for one stream; 0: as many as one likes.
  unsigned reads_per_second = 0;
  unsigned describes_per_second = 0;
  // What GetRecords hands out of one shard in a second; the call that passes it is still answered.
  std::uint64_t read_bytes_per_second = 0;
  // How many may read one shard at the same time (shard_readers.h).
  unsigned readers = 0;
};

struct StreamOptions {
  // Of a new stream, over equal ranges of the hash, where the partitions of its table are not known.
  unsigned shards = 1;
  // How long a stream is ENABLING, and how long DISABLING.
  std::chrono::milliseconds enabling{0};
  std::chrono::milliseconds disabling{0};
  std::chrono::milliseconds roll = std::chrono::hours(4);   // The longest a shard stays open.
  std::chrono::milliseconds trim = std::chrono::hours(24);  // What is older is gone.
  std::chrono::milliseconds iterator_life = std::chrono::minutes(15);
  StreamMoods moods{};
};

}  // namespace dynaferry::sim
