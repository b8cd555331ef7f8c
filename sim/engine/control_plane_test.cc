#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class ControlPlane : public ::testing::Test {
 protected:
  void make(ControlPlaneOptions control, std::chrono::milliseconds creating = 0ms) {
    EngineOptions options;
    options.now = [this] { return now_; };
    options.creating = creating;
    options.control = control;
    world_.emplace(std::move(options));
  }
  static std::string with_indexes(const std::string& name, int count) {
    std::string indexes;
    for (int i = 0; i < count; ++i) {
      indexes += std::string(i == 0 ? "" : ",") + R"({"IndexName":"by-id)" + std::to_string(i) +
                 R"(","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
                 R"("Projection":{"ProjectionType":"ALL"}})";
    }
    return R"({"TableName":")" + name + R"(","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"GlobalSecondaryIndexes":[)" +
           indexes + "]}";
  }
  std::string status(const std::string& table) {
    const auto told = world_->ok_document("DescribeTable", R"({"TableName":")" + table + "\"}");
    return std::string(told.at("Table").at("TableStatus").as_string());
  }

  WallTime now_{1'000'000s};
  std::optional<TestWorld> world_;
};

TEST_F(ControlPlane, takes_longer_to_create_a_table_with_indexes) {
  ControlPlaneOptions control;
  control.creating_per_index = 3s;
  make(control, 5s);
  world_->ok("CreateTable", with_indexes("things", 2));
  now_ += 11s - 1ms;
  EXPECT_EQ(status("things"), "CREATING");
  now_ += 1ms;
  EXPECT_EQ(status("things"), "ACTIVE");
}

TEST_F(ControlPlane, does_not_find_a_table_at_first) {
  ControlPlaneOptions control;
  control.unknown_at_first = 2s;
  make(control);
  world_->create_simple("things");
  EXPECT_EQ(world_->refused("DescribeTable", R"({"TableName":"things"})").code,
            "ResourceNotFoundException");
  now_ += 2s;
  EXPECT_EQ(status("things"), "ACTIVE");
}

TEST_F(ControlPlane, changes_only_so_many_tables_at_once) {
  ControlPlaneOptions control;
  control.max_changing = 2;
  make(control, 5s);
  world_->create_simple("one");
  world_->create_simple("two");
  const auto third = with_indexes("three", 1);
  EXPECT_EQ(world_->refused("CreateTable", third).code, "LimitExceededException");
  now_ += 5s;
  world_->ok("CreateTable", third);
}

TEST_F(ControlPlane, creates_fewer_tables_with_indexes_at_once) {
  ControlPlaneOptions control;
  control.max_changing_with_indexes = 1;
  make(control, 5s);
  world_->ok("CreateTable", with_indexes("one", 1));
  world_->create_simple("two");
  EXPECT_EQ(world_->refused("CreateTable", with_indexes("three", 1)).code,
            "LimitExceededException");
}

TEST_F(ControlPlane, knows_only_so_many_tables) {
  ControlPlaneOptions control;
  control.max_tables = 2;
  make(control);
  world_->create_simple("one");
  world_->create_simple("two");
  EXPECT_EQ(world_->refused("CreateTable", with_indexes("three", 1)).code,
            "LimitExceededException");
  world_->ok("DeleteTable", R"({"TableName":"one"})");
  world_->ok("CreateTable", with_indexes("three", 1));
}

TEST_F(ControlPlane, throttles_calls_but_not_those_of_another_account) {
  ControlPlaneOptions control;
  control.rates = true;
  control.calls_per_second = 1;
  make(control);
  world_->ok("ListTables", "{}");
  EXPECT_EQ(world_->refused("ListTables", "{}").code, "ThrottlingException");
  EXPECT_FALSE(world_->engine().call({"222222222222", "us-east-1"}, "ListTables", "{}").error);
  now_ += 1s;
  world_->ok("ListTables", "{}");
}

}  // namespace
}  // namespace dynaferry::sim
