#include "sim/streams/shard_readers.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

TEST(ShardReaders, are_not_limited_unless_told) {
  ShardReaders readers;
  for (std::uint64_t reader = 0; reader < 100; ++reader) {
    EXPECT_TRUE(readers.take(reader, WallTime{}, 0));
  }
}

TEST(ShardReaders, keep_their_place_for_a_second_after_each_answer) {
  ShardReaders readers;
  WallTime now{};
  EXPECT_TRUE(readers.take(1, now, 2));
  now += 500ms;
  EXPECT_TRUE(readers.take(2, now, 2));
  EXPECT_FALSE(readers.take(3, now, 2));
  now += 499ms;
  EXPECT_TRUE(readers.take(1, now, 2));
  EXPECT_FALSE(readers.take(3, now, 2));
  now += 501ms;
  EXPECT_TRUE(readers.take(3, now, 2));
  EXPECT_FALSE(readers.take(2, now, 2));
}

// Or two that are turned away would keep each other out for ever.
TEST(ShardReaders, gain_no_place_by_being_turned_away) {
  ShardReaders readers;
  WallTime now{};
  EXPECT_TRUE(readers.take(1, now, 1));
  for (int i = 0; i < 9; ++i) {
    now += 100ms;
    EXPECT_FALSE(readers.take(2, now, 1));
  }
  now += 100ms;
  EXPECT_TRUE(readers.take(3, now, 1));
}

}  // namespace
}  // namespace dynaferry::sim
