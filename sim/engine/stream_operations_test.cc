#include <gtest/gtest.h>

#include "sim/engine/stream_iterator.h"
#include "sim/engine/stream_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

std::string summary(const json::Array& records) {
  std::string told;
  for (const auto& record : records) {
    const auto& change = record.at("dynamodb").as_object();
    told +=
        std::string(record.at("eventName").as_string()) + " " + json::serialize(change.at("Keys"));
    for (const auto* image : {"OldImage", "NewImage"}) {
      if (const auto* found = json::find(change, image)) told += " " + json::serialize(*found);
    }
    told += " " + json::serialize(change.at("SizeBytes")) + "\n";
  }
  return told;
}

TEST(StreamRecords, tell_inserts_modifications_and_removals) {
  StreamWorld on;
  on.create();
  on.put(R"({"id":{"S":"a"},"v":{"N":"1.0"}})");
  on.put(R"({"id":{"S":"a"},"v":{"N":"20"}})");
  on.erase(R"({"id":{"S":"a"}})");
  EXPECT_EQ(summary(on.records()),
            R"(INSERT {"id":{"S":"a"}} {"id":{"S":"a"},"v":{"N":"1"}} 9
MODIFY {"id":{"S":"a"}} {"id":{"S":"a"},"v":{"N":"1"}} {"id":{"S":"a"},"v":{"N":"20"}} 15
REMOVE {"id":{"S":"a"}} {"id":{"S":"a"},"v":{"N":"20"}} 9
)");
}

// The two records that the service's documentation shows with their sizes.
TEST(StreamRecords, have_the_size_of_keys_and_images) {
  StreamWorld on;
  on.world.ok("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"Id","KeyType":"HASH"}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}})");
  on.put(R"({"Id":{"N":"101"},"Message":{"S":"New item!"}})");
  on.put(R"({"Id":{"N":"101"},"Message":{"S":"This item has changed"}})");
  const auto records = on.records();
  EXPECT_EQ(records.at(0).at("dynamodb").at("SizeBytes"), 26);
  EXPECT_EQ(records.at(1).at("dynamodb").at("SizeBytes"), 59);
}

TEST(StreamRecords, show_what_the_view_shows) {
  const auto told = [](const std::string& view) {
    StreamWorld on;
    on.create(view);
    on.put(R"({"id":{"S":"a"},"v":{"S":"old"}})");
    on.put(R"({"id":{"S":"a"},"v":{"S":"newer"}})");
    EXPECT_EQ(on.records().at(1).at("dynamodb").at("StreamViewType").as_string(), view);
    return summary(json::Array{on.records().at(1)});
  };
  const std::string keys = R"(MODIFY {"id":{"S":"a"}})";
  const std::string before = R"( {"id":{"S":"a"},"v":{"S":"old"}})";
  const std::string after = R"( {"id":{"S":"a"},"v":{"S":"newer"}})";
  EXPECT_EQ(told("KEYS_ONLY"), keys + " 3\n");
  EXPECT_EQ(told("OLD_IMAGE"), keys + before + " 10\n");
  EXPECT_EQ(told("NEW_IMAGE"), keys + after + " 12\n");
  EXPECT_EQ(told("NEW_AND_OLD_IMAGES"), keys + before + after + " 19\n");
}

TEST(StreamRecords, are_not_made_of_writes_that_change_nothing) {
  StreamWorld on;
  on.create();
  on.put(R"({"id":{"S":"a"},"m":{"M":{"p":{"N":"1"},"q":{"SS":["x","y"]}}}})");
  on.put(R"({"m":{"M":{"q":{"SS":["y","x"]},"p":{"N":"1.00"}}},"id":{"S":"a"}})");
  on.erase(R"({"id":{"S":"b"}})");
  on.world.ok("BatchWriteItem", R"({"RequestItems":{"things":[
      {"DeleteRequest":{"Key":{"id":{"S":"b"}}}},
      {"PutRequest":{"Item":{"m":{"M":{"q":{"SS":["y","x"]},"p":{"N":"1"}}},"id":{"S":"a"}}}},
      {"PutRequest":{"Item":{"id":{"S":"c"}}}}]}})");
  const auto records = on.records();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records.at(1).at("dynamodb").at("Keys").at("id").at("S").as_string(), "c");
}

