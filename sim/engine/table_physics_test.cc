// What the engine makes of capacity that is short: which errors, with which reasons, and what of a
// batch comes back. How much each limit lets through is shown in sim/physics.

#include <gtest/gtest.h>

#include <map>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using std::chrono::seconds;

// A world with capacity.
class Tables : public ClockedWorld {
 public:
  Tables() : ClockedWorld(with_physics()) {}

  void create(const std::string& name, int reads, int writes, const std::string& more = "") {
    ok("CreateTable",
       R"({"TableName":")" + name + R"(","ProvisionedThroughput":)" + throughput(reads, writes) +
           R"(,
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"})" +
           (more.contains("\"g\"") ? R"(,{"AttributeName":"g","AttributeType":"S"})" : "") +
           R"(],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}])" + more + "}");
  }
  static std::string throughput(int reads, int writes) {
    return R"({"ReadCapacityUnits":)" + std::to_string(reads) + R"(,"WriteCapacityUnits":)" +
           std::to_string(writes) + "}";
  }
  static std::string put(const std::string& table, int id, const std::string& more = "") {
    return R"({"TableName":")" + table + R"(","Item":{"id":{"S":")" + std::to_string(id) + "\"}" +
           more + "}}";
  }
  static std::string batch(const std::string& table, int first, int count) {
    std::string out = R"({"RequestItems":{")" + table + "\":[";
    for (int id = first; id < first + count; ++id) {
      if (id > first) out += ',';
      out += R"({"PutRequest":{"Item":{"id":{"S":")" + std::to_string(id) + "\"}}}}";
    }
    return out + "]}}";
  }
  std::string stream(const std::string& table) {
    const auto told = ok_document("DescribeTable", R"({"TableName":")" + table + "\"}");
    return std::string(told.at("Table").at("LatestStreamArn").as_string());
  }
  json::Array shards(const std::string& table) {
    return ok_document("DescribeStream", R"({"StreamArn":")" + stream(table) + "\"}")
        .at("StreamDescription")
        .at("Shards")
        .as_array();
  }
  json::Array records(const std::string& table, const json::Value& shard) {
    const auto iterator =
        ok_document("GetShardIterator", R"({"ShardIteratorType":"TRIM_HORIZON","StreamArn":")" +
                                            stream(table) + R"(","ShardId":")" +
                                            std::string(shard.at("ShardId").as_string()) + "\"}");
    return ok_document("GetRecords", json::serialize(iterator)).at("Records").as_array();
  }
  // Puts until one is refused; how many were not.
  int puts_until_refused(const std::string& table, ServiceError& refusal,
                         const std::string& more = "") {
    for (int done = 0; done < 100'000; ++done) {
      auto answer = engine().call(caller(), "PutItem", put(table, done, more));
      if (!answer.error) continue;
      refusal = *answer.error;
      return done;
    }
    return -1;
  }
};

TEST(TablePhysics, refuses_writes_beyond_what_is_provisioned_and_says_which_limit) {
  Tables tables;
  tables.create("few", 5, 10);
  tables.now += seconds(20);
  ServiceError refusal;
  EXPECT_EQ(tables.puts_until_refused("few", refusal), 10 * 21);
  EXPECT_EQ(refusal.code, "ProvisionedThroughputExceededException");
  EXPECT_EQ(refusal.members,
            R"("ThrottlingReasons":[{"reason":"TableWriteProvisionedThroughputExceeded",)"
            R"("resource":"arn:aws:dynamodb:us-east-1:111111111111:table/few"}])");
  tables.now += seconds(1);
  EXPECT_EQ(tables.puts_until_refused("few", refusal), 10);
}

