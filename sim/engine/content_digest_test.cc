#include "sim/engine/content_digest.h"

#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

const Caller caller{"111111111111", "us-east-1"};

Record record(int number, const std::string& value) {
  const ItemKey key{static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15ULL,
                    std::to_string(number)};
  return {key, R"({"id":{"N":")" + std::to_string(number) + R"("},"v":{"S":")" + value + "\"}}",
          10};
}

TEST(ContentDigest, does_not_depend_on_the_order) {
  ContentDigest up;
  ContentDigest down;
  for (int i = 0; i < 5000; ++i) up.add(record(i, "x"));
  for (int i = 4999; i >= 0; --i) down.add(record(i, "x"));
  EXPECT_EQ(up, down);
  EXPECT_EQ(up.items(), 5000U);
  EXPECT_EQ(up.difference_text(down), "");
}

TEST(ContentDigest, names_the_range_of_an_item_lost_doubled_or_changed) {
  ContentDigest wanted;
  for (int i = 0; i < 5000; ++i) wanted.add(record(i, "x"));
  const auto range = record(77, "x").hash() >> 54U;
  for (int fault = 0; fault < 3; ++fault) {
    ContentDigest got;
    for (int i = 0; i < 5000; ++i) {
      if (i == 77 && fault == 0) continue;
      got.add(record(i, i == 77 && fault == 1 ? "y" : "x"));
      if (i == 77 && fault == 2) got.add(record(i, "x"));
    }
    EXPECT_NE(got, wanted);
    ASSERT_EQ(got.differences(wanted).size(), 1U);
    EXPECT_EQ(got.differences(wanted)[0], range);
    EXPECT_NE(got.difference_text(wanted).find("range " + std::to_string(range)),
              std::string::npos);
  }
}

class SwallowingTable : public ::testing::Test {
 protected:
  static EngineOptions options() {
    EngineOptions out;
    out.swallowing = {"sw*-t*s"};
    return out;
  }
  SwallowingTable() : world_(options()) {
    for (const auto* name : {"swallowing-things", "keeping-things"}) world_.create_simple(name);
  }
  static std::string put(const std::string& table, int number) {
    return R"({"TableName":")" + table + R"(","Item":{"id":{"S":")" + std::to_string(number) +
           R"("},"n":{"N":"007.0"}}})";
  }

  TestWorld world_;
};

TEST_F(SwallowingTable, has_the_digest_of_a_table_that_keeps_its_items) {
  for (int i = 0; i < 300; ++i) {
    world_.ok("PutItem", put("swallowing-things", i));
    world_.ok("PutItem", put("keeping-things", i));
  }
  const auto swallowed = world_.engine().digest(caller, "swallowing-things");
  ASSERT_TRUE(swallowed);
  EXPECT_EQ(swallowed, world_.engine().digest(caller, "keeping-things"));
  EXPECT_EQ(world_.count("swallowing-things"), 300);
}

TEST_F(SwallowingTable, counts_a_put_each_time) {
  world_.ok("PutItem", put("swallowing-things", 1));
  const auto once = world_.engine().digest(caller, "swallowing-things");
  world_.ok("PutItem", put("swallowing-things", 1));
  const auto twice = world_.engine().digest(caller, "swallowing-things");
  EXPECT_EQ(twice->items(), 2U);
  EXPECT_EQ(twice->differences(*once).size(), 1U);
}

// Batches that are canonical: of these nothing is kept but their sum, unless somebody else asks.
std::string canonical_batch(const std::string& table, int items) {
  std::string request = R"({"RequestItems":{")" + table + "\":[";
  for (int i = 0; i < items; ++i) {
    if (i > 0) request += ',';
    request += R"({"PutRequest":{"Item":{"id":{"S":")" + std::to_string(i) + R"("},"v":{"S":")" +
               std::string(900, 'x') + "\"}}}}";
  }
  return request + "]}}";
}