TEST(StreamRecords, tell_their_time_in_whole_seconds) {
  StreamWorld on;
  on.create();
  on.now += 1999ms;
  on.put(R"({"id":{"S":"a"}})");
  const auto record = on.records().at(0);
  EXPECT_EQ(record.at("dynamodb").at("ApproximateCreationDateTime"), 1'800'000'001);
  EXPECT_EQ(record.at("awsRegion").as_string(), "us-east-1");
  EXPECT_EQ(record.at("eventID").as_string().size(), 32U);
  EXPECT_EQ(json::find(record.as_object(), "userIdentity"), nullptr);
}

TEST(ListStreams, lists_by_table_and_in_pages) {
  StreamWorld on;
  on.create();
  on.world.ok("UpdateTable", StreamWorld::update(R"({"StreamEnabled":false})"));
  on.now += 1s;
  on.world.ok("UpdateTable",
              StreamWorld::update(R"({"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"})"));
  on.world.create_simple("without");
  const auto all = on.world.ok_document("ListStreams", "{}");
  ASSERT_EQ(all.at("Streams").as_array().size(), 2U);
  EXPECT_EQ(json::find(all, "LastEvaluatedStreamArn"), nullptr);
  const auto first = on.world.ok_document("ListStreams", R"({"Limit":1})");
  const std::string last(first.at("LastEvaluatedStreamArn").as_string());
  EXPECT_EQ(first.at("Streams").as_array().at(0).at("StreamArn").as_string(), last);
  const auto second =
      on.world.ok_document("ListStreams", R"({"ExclusiveStartStreamArn":")" + last + "\"}");
  EXPECT_EQ(second.at("Streams").as_array().size(), 1U);
  EXPECT_EQ(second.at("Streams").as_array().at(0).at("StreamArn").as_string(), on.arn());
  EXPECT_TRUE(on.world.ok_document("ListStreams", R"({"TableName":"without"})")
                  .at("Streams")
                  .as_array()
                  .empty());
  EXPECT_EQ(on.world.refused("ListStreams", R"({"Limit":101})").code, "ValidationException");
}

TEST(DescribeStream, lists_100_shards_a_page) {
  StreamWorld on({.streams = {.shards = 130}});
  on.create();
  const auto first = on.describe();
  ASSERT_EQ(first.at("Shards").as_array().size(), 100U);
  const std::string last(first.at("LastEvaluatedShardId").as_string());
  EXPECT_EQ(first.at("Shards").as_array().back().at("ShardId").as_string(), last);
  const auto second = on.world.ok_document("DescribeStream",
                                           on.about(R"("ExclusiveStartShardId":")" + last + "\""));
  EXPECT_EQ(second.at("StreamDescription").at("Shards").as_array().size(), 30U);
  EXPECT_EQ(json::find(second.at("StreamDescription").as_object(), "LastEvaluatedShardId"),
            nullptr);
}

TEST(DescribeStream, shows_lineage_and_ends_and_only_the_children_asked_for) {
  StreamWorld on;
  on.create();
  const auto parent = on.shards().at(0);
  on.now += 4h;
  const auto shards = on.describe().at("Shards").as_array();
  ASSERT_EQ(shards.size(), 2U);
  EXPECT_NE(json::find(shards.at(0).at("SequenceNumberRange").as_object(), "EndingSequenceNumber"),
            nullptr);
  EXPECT_EQ(json::find(shards.at(1).at("SequenceNumberRange").as_object(), "EndingSequenceNumber"),
            nullptr);
  EXPECT_EQ(shards.at(1).at("ParentShardId").as_string(), parent);
  const auto children = on.world.ok_document(
      "DescribeStream",
      on.about(R"("ShardFilter":{"Type":"CHILD_SHARDS","ShardId":")" + parent + "\"}"));
  EXPECT_EQ(children.at("StreamDescription").at("Shards"), (json::Array{shards.at(1)}));
  for (const auto* half : {R"({"Type":"CHILD_SHARDS"})", R"({})"}) {
    EXPECT_EQ(
        on.world.refused("DescribeStream", on.about(R"("ShardFilter":)" + std::string(half))).code,
        "ValidationException");
  }
}