TEST(TablePhysics, calls_it_a_throttle_with_a_small_letter_on_demand) {
  Tables tables;
  tables.create_simple("demand");
  ServiceError refusal;
  // Four partitions of 1,000 units, asked for one key: one of them.
  std::string same = Tables::put("demand", 7);
  int done = 0;
  for (;; ++done) {
    const auto answer = tables.engine().call(tables.caller(), "PutItem", same);
    if (!answer.error) continue;
    refusal = *answer.error;
    break;
  }
  EXPECT_EQ(done, 1'000);
  EXPECT_EQ(refusal.code, "ThrottlingException");
  EXPECT_TRUE(refusal.members.starts_with(
      R"("throttlingReasons":[{"reason":"TableWriteKeyRangeThroughputExceeded",)"));
}

TEST(TablePhysics, hands_back_what_of_a_batch_did_not_fit_and_refuses_it_only_when_nothing_did) {
  Tables tables;
  tables.create("few", 5, 10);
  const auto answer = tables.ok_document("BatchWriteItem", Tables::batch("few", 0, 25));
  EXPECT_EQ(answer.at("UnprocessedItems").at("few").as_array().size(), 15U);
  EXPECT_EQ(tables.count("few"), 10);
  EXPECT_EQ(tables.refused("BatchWriteItem", Tables::batch("few", 100, 3)).code,
            "ProvisionedThroughputExceededException");
  EXPECT_EQ(tables.count("few"), 10);
}

TEST(TablePhysics, holds_a_table_back_when_a_global_index_is_short_of_writes) {
  const std::string index =
      R"(,"GlobalSecondaryIndexes":[{"IndexName":"by-g","Projection":{"ProjectionType":"KEYS_ONLY"},
        "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"ProvisionedThroughput":)" +
      Tables::throughput(5, 2) + "}]";
  Tables tables;
  tables.create("tab", 5, 100, index);
  ServiceError refusal;
  EXPECT_EQ(tables.puts_until_refused("tab", refusal, R"(,"g":{"S":"x"})"), 2);
  EXPECT_TRUE(refusal.members.contains(R"("reason":"IndexWriteProvisionedThroughputExceeded",)"
                                       R"("resource":"arn:aws:dynamodb:us-east-1:111111111111:)"
                                       R"(table/tab/index/by-g")"));
  // What the index does not show costs it nothing; what stays the same there, neither.
  tables.ok("PutItem", Tables::put("tab", 500));
  tables.ok("PutItem", Tables::put("tab", 0, R"(,"g":{"S":"x"},"other":{"N":"1"})"));
}

TEST(TablePhysics, charges_a_scan_for_each_partition_that_it_touches) {
  Tables tables;
  tables.create_simple("demand");
  tables.ok("PutItem", Tables::put("demand", 1));
  const auto units = [&](const std::string& more) {
    return tables
        .ok_document("Scan",
                     R"({"TableName":"demand","ReturnConsumedCapacity":"TOTAL")" + more + "}")
        .at("ConsumedCapacity")
        .at("CapacityUnits")
        .to_number<double>();
  };
  EXPECT_EQ(units(R"(,"ConsistentRead":true)"), 4);
  EXPECT_EQ(units(""), 2);
  EXPECT_EQ(units(R"(,"Segment":0,"TotalSegments":4)"), 0.5);
}

TEST(TablePhysics, refuses_reads_beyond_what_is_provisioned_and_hands_back_keys) {
  Tables tables;
  tables.create("few", 3, 100);
  tables.ok("PutItem", Tables::put("few", 1));
  std::string keys;
  for (int id = 0; id < 10; ++id) {
    keys += std::string(id == 0 ? "" : ",") + R"({"id":{"S":")" + std::to_string(id) + "\"}}";
  }
  const auto request = R"({"RequestItems":{"few":{"ConsistentRead":true,"Keys":[)" + keys + "]}}}";
  const auto answer = tables.ok_document("BatchGetItem", request);
  EXPECT_EQ(answer.at("UnprocessedKeys").at("few").at("Keys").as_array().size(), 7U);
  const auto refusal = tables.refused("Scan", R"({"TableName":"few"})");
  EXPECT_EQ(refusal.code, "ProvisionedThroughputExceededException");
  EXPECT_TRUE(refusal.members.contains("TableReadProvisionedThroughputExceeded"));
  EXPECT_EQ(tables.refused("BatchGetItem", request).code, "ProvisionedThroughputExceededException");
  tables.now += seconds(1);
  tables.ok("Scan", R"({"TableName":"few"})");
}

// Of a condition that does not hold it is the larger of the two items; of an update, the one there.
TEST(TablePhysics, charges_writes_whose_condition_does_not_hold) {
  const std::string two_kb = R"(,"fill":{"S":")" + std::string(1'500, 'x') + "\"}";
  const std::string never = R"x(,"ConditionExpression":"attribute_exists(nothing)")x";
  const std::string key = R"({"TableName":"few","Key":{"id":{"S":"1"}})" + never;
  const auto put = Tables::put("few", 1, two_kb);
  const auto failed_put = put.substr(0, put.size() - 1) + never + "}";
  const auto failed_update = key + R"(,"UpdateExpression":"REMOVE nowhere"})";
  const std::map<std::string, std::string> failing = {
      {"PutItem", failed_put}, {"UpdateItem", failed_update}, {"DeleteItem", key + "}"}};
  for (const auto& [operation, request] : failing) {
    Tables tables;
    tables.create("few", 5, 10);
    tables.ok("PutItem", put);
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(tables.refused(operation, request).code, "ConditionalCheckFailedException");
    }
    EXPECT_EQ(tables.refused(operation, request).code, "ProvisionedThroughputExceededException");
  }
  Tables tables;
  tables.create("few", 5, 10);
  for (int i = 0; i < 10; ++i) tables.refused("DeleteItem", key + "}");
  EXPECT_EQ(tables.refused("DeleteItem", key + "}").code, "ProvisionedThroughputExceededException");
}

