#include <gtest/gtest.h>

#include "sim/streams/test_stream.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t middle = std::uint64_t{1} << 63U;

TEST(StreamMoods, a_parent_looks_open_beside_its_children_for_a_while) {
  TestStream world({.moods = {.open_parent = 5s}});
  const auto parent = world.shards().at(0).shard->id;
  world.stream.split(middle, world.now);
  const auto open = [&] {
    std::size_t count = 0;
    for (const auto& listed : world.shards()) count += listed.open ? 1U : 0U;
    return count;
  };
  EXPECT_EQ(open(), 3U);
  EXPECT_FALSE(world.stream.read({parent, world.position(parent)}, world.now)->next);
  world.now += 5s;
  EXPECT_EQ(open(), 2U);
}

TEST(StreamMoods, a_child_is_listed_late_but_can_be_read) {
  TestStream world({.moods = {.late_child = 5s}});
  const auto parent = world.shards().at(0).shard->id;
  world.stream.split(middle, world.now);
  world.write(1, 1);
  world.now += 5s - 1ms;
  EXPECT_EQ(world.shards().size(), 1U);
  EXPECT_EQ(world.shards(100, parent).size(), 0U);
  world.now += 1ms;
  ASSERT_EQ(world.shards(100, parent).size(), 2U);
  std::size_t records = 0;
  for (const auto& child : world.shards(100, parent)) records += world.read(child.shard->id).size();
  EXPECT_EQ(records, 1U);
}

TEST(StreamMoods, a_page_may_begin_with_the_shard_that_ended_the_one_before) {
  TestStream world({.shards = 9, .moods = {.repeated_shard = 1}});
  const auto listed = world.shards(3);
  EXPECT_EQ(listed.size(), 12U);  // Three, and then two new ones in each page.
  std::set<std::string> ids;
  for (const auto& shard : listed) ids.insert(shard.shard->id);
  EXPECT_EQ(ids.size(), 9U);
  EXPECT_EQ(world.shards(1).size(), 9U);
}

TEST(StreamMoods, empty_answers_come_before_data_and_lose_none) {
  TestStream world({.moods = {.empty_answer = 0.7}});
  for (int i = 0; i < 50; ++i) world.write(1, i);
  const auto id = world.shards().at(0).shard->id;
  auto from = world.position(id);
  std::size_t empty = 0;
  std::size_t records = 0;
  for (int i = 0; i < 1000 && records < 50; ++i) {
    const auto reading = world.stream.read({id, from, 10}, world.now);
    empty += reading->records.empty() ? 1U : 0U;
    records += reading->records.size();
    from = *reading->next;
  }
  EXPECT_EQ(records, 50U);
  EXPECT_GT(empty, 0U);
}

TEST(StreamMoods, latest_starts_before_now_but_not_before_its_slack) {
  TestStream world({.moods = {.latest_slack = 10s}});
  for (int i = 0; i < 4; ++i) {
    world.write(1, i);
    world.now += 4s;
  }
  const auto id = world.shards().at(0).shard->id;
  EXPECT_EQ(world.read(id, world.position(id, StreamStart::latest)).size(), 2U);
}

TEST(StreamMoods, a_call_too_many_in_a_second_is_refused) {
  TestStream world({.shards = 2, .moods = {.reads_per_second = 5, .describes_per_second = 10}});
  const auto shards = world.shards();
  const auto read = [&](std::size_t shard) {
    const auto& id = shards[shard].shard->id;
    return world.stream.read({id, world.position(id)}, world.now);
  };
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(read(0));
    world.now += 100ms;
  }
  EXPECT_EQ(read(0).error(), StreamFault::too_many_calls);
  EXPECT_TRUE(read(1));
  world.now += 500ms;  // The first of the five is a second ago.
  EXPECT_TRUE(read(0));
  EXPECT_EQ(read(0).error(), StreamFault::too_many_calls);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(world.stream.list({}, world.now));
  EXPECT_EQ(world.stream.list({}, world.now).error(), StreamFault::too_many_calls);
}

TEST(StreamMoods, more_bytes_than_a_shard_gives_in_a_second_are_waited_for) {
  TestStream world({.shards = 2, .moods = {.read_bytes_per_second = 2'000'000}});
  Change change;
  change.keys = {"{}", 10};
  change.after = {"{}", 900'000};
  for (int i = 0; i < 5; ++i) world.stream.record(change, 1, world.now);
  const auto shards = world.shards();
  const auto read = [&](std::size_t shard) {
    const auto& id = shards[shard].shard->id;
    return world.stream.read({id, world.position(id)}, world.now);
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(read(0));  // 2.7 MB, one record each.
  EXPECT_EQ(read(0).error(), StreamFault::too_many_calls);
  EXPECT_TRUE(read(1));
  world.now += 1s;
  EXPECT_TRUE(read(0));
}

}  // namespace
}  // namespace dynaferry::sim
