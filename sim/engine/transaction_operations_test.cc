#include <gtest/gtest.h>

#include <string>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

class Transactions : public ::testing::Test {
 protected:
  Transactions() : world_({.now = [this] { return now_; }}) { world_.create_simple("things"); }

  static std::string put(const std::string& id, const std::string& more = "") {
    return R"({"Put":{"TableName":"things","Item":{"id":{"S":")" + id + R"("}})" + more + "}}";
  }
  static std::string count_up(const std::string& id) {
    return R"({"Update":{"TableName":"things","Key":{"id":{"S":")" + id +
           R"("}},"UpdateExpression":"ADD n :one","ExpressionAttributeValues":{":one":{"N":"1"}}}})";
  }
  static std::string check(const std::string& id) {
    return R"({"ConditionCheck":{"TableName":"things","Key":{"id":{"S":")" + id +
           R"x("}},"ConditionExpression":"attribute_exists(id)"}})x";
  }
  static std::string all(const std::string& actions, const std::string& more = "") {
    return R"({"TransactItems":[)" + actions + "]" + more + "}";
  }
  std::string item(const std::string& id) {
    return world_.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":")" + id + R"("}}})");
  }

  WallTime now_{};
  TestWorld world_;
};

TEST_F(Transactions, do_all_or_nothing_and_say_whose_fault_it_was) {
  const auto refused =
      world_.refused("TransactWriteItems", all(put("a") + "," + check("b") + "," + count_up("c")));
  EXPECT_EQ(refused.code, "TransactionCanceledException");
  EXPECT_EQ(refused.message,
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            "[None, ConditionalCheckFailed, None]");
  EXPECT_EQ(refused.members,
            R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed",)"
            R"("Message":"The conditional request failed"},{"Code":"None"}])");
  EXPECT_EQ(world_.count("things"), 0);
  world_.ok("TransactWriteItems", all(put("b")));
  world_.ok("TransactWriteItems", all(put("a") + "," + check("b") + "," + count_up("c")));
  EXPECT_EQ(world_.count("things"), 3);
}

TEST_F(Transactions, show_the_old_item_of_a_condition_that_fails) {
  world_.ok("TransactWriteItems", all(put("a")));
  const auto refused = world_.refused(
      "TransactWriteItems", all(put("a", R"x(,"ConditionExpression":"attribute_not_exists(id)",)x"
                                         R"("ReturnValuesOnConditionCheckFailure":"ALL_OLD")")));
  EXPECT_NE(refused.members.find(R"("Item":{"id":{"S":"a"}})"), std::string::npos);
}

TEST_F(Transactions, are_refused_whole_when_a_write_looks_into_a_key_for_its_condition) {
  const std::string condition = R"x("ConditionExpression":"attribute_not_exists(id[1])")x";
  for (const std::string write :
       {R"({"Update":{"TableName":"things","Key":{"id":{"S":"b"}},"UpdateExpression":"REMOVE n",)",
        R"({"Delete":{"TableName":"things","Key":{"id":{"S":"b"}},)",
        R"({"Put":{"TableName":"things","Item":{"id":{"S":"b"}},)"}) {
    const auto refused =
        world_.refused("TransactWriteItems", all(put("a") + "," + write + condition + "}}"));
    EXPECT_EQ(refused.code, "ValidationException");
    EXPECT_TRUE(refused.message.ends_with("are not allowed: Key: id")) << refused.message;
  }
  world_.ok("TransactWriteItems",
            all(put("a") + R"(,{"ConditionCheck":{"TableName":"things","Key":{"id":{"S":"b"}},)" +
                condition + "}}"));
}

TEST_F(Transactions, touch_an_item_once) {
  for (const auto& second : {put("a"), count_up("a"), check("a")}) {
    EXPECT_EQ(world_.refused("TransactWriteItems", all(put("a") + "," + second)).message,
              "Transaction request cannot include multiple operations on one item");
  }
}

TEST_F(Transactions, cost_twice_what_their_writes_and_reads_cost) {
  const std::string total = R"(,"ReturnConsumedCapacity":"TOTAL")";
  EXPECT_EQ(world_.ok("TransactWriteItems", all(put("a") + "," + count_up("b"), total)),
            R"({"ConsumedCapacity":[{"TableName":"things","CapacityUnits":4.0}]})");
  EXPECT_EQ(world_.ok("TransactGetItems",
                      all(R"({"Get":{"TableName":"things","Key":{"id":{"S":"a"}}}})", total)),
            R"({"Responses":[{"Item":{"id":{"S":"a"}}}],"ConsumedCapacity":)"
            R"([{"TableName":"things","CapacityUnits":2.0}]})");
}

TEST_F(Transactions, with_one_token_happen_once_in_ten_minutes) {
  const auto once = all(count_up("a"), R"(,"ClientRequestToken":"t")");
  world_.ok("TransactWriteItems", once);
  now_ += std::chrono::minutes(9);
  world_.ok("TransactWriteItems", once);
  EXPECT_EQ(item("a"), R"({"Item":{"id":{"S":"a"},"n":{"N":"1"}}})");
  EXPECT_EQ(
      world_.refused("TransactWriteItems", all(put("b"), R"(,"ClientRequestToken":"t")")).code,
      "IdempotentParameterMismatchException");
  now_ += std::chrono::minutes(1);
  world_.ok("TransactWriteItems", once);
  EXPECT_EQ(item("a"), R"({"Item":{"id":{"S":"a"},"n":{"N":"2"}}})");
}

TEST_F(Transactions, that_were_cancelled_leave_their_token_free) {
  const std::string token = R"(,"ClientRequestToken":"t")";
  EXPECT_EQ(world_.refused("TransactWriteItems", all(check("a"), token)).code,
            "TransactionCanceledException");
  world_.ok("TransactWriteItems", all(put("a"), token));
}

}  // namespace
}  // namespace dynaferry::sim
