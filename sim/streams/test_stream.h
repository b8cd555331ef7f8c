// A stream under a clock that the test moves, for tests of the streams' room.

#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "sim/streams/stream.h"

namespace dynaferry::sim {

class TestStream {
 public:
  explicit TestStream(const StreamOptions& options = {}, std::uint64_t seed = 1)
      : stream({"things", "us-east-1", "arn", "label", "[]", StreamView::new_and_old_images, now,
                now, seed},
               options) {}

  // A write of the item with this hash.
  void write(std::uint64_t hash, int value) {
    const auto keys = R"({"id":{"N":")" + std::to_string(hash) + "\"}}";
    const auto image = R"({"v":{"N":")" + std::to_string(value) + "\"}}";
    Change change;
    change.keys = {keys, 3};
    change.after = {image, 2};
    stream.record(change, hash, now);
  }

  // Every shard, through pages of this size.
  std::vector<Stream::ListedShard> shards(std::size_t page = 100, std::string_view parent = {}) {
    std::vector<Stream::ListedShard> all;
    std::string after;
    while (true) {
      const auto listing = stream.list({after, parent, page}, now);
      EXPECT_TRUE(listing);
      all.insert(all.end(), listing->shards.begin(), listing->shards.end());
      if (!listing->more) return all;
      after = listing->shards.back().shard->id;
    }
  }

  SequenceNumber position(std::string_view shard, StreamStart start = StreamStart::trim_horizon) {
    const auto at = stream.position(shard, start, std::nullopt, now);
    EXPECT_TRUE(at);
    return at.value_or(SequenceNumber());
  }

  // The records of a shard from a position on, without waiting for more.
  std::vector<StreamRecord> read(std::string_view shard, SequenceNumber from,
                                 std::size_t page = 1000) {
    std::vector<StreamRecord> all;
    while (true) {
      const auto reading = stream.read({shard, from, page}, now);
      EXPECT_TRUE(reading);
      if (!reading) return all;
      for (const auto* record : reading->records) all.push_back(*record);
      if (!reading->next || *reading->next == from) return all;
      from = *reading->next;
    }
  }
  std::vector<StreamRecord> read(std::string_view shard) { return read(shard, position(shard)); }

  WallTime now{std::chrono::hours(500'000)};
  Stream stream;
};

}  // namespace dynaferry::sim