TEST(TablePhysics, charges_the_checks_of_a_transaction_as_writes) {
  const std::string check = R"x({"TransactItems":[{"ConditionCheck":{"TableName":"few",
      "Key":{"id":{"S":"1"}},"ConditionExpression":"attribute_not_exists(id)"}}]})x";
  Tables tables;
  tables.create("few", 5, 10);
  for (int i = 0; i < 5; ++i) tables.ok("TransactWriteItems", check);
  const auto refusal = tables.refused("TransactWriteItems", check);
  EXPECT_EQ(refusal.code, "TransactionCanceledException");
  EXPECT_TRUE(refusal.members.contains(R"("Code":"ProvisionedThroughputExceeded")"));
  tables.now += seconds(1);
  tables.ok("TransactWriteItems", check);
}

TEST(TablePhysics, charges_the_reads_of_a_transaction_only_if_there_is_enough_for_all) {
  const auto get = [](const std::string& table) {
    return R"({"Get":{"TableName":")" + table + R"(","Key":{"id":{"S":"1"}}}})";
  };
  const auto both = R"({"TransactItems":[)" + get("rich") + "," + get("poor") + "]}";
  const auto rich = R"({"TransactItems":[)" + get("rich") + "]}";
  Tables tables;
  tables.create("rich", 4, 5);
  tables.create("poor", 1, 5);
  tables.ok("TransactGetItems", both);
  for (int i = 0; i < 10; ++i) {
    const auto refusal = tables.refused("TransactGetItems", both);
    EXPECT_EQ(refusal.code, "TransactionCanceledException");
    EXPECT_TRUE(refusal.message.ends_with("[None, ProvisionedThroughputExceeded]"));
  }
  tables.ok("TransactGetItems", rich);
  EXPECT_TRUE(tables.refused("TransactGetItems", rich)
                  .members.contains("TableReadProvisionedThroughputExceeded"));
}

TEST(TablePhysics, follows_what_the_owner_changes) {
  Tables tables;
  tables.create("tab", 5, 10);
  ServiceError refusal;
  EXPECT_EQ(tables.puts_until_refused("tab", refusal), 10);
  tables.ok("UpdateTable",
            R"({"TableName":"tab","ProvisionedThroughput":)" + Tables::throughput(5, 50) + "}");
  tables.now += seconds(2);
  EXPECT_EQ(tables.puts_until_refused("tab", refusal), 100);
}

TEST(TablePhysics, gives_a_new_stream_a_shard_for_each_partition) {
  const std::string stream = R"("StreamSpecification":{"StreamEnabled":true,
      "StreamViewType":"KEYS_ONLY"})";
  Tables tables;
  tables.create_simple("demand");
  tables.ok("UpdateTable", R"({"TableName":"demand",)" + stream + "}");
  EXPECT_EQ(tables.shards("demand").size(), 4U);
  tables.create("tab", 5, 2'500, "," + stream);
  EXPECT_EQ(tables.shards("tab").size(), 3U);
  // Records of one shard are of one partition: each of the others has some, too.
  for (int id = 0; id < 100; ++id) tables.ok("PutItem", Tables::put("tab", id));
  for (const auto& shard : tables.shards("tab")) {
    EXPECT_GT(tables.records("tab", shard).size(), 10U);
  }
}

TEST(TablePhysics, splits_shards_also_when_a_transaction_writes) {
  Tables tables;
  tables.create("tab", 5, 900, R"(,"StreamSpecification":{"StreamEnabled":true,
      "StreamViewType":"KEYS_ONLY"})");
  tables.now += seconds(1);
  tables.ok("UpdateTable",
            R"({"TableName":"tab","ProvisionedThroughput":)" + Tables::throughput(5, 1'900) + "}");
  tables.ok("TransactWriteItems", R"({"TransactItems":[{"Put":)" + Tables::put("tab", 1) + "}]}");
  const auto shards = tables.shards("tab");
  ASSERT_EQ(shards.size(), 3U);
  EXPECT_EQ(shards[1].at("ParentShardId"), shards[0].at("ShardId"));
  std::size_t records = 0;
  for (const auto& shard : shards) records += tables.records("tab", shard).size();
  EXPECT_EQ(records, 1U);
  EXPECT_TRUE(tables.records("tab", shards[0]).empty());
}

TEST(TablePhysics, splits_the_shard_of_the_stream_with_its_partition) {
  Tables tables;
  tables.create("tab", 5, 900, R"(,"StreamSpecification":{"StreamEnabled":true,
      "StreamViewType":"KEYS_ONLY"})");
  EXPECT_EQ(tables.shards("tab").size(), 1U);
  ServiceError refusal;
  for (int second = 0; second < 400; ++second) {
    tables.now += seconds(1);
    tables.puts_until_refused("tab", refusal);
  }
  const auto split = tables.shards("tab");
  ASSERT_GE(split.size(), 3U);
  EXPECT_EQ(split[1].at("ParentShardId"), split[0].at("ShardId"));
  EXPECT_TRUE(split[0].at("SequenceNumberRange").as_object().contains("EndingSequenceNumber"));
}

}  // namespace
}  // namespace dynaferry::sim
