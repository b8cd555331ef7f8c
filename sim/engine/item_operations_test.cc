#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

std::string put(const std::string& item, const std::string& more = "") {
  return R"({"TableName":"things","Item":)" + item + more + "}";
}

class ItemOperations : public ::testing::Test {
 protected:
  ItemOperations() { world_.create_sorted("things"); }
  std::string complaint(const std::string& item) {
    return world_.refused("PutItem", put(item)).message;
  }
  TestWorld world_;
};

TEST_F(ItemOperations, treats_spellings_of_a_number_as_one_key) {
  world_.ok("PutItem", put(R"({"id":{"S":"a"},"at":{"N":"1.0"},"v":{"S":"old"}})"));
  EXPECT_EQ(world_.ok("PutItem", put(R"({"id":{"S":"a"},"at":{"N":"1e0"},"v":{"S":"new"}})",
                                     R"(,"ReturnValues":"ALL_OLD")")),
            R"({"Attributes":{"id":{"S":"a"},"at":{"N":"1"},"v":{"S":"old"}}})");
  EXPECT_EQ(world_.count("things"), 1);
}

TEST_F(ItemOperations, refuse_keys_that_the_schema_does_not_have) {
  EXPECT_EQ(complaint(R"({"id":{"S":"a"}})"),
            "One or more parameter values were invalid: Missing the key at in the item");
  EXPECT_EQ(
      complaint(R"({"id":{"N":"1"},"at":{"N":"1"}})"),
      "One or more parameter values were invalid: Type mismatch for key id expected: S actual: N");
  EXPECT_EQ(complaint(R"({"id":{"S":""},"at":{"N":"1"}})"),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: id");
  EXPECT_EQ(world_.refused("GetItem", R"({"TableName":"things","Key":{"id":{"S":"a"}}})").message,
            "The provided key element does not match the schema");
}

TEST_F(ItemOperations, take_keys_to_the_limit_and_no_further) {
  world_.ok("PutItem", put(R"({"at":{"N":"1"},"id":{"S":")" + std::string(2048, 'x') + "\"}}"));
  EXPECT_NE(complaint(R"({"at":{"N":"1"},"id":{"S":")" + std::string(2049, 'x') + "\"}}"), "");
}