TEST_F(SwallowingTable, records_batches_in_its_stream) {
  world_.ok("UpdateTable", R"({"TableName":"swallowing-things","StreamSpecification":
      {"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}})");
  world_.ok("BatchWriteItem", canonical_batch("swallowing-things", 3));
  const auto described =
      world_.ok_document("DescribeTable", R"({"TableName":"swallowing-things"})");
  const std::string stream(described.at("Table").at("LatestStreamArn").as_string());
  std::size_t records = 0;
  const auto shards = world_.ok_document("DescribeStream", R"({"StreamArn":")" + stream + "\"}");
  for (const auto& shard : shards.at("StreamDescription").at("Shards").as_array()) {
    const auto iterator =
        world_.ok_document("GetShardIterator", R"({"StreamArn":")" + stream + R"(","ShardId":)" +
                                                   json::serialize(shard.at("ShardId")) +
                                                   R"(,"ShardIteratorType":"TRIM_HORIZON"})");
    const auto got = world_.ok_document(
        "GetRecords", R"({"ShardIterator":)" + json::serialize(iterator.at("ShardIterator")) + "}");
    records += got.at("Records").as_array().size();
  }
  EXPECT_EQ(records, 3U);
  EXPECT_EQ(world_.count("swallowing-things"), 3);
}

TEST(SwallowingTableWithPhysics, has_no_more_capacity_for_batches_than_another) {
  auto options = with_physics();
  options.swallowing = {"swallowing-*"};
  TestWorld world(std::move(options));
  world.ok("CreateTable", R"({"TableName":"swallowing-things",
      "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":5},
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})");
  const auto answer = world.ok_document("BatchWriteItem", canonical_batch("swallowing-things", 8));
  EXPECT_EQ(answer.at("UnprocessedItems").at("swallowing-things").as_array().size(), 3U);
  EXPECT_EQ(world.count("swallowing-things"), 5);
}

TEST_F(SwallowingTable, refuses_items_as_any_table_does_and_does_not_count_them) {
  EXPECT_EQ(world_
                .refused("PutItem", R"({"TableName":"swallowing-things",
                                          "Item":{"id":{"N":"1"}}})")
                .code,
            "ValidationException");
  EXPECT_EQ(world_.count("swallowing-things"), 0);
}

TEST_F(SwallowingTable, tells_what_a_write_costs) {
  const auto answer = world_.ok_document(
      "PutItem", R"({"TableName":"swallowing-things","ReturnConsumedCapacity":"TOTAL",
                     "Item":{"id":{"S":"1"},"v":{"S":")" +
                     std::string(3000, 'x') + "\"}}}");
  EXPECT_EQ(answer.at("ConsumedCapacity").at("CapacityUnits").to_number<double>(), 3.0);
}

TEST_F(SwallowingTable, is_read_as_empty_while_it_is_and_not_afterwards) {
  const std::string scan = R"({"TableName":"swallowing-things"})";
  const std::string key = R"({"TableName":"swallowing-things","Key":{"id":{"S":"1"}}})";
  EXPECT_TRUE(world_.ok_document("Scan", scan).at("Items").as_array().empty());
  EXPECT_TRUE(world_.ok_document("GetItem", key).empty());
  world_.ok("PutItem", put("swallowing-things", 1));
  auto conditional = put("swallowing-things", 2);
  conditional.insert(1, "\"ConditionExpression\":\"attribute_not_exists(id)\",");
  auto curious = put("swallowing-things", 2);
  curious.insert(1, "\"ReturnValues\":\"ALL_OLD\",");
  for (const auto& [operation, request] :
       std::vector<std::pair<std::string, std::string>>{{"Scan", scan},
                                                        {"GetItem", key},
                                                        {"DeleteItem", key},
                                                        {"PutItem", conditional},
                                                        {"PutItem", curious}}) {
    EXPECT_EQ(world_.refused(operation, request).code, "NotSimulatedException") << operation;
  }
  EXPECT_EQ(world_.count("swallowing-things"), 1);
}

}  // namespace
}  // namespace dynaferry::sim