TEST(GetShardIterator, refuses_unknown_shards_and_numbers) {
  StreamWorld on;
  on.create();
  const auto shard = on.shards().at(0);
  const auto complaint = [&](const std::string& id, const std::string& type,
                             const std::string& more = "") {
    const auto refusal = on.world.refused("GetShardIterator", on.iterator_request(id, type, more));
    return refusal.code + ": " + refusal.message;
  };
  EXPECT_EQ(complaint("shardId-00000000000000000000-00000000", "LATEST"),
            "ResourceNotFoundException: Shard does not exist");
  EXPECT_EQ(
      complaint(shard, "AT_SEQUENCE_NUMBER"),
      "ValidationException: One or more parameter values were invalid: Invalid SequenceNumber");
  EXPECT_EQ(complaint(shard, "LATEST", R"(,"SequenceNumber":"000000000000000000001")"),
            "ValidationException: One or more parameter values were invalid: SequenceNumber should "
            "not be passed for this iterator type");
  EXPECT_EQ(
      complaint(shard, "AT_SEQUENCE_NUMBER", R"(,"SequenceNumber":"1")"),
      "ValidationException: 1 validation error detected: Value '1' at 'sequenceNumber' failed "
      "to satisfy constraint: Member must have length greater than or equal to 21");
  EXPECT_NE(complaint(shard, "SOMEWHERE").find("Member must satisfy enum value set"),
            std::string::npos);
  EXPECT_EQ(
      on.world
          .refused(
              "GetShardIterator",
              R"({"StreamArn":"arn:aws:dynamodb:us-east-1:1:table/none/stream/x","ShardId":")" +
                  shard + R"(","ShardIteratorType":"LATEST"})")
          .code,
      "ResourceNotFoundException");
}

TEST(GetRecords, goes_on_behind_the_last_record_until_its_shard_ends) {
  StreamWorld on;
  on.create();
  const auto shard = on.shards().at(0);
  auto iterator = on.iterator(shard, "LATEST");
  EXPECT_LE(iterator.size(), 2048U);
  for (int i = 0; i < 3; ++i) on.put(R"({"id":{"S":")" + std::to_string(i) + "\"}}");
  std::size_t records = 0;
  for (int i = 0; i < 4; ++i) {
    const auto page = on.read(iterator, R"(,"Limit":1)");
    records += page.at("Records").as_array().size();
    iterator = page.at("NextShardIterator").as_string();
  }
  EXPECT_EQ(records, 3U);
  on.world.ok("UpdateTable", StreamWorld::update(R"({"StreamEnabled":false})"));
  EXPECT_EQ(json::serialize(on.read(iterator)), R"({"Records":[]})");
}

TEST(GetRecords, starts_at_or_after_a_number) {
  StreamWorld on;
  on.create();
  for (int i = 0; i < 3; ++i) on.put(R"({"id":{"S":")" + std::to_string(i) + "\"}}");
  const auto shard = on.shards().at(0);
  const std::string number(on.records().at(1).at("dynamodb").at("SequenceNumber").as_string());
  const auto count = [&](const std::string& type) {
    return on.read(on.iterator(shard, type, R"(,"SequenceNumber":")" + number + "\""))
        .at("Records")
        .as_array()
        .size();
  };
  EXPECT_EQ(count("AT_SEQUENCE_NUMBER"), 2U);
  EXPECT_EQ(count("AFTER_SEQUENCE_NUMBER"), 1U);
}