TEST_F(ItemOperations, take_400_kilobytes_and_not_a_byte_more) {
  world_.create_simple("flat");
  const auto item = [](std::size_t size) {
    return R"({"TableName":"flat","Item":{"id":{"S":"k"},"v":{"S":")" + std::string(size - 4, 'x') +
           "\"}}}";
  };
  world_.ok("PutItem", item(409'600));
  EXPECT_EQ(world_.refused("PutItem", item(409'601)).message,
            "Item size has exceeded the maximum allowed size");
}

TEST_F(ItemOperations, hold_a_write_to_its_condition) {
  const auto* const item = R"({"id":{"S":"a"},"at":{"N":"1"}})";
  const std::string absent = R"x(,"ConditionExpression":"attribute_not_exists(#k)",
      "ExpressionAttributeNames":{"#k":"id"})x";
  world_.ok("PutItem", put(item, absent));
  const auto refusal = world_.refused(
      "PutItem", put(item, absent + R"(,"ReturnValuesOnConditionCheckFailure":"ALL_OLD")"));
  EXPECT_EQ(refusal.code, "ConditionalCheckFailedException");
  EXPECT_EQ(refusal.members, R"("Item":{"id":{"S":"a"},"at":{"N":"1"}})");
  world_.ok("DeleteItem", R"x({"TableName":"things","Key":{"id":{"S":"a"},"at":{"N":"1"}},
      "ConditionExpression":"attribute_exists(id) AND NOT attribute_exists(v)"})x");
  EXPECT_EQ(world_.count("things"), 0);
}

TEST_F(ItemOperations, refuse_what_they_do_not_know_instead_of_ignoring_it) {
  EXPECT_EQ(world_
                .refused("PutItem", put(R"({"id":{"S":"a"},"at":{"N":"1"}})",
                                        R"(,"Expected":{"v":{"Exists":false}})"))
                .code,
            "NotSimulatedException");
  EXPECT_EQ(world_.refused("Scan", R"({"TableName":"things","ScanFilter":{}})").code,
            "NotSimulatedException");
  for (const auto* const write :
       {"PutItem", "DeleteItem", "UpdateItem", "BatchWriteItem", "TransactWriteItems"}) {
    EXPECT_EQ(
        world_
            .refused(write,
                     R"({"TableName":"things","Item":{},"Key":{},"RequestItems":{"things":[{}]},
                      "TransactItems":[{}],"ReturnItemCollectionMetrics":"SIZE"})")
            .code,
        "NotSimulatedException")
        << write;
  }
}

TEST_F(ItemOperations, tell_what_a_write_consumed_with_its_indexes) {
  world_.ok("CreateTable", R"({"TableName":"indexed","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                              {"AttributeName":"g","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
      "GlobalSecondaryIndexes":[{"IndexName":"gix",
        "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"KEYS_ONLY"}}]})");
  const auto units = [&](const std::string& item) {
    const auto answer = world_.ok_document(
        "PutItem",
        R"({"TableName":"indexed","ReturnConsumedCapacity":"INDEXES","Item":)" + item + "}");
    return answer.at("ConsumedCapacity").at("CapacityUnits").to_number<double>();
  };
  const std::string big(2000, 'x');
  EXPECT_EQ(units(R"({"id":{"S":"a"}})"), 1);  // Not in the index.
  EXPECT_EQ(units(R"({"id":{"S":"a"},"g":{"S":"1"},"v":{"S":")" + big + "\"}}"), 3);  // 2 and 1.
  EXPECT_EQ(units(R"({"id":{"S":"a"},"g":{"S":"1"},"v":{"S":"y"}})"), 2);  // Larger of old and new.
  EXPECT_EQ(units(R"({"id":{"S":"a"},"g":{"S":"2"},"v":{"S":"y"}})"), 3);  // The entry moves.
  EXPECT_EQ(units(R"({"id":{"S":"a"}})"), 2);                              // The entry goes.
}

TEST_F(ItemOperations, refuse_items_that_violate_an_index_key) {
  world_.ok("CreateTable", R"({"TableName":"indexed","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                              {"AttributeName":"g","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
      "GlobalSecondaryIndexes":[{"IndexName":"gix",
        "KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"ALL"}}]})");
  const auto complaint_of = [&](const std::string& value) {
    return world_
        .refused("BatchWriteItem", R"({"RequestItems":{"indexed":[
            {"PutRequest":{"Item":{"id":{"S":"fine"}}}},
            {"PutRequest":{"Item":{"id":{"S":"a"},"g":)" +
                                       value + "}}}]}}")
        .message;
  };
  EXPECT_EQ(complaint_of(R"({"N":"1"})"),
            "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S "
            "Actual: N IndexName: gix");
  EXPECT_EQ(complaint_of(R"({"S":""})"),
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            "string value. IndexName: gix, IndexKey: g");
  EXPECT_NE(complaint_of(R"({"S":")" + std::string(2049, 'x') + "\"}"), "");
  EXPECT_EQ(world_.count("indexed"), 0);
}

class Batches : public ::testing::Test {
 protected:
  Batches() { world_.create_sorted("things"); }
  static std::string put_of(const std::string& id, const std::string& at) {
    return R"({"PutRequest":{"Item":{"id":{"S":")" + id + R"("},"at":{"N":")" + at + "\"}}}}";
  }
  static std::string batch(const std::string& entries) {
    return R"({"RequestItems":{"things":[)" + entries + "]}}";
  }
  std::string complaint(const std::string& entries) {
    return world_.refused("BatchWriteItem", batch(entries)).message;
  }
  TestWorld world_;
};

TEST_F(Batches, are_refused_whole) {
  EXPECT_EQ(complaint(put_of("a", "1") + R"(,{"PutRequest":{"Item":{"id":{"S":"b"}}}})"),
            "The provided key element does not match the schema");
  EXPECT_EQ(complaint(put_of("a", "1") + "," + put_of("a", "1.0")),
            "Provided list of item keys contains duplicates");
  EXPECT_EQ(complaint(put_of("a", "1") +
                      R"(,{"DeleteRequest":{"Key":{"id":{"S":"a"},"at":{"N":"1e0"}}}})"),
            "Provided list of item keys contains duplicates");
  std::string many;
  for (int i = 0; i < 26; ++i) many += (i > 0 ? "," : "") + put_of("a", std::to_string(i));
  EXPECT_EQ(complaint(many), "Too many items requested for the BatchWriteItem call");
  EXPECT_EQ(world_
                .refused("BatchWriteItem", R"({"RequestItems":{"things":[)" + put_of("a", "1") +
                                               R"(],"nowhere":[)" + put_of("a", "1") + "]}}")
                .code,
            "ResourceNotFoundException");
  EXPECT_EQ(world_.count("things"), 0);
}

TEST_F(Batches, put_and_delete) {
  world_.ok("BatchWriteItem", batch(put_of("a", "1") + "," + put_of("b", "1")));
  world_.ok(
      "BatchWriteItem",
      batch(put_of("c", "1") + R"(,{"DeleteRequest":{"Key":{"id":{"S":"a"},"at":{"N":"1"}}}})"));
  const auto got = world_.ok_document("BatchGetItem", R"({"RequestItems":{"things":{"Keys":[
      {"id":{"S":"a"},"at":{"N":"1"}},{"id":{"S":"b"},"at":{"N":"1"}},
      {"id":{"S":"c"},"at":{"N":"1"}}]}}})");
  EXPECT_EQ(got.at("Responses").at("things").as_array().size(), 2U);
  EXPECT_EQ(world_.count("things"), 2);
}

}  // namespace
}  // namespace dynaferry::sim
