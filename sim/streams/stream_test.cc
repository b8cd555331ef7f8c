#include "sim/streams/stream.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/streams/test_stream.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t middle = std::uint64_t{1} << 63U;

// The value of "name":"…" in a record.
std::string member(const StreamRecord& record, const std::string& name) {
  const auto at = record.json.find("\"" + name + "\":\"") + name.size() + 4;
  return record.json.substr(at, record.json.find('"', at) - at);
}

TEST(Stream, hands_out_each_record_once_and_in_order) {
  TestStream world;
  for (int i = 0; i < 2500; ++i) world.write(7, i);
  const auto id = world.shards().at(0).shard->id;
  for (const std::size_t page : {1000U, 7U}) {
    const auto records = world.read(id, world.position(id), page);
    ASSERT_EQ(records.size(), 2500U);
    for (std::size_t i = 1; i < records.size(); ++i) {
      EXPECT_LT(records[i - 1].number, records[i].number);
      EXPECT_EQ(records[i].number.text(), member(records[i], "SequenceNumber"));
      EXPECT_NE(records[i].json.find("{\"N\":\"" + std::to_string(i) + "\"}"), std::string::npos);
    }
  }
}

TEST(Stream, an_answer_ends_at_a_megabyte_but_has_one_record) {
  TestStream world;
  Change change;
  change.keys = {"{}", 10};
  change.after = {"{}", 400'000};
  for (int i = 0; i < 5; ++i) world.stream.record(change, 1, world.now);
  change.after.size = 2'000'000;
  world.stream.record(change, 1, world.now);
  const auto id = world.shards().at(0).shard->id;
  auto from = world.position(id);
  std::vector<std::size_t> pages;
  for (int i = 0; i < 4; ++i) {
    const auto reading = world.stream.read({id, from}, world.now);
    pages.push_back(reading->records.size());
    from = *reading->next;
  }
  EXPECT_EQ(pages, (std::vector<std::size_t>{2, 2, 1, 1}));
}

TEST(Stream, shards_have_ids_of_the_services_shape) {
  TestStream world({.shards = 3});
  for (const auto& listed : world.shards()) {
    EXPECT_EQ(listed.shard->id.size(), 37U);
    EXPECT_TRUE(listed.shard->id.starts_with("shardId-00000001800000000000-"));
  }
}

TEST(Stream, has_a_shard_for_each_range_that_it_is_born_with) {
  const WallTime now{500'000h};
  Stream::Birth birth{"things", "us-east-1", "arn", "label", "[]", StreamView::keys_only, now, now};
  birth.range_starts = std::vector<std::uint64_t>{10, middle};
  Stream stream(birth, {.shards = 7});
  std::map<std::uint64_t, std::uint64_t> ranges;
  const auto listing = stream.list({}, now);
  for (const auto& listed : listing->shards) {
    ranges[listed.shard->range.first] = listed.shard->range.last;
  }
  EXPECT_EQ(ranges, (std::map<std::uint64_t, std::uint64_t>{
                        {0, 9}, {10, middle - 1}, {middle, ~std::uint64_t{0}}}));
  birth.range_starts.emplace();
  EXPECT_EQ(Stream(birth, {.shards = 7}).list({}, now)->shards.size(), 1U);
}

TEST(Stream, a_shard_rolls_after_four_hours_at_the_latest) {
  TestStream world;
  const auto first = world.shards().at(0).shard->id;
  world.now += 3h;
  EXPECT_TRUE(world.shards().at(0).open);
  world.now += 1h;
  const auto after = world.shards();
  ASSERT_EQ(after.size(), 2U);
  EXPECT_FALSE(after[0].open);
  EXPECT_TRUE(after[1].open);
  EXPECT_EQ(after[1].shard->parent, first);
  EXPECT_LT(*after[0].shard->ending, after[1].shard->starting);
}

TEST(Stream, is_never_without_one_open_shard_for_each_hash) {
  TestStream world({.shards = 3});
  Random random(5);
  for (int i = 0; i < 300; ++i) {
    world.now += std::chrono::minutes(random.below(90));
    if (random.below(10) == 0) world.stream.split(random.next(), world.now);
    std::map<std::uint64_t, std::uint64_t> ranges;
    for (const auto& listed : world.shards()) {
      EXPECT_EQ(listed.open, !listed.shard->ending);
      if (listed.open) ranges.emplace(listed.shard->range.first, listed.shard->range.last);
    }
    std::uint64_t expected = 0;
    for (const auto& [first, last] : ranges) {
      EXPECT_EQ(first, expected);
      expected = last + 1;
    }
    EXPECT_EQ(expected, 0U);  // The last range ended at the very end.
  }
}

// The records of a key, parents before children, are its writes in order, whatever happened to shards.
TEST(Stream, read_along_its_lineage_tells_every_key_in_order) {
  TestStream world({.shards = 2, .roll = 10min});
  Random random(3);
  std::map<std::uint64_t, int> written;
  for (int i = 0; i < 2000; ++i) {
    world.now += std::chrono::seconds(random.below(20));
    const auto hash = random.below(16) << 60U;
    world.write(hash, ++written[hash]);
    if (random.below(200) == 0) world.stream.split(random.next(), world.now);
  }
  const auto shards = world.shards(10);
  std::map<std::string, int> told;
  std::set<std::string> done;
  while (done.size() < shards.size()) {
    const auto before = done.size();
    for (const auto& [shard, open] : shards) {
      if (done.contains(shard->id) || (!shard->parent.empty() && !done.contains(shard->parent))) {
        continue;
      }
      for (const auto& record : world.read(shard->id)) {
        const auto at = record.json.find("\"NewImage\"");
        const StreamRecord image{{}, {}, 0, record.json.substr(at)};
        EXPECT_EQ(member(image, "N"), std::to_string(++told[member(record, "N")]));
      }
      done.insert(shard->id);
    }
    ASSERT_GT(done.size(), before) << "a parent is missing";
  }
  for (const auto& [hash, count] : written) EXPECT_EQ(told[std::to_string(hash)], count);
}

TEST(Stream, a_split_closes_the_parent_and_parts_its_keys) {
  TestStream world;
  world.write(1, 1);
  const auto parent = world.shards().at(0).shard->id;
  world.stream.split(middle, world.now);
  world.write(middle - 1, 2);
  world.write(middle, 3);
  world.write(middle + 1, 4);
  const auto children = world.shards(100, parent);
  ASSERT_EQ(children.size(), 2U);
  std::multiset<std::size_t> counts;
  for (const auto& child : children) counts.insert(world.read(child.shard->id).size());
  EXPECT_EQ(counts, (std::multiset<std::size_t>{1, 2}));
  EXPECT_EQ(world.read(parent).size(), 1U);
  world.stream.split(middle, world.now);  // There is a border already.
  EXPECT_EQ(world.shards().size(), 3U);
}

TEST(Stream, a_closed_shard_has_an_end_and_an_open_one_goes_on) {
  TestStream world;
  world.write(1, 1);
  const auto id = world.shards().at(0).shard->id;
  const auto reading = world.stream.read({id, world.position(id)}, world.now);
  ASSERT_TRUE(reading->next);
  EXPECT_EQ(world.stream.read({id, *reading->next}, world.now)->next, reading->next);
  world.stream.split(middle, world.now);
  EXPECT_FALSE(world.stream.read({id, world.position(id)}, world.now)->next);  // With the record.
  EXPECT_FALSE(world.stream.read({id, *reading->next}, world.now)->next);
}

TEST(Stream, records_and_closed_shards_are_gone_after_a_day) {
  TestStream world({.roll = 1000h});
  world.write(1, 1);
  const auto id = world.shards().at(0).shard->id;
  const auto old = world.position(id);
  const auto number = world.read(id).at(0).number;
  world.now += 12h;
  world.write(1, 2);
  world.now += 12h;
  EXPECT_EQ(world.read(id).size(), 1U);
  EXPECT_EQ(world.stream.read({id, old}, world.now).error(), StreamFault::trimmed);
  for (const auto start : {StreamStart::at_number, StreamStart::after_number}) {
    EXPECT_EQ(world.stream.position(id, start, number, world.now).error(), StreamFault::trimmed);
  }
  world.stream.split(middle, world.now);
  world.now += 24h - 1ms;
  EXPECT_EQ(world.shards().size(), 3U);
  world.now += 1ms;
  ASSERT_EQ(world.shards().size(), 2U);
  EXPECT_EQ(world.shards().at(0).shard->parent, id);  // Which is no longer there.
  EXPECT_EQ(world.stream.read({id, old}, world.now).error(), StreamFault::no_shard);
}

TEST(Stream, a_position_is_at_or_after_a_number_of_its_shard) {
  TestStream world;
  for (int i = 0; i < 3; ++i) world.write(1, i);
  const auto& shard = *world.shards().at(0).shard;
  const auto records = world.read(shard.id);
  const auto from = [&](StreamStart start, SequenceNumber number) {
    return world.stream.position(shard.id, start, number, world.now);
  };
  EXPECT_EQ(world.read(shard.id, *from(StreamStart::at_number, records[1].number)).size(), 2U);
  EXPECT_EQ(world.read(shard.id, *from(StreamStart::after_number, records[1].number)).size(), 1U);
  EXPECT_EQ(world.read(shard.id, *from(StreamStart::at_number, shard.starting)).size(), 3U);
  EXPECT_EQ(world.read(shard.id, world.position(shard.id, StreamStart::latest)).size(), 0U);
  EXPECT_EQ(from(StreamStart::at_number, shard.next).error(), StreamFault::no_number);
  EXPECT_EQ(from(StreamStart::at_number, SequenceNumber(1, 0)).error(), StreamFault::no_number);
}

TEST(Stream, tells_the_same_again_for_the_same_seed) {
  const auto told = [](std::uint64_t seed) {
    TestStream world({.shards = 4}, seed);
    std::string all;
    for (std::uint64_t i = 0; i < 100; ++i) world.write(i << 57U, static_cast<int>(i));
    for (const auto& listed : world.shards()) {
      for (const auto& record : world.read(listed.shard->id)) all += record.json;
    }
    return all;
  };
  EXPECT_EQ(told(1), told(1));
  EXPECT_NE(told(1), told(2));
}

}  // namespace
}  // namespace dynaferry::sim