TEST(GetRecords, refuses_an_iterator_that_is_15_minutes_old) {
  StreamWorld on;
  on.create();
  const auto iterator = on.iterator(on.shards().at(0));
  on.now += 15min - 1ms;
  const std::string next(on.read(iterator).at("NextShardIterator").as_string());
  on.now += 1ms;
  EXPECT_EQ(on.world.refused("GetRecords", StreamWorld::read_request(iterator)).code,
            "ExpiredIteratorException");
  on.read(next);
}

TEST(GetRecords, says_when_its_records_were_trimmed) {
  StreamWorld on({.streams = {.roll = 1000h}});
  on.create();
  on.put(R"({"id":{"S":"a"}})");
  on.now += 24h - 1ms;
  const auto iterator = on.iterator(on.shards().at(0));
  on.now += 1ms;
  EXPECT_EQ(on.world.refused("GetRecords", StreamWorld::read_request(iterator)).code,
            "TrimmedDataAccessException");
}

TEST(GetRecords, takes_limits_from_1_to_1000_and_only_its_own_iterators) {
  StreamWorld on;
  on.create();
  const auto iterator = on.iterator(on.shards().at(0));
  const auto complaint = [&](const std::string& given, const std::string& more) {
    return on.world.refused("GetRecords", StreamWorld::read_request(given, more)).message;
  };
  EXPECT_EQ(
      complaint(iterator, R"(,"Limit":1001)"),
      "One or more parameter values were invalid: Limit should be less than or equal to 1000");
  EXPECT_NE(complaint(iterator, R"(,"Limit":0)"), "");
  EXPECT_EQ(complaint("bad", ""), "Invalid ShardIterator");
  EXPECT_EQ(complaint(iterator + "AAAA", ""), "Invalid ShardIterator");
  EXPECT_EQ(complaint(iterator.substr(0, iterator.size() - 8), ""), "Invalid ShardIterator");
}

TEST(GetRecords, and_describe_stream_refuse_calls_beyond_their_rate) {
  StreamWorld on({.streams = {.moods = {.reads_per_second = 5, .describes_per_second = 10}}});
  on.create();
  const auto iterator = on.iterator(on.shards().at(0));
  for (int i = 0; i < 5; ++i) on.read(iterator);
  EXPECT_EQ(on.world.refused("GetRecords", StreamWorld::read_request(iterator)).code,
            "LimitExceededException");
  for (int i = 0; i < 9; ++i) on.describe();
  EXPECT_EQ(on.world.refused("DescribeStream", on.about()).code, "ThrottlingException");
}

// A reader goes on with the iterators that it is given, and begins with one that it asks for.
TEST(GetRecords, refuses_a_third_reader_of_a_shard_until_one_has_stopped) {
  StreamWorld on({.streams = {.moods = {.readers = 2}}});
  on.create();
  const auto shard = on.shards().at(0);
  auto first = on.iterator(shard);
  const auto third = on.iterator(shard);
  on.read(on.iterator(shard));
  for (int i = 0; i < 5; ++i) {
    on.now += 150ms;
    first = on.read(first).at("NextShardIterator").as_string();
    const auto refusal = on.world.refused("GetRecords", StreamWorld::read_request(third));
    EXPECT_EQ(refusal.code, "LimitExceededException");
  }
  on.now += 250ms;  // The second has not come back for a second.
  on.read(third);
  on.read(first);
}

TEST(StreamIterator, reads_back_and_nothing_else_does) {
  const StreamIterator iterator{"arn:aws:dynamodb:us-east-1:1:table/a/stream/x", "shard",
                                SequenceNumber(1000, 7), 9, WallTime(5ms)};
  const auto again = StreamIterator::parse(iterator.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text(), iterator.text());
  for (const auto* text : {"", "|1|", "a|1|fHx8", "a|2|fHx8"}) {
    EXPECT_FALSE(StreamIterator::parse(text)) << text;
  }
}

}  // namespace
}  // namespace dynaferry::sim
