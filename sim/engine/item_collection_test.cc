#include "sim/engine/item_collection.h"

#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

// A table whose collections may have 1,000 bytes, its local index showing all of an item that has
// the number "at2".
class Collections : public ::testing::Test {
 protected:
  Collections() : world_(options()) {
    world_.ok("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                                {"AttributeName":"at","AttributeType":"N"},
                                {"AttributeName":"at2","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                     {"AttributeName":"at","KeyType":"RANGE"}],
        "LocalSecondaryIndexes":[{"IndexName":"by-at2","Projection":{"ProjectionType":"ALL"},
          "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                       {"AttributeName":"at2","KeyType":"RANGE"}]}]})");
    world_.create_sorted("free");
  }
  static EngineOptions options() {
    EngineOptions options;
    options.max_collection = 1'000;
    return options;
  }
  static std::string key(const std::string& id, int at) {
    return R"("id":{"S":")" + id + R"("},"at":{"N":")" + std::to_string(at) + "\"}";
  }
  // So many bytes and some ten.
  static std::string item(const std::string& id, int at, std::size_t bytes,
                          const std::string& more = "") {
    return "{" + key(id, at) + R"(,"fill":{"S":")" + std::string(bytes, 'x') + "\"}" + more + "}";
  }
  static std::string put(const std::string& item, const std::string& table = "things") {
    return R"({"TableName":")" + table + R"(","Item":)" + item + "}";
  }
  void expect_full(const std::string& request) {
    const auto refusal = world_.refused("PutItem", request);
    EXPECT_EQ(refusal.code, "ItemCollectionSizeLimitExceededException");
    EXPECT_EQ(refusal.message, "Collection size exceeded.");
  }

  TestWorld world_;
};

TEST_F(Collections, take_no_more_than_their_bound_each) {
  world_.ok("PutItem", put(item("a", 1, 450)));
  world_.ok("PutItem", put(item("a", 2, 450)));
  expect_full(put(item("a", 3, 80)));
  world_.ok("PutItem", put(item("b", 1, 900)));
  for (int at = 0; at < 3; ++at) world_.ok("PutItem", put(item("a", at, 450), "free"));
}

TEST_F(Collections, count_what_local_indexes_show) {
  const std::string shown = R"(,"at2":{"N":"1"})";
  world_.ok("PutItem", put(item("a", 1, 450, shown)));
  expect_full(put(item("a", 2, 80)));
  expect_full(put(item("b", 1, 500, shown)));
}

TEST_F(Collections, that_are_full_can_shrink_and_change) {
  world_.ok("PutItem", put(item("a", 1, 450)));
  world_.ok("PutItem", put(item("a", 2, 450)));
  expect_full(put(item("a", 2, 550)));
  world_.ok("PutItem", put(item("a", 2, 440)));
  world_.ok("DeleteItem", R"({"TableName":"things","Key":{)" + key("a", 1) + "}}");
  world_.ok("PutItem", put(item("a", 2, 550)));
}

TEST_F(Collections, that_are_full_cancel_a_transaction) {
  world_.ok("PutItem", put(item("a", 1, 900)));
  const auto refusal =
      world_.refused("TransactWriteItems", R"({"TransactItems":[{"Put":)" + put(item("b", 1, 10)) +
                                               R"(},{"Put":)" + put(item("a", 2, 80)) + "}]}");
  EXPECT_EQ(refusal.code, "TransactionCanceledException");
  EXPECT_EQ(refusal.members,
            R"("CancellationReasons":[{"Code":"None"},{"Code":"ItemCollectionSizeLimitExceeded",)"
            R"("Message":"Collection size exceeded."}])");
  EXPECT_EQ(world_.count("things"), 1);
}

}  // namespace
}  // namespace dynaferry::sim
