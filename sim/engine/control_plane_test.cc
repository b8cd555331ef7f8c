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
  // With an index that has its own reads and one write unit.
  static std::string provisioned(const std::string& name, int reads, int writes, int index_reads) {
    return R"({"TableName":")" + name + R"(","ProvisionedThroughput":)" + units(reads, writes) +
           R"(,"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"GlobalSecondaryIndexes":[)" +
           index("by-id", index_reads) + "]}";
  }
  // UpdateTable that adds one.
  static std::string index_of(const std::string& name, int reads) {
    return R"({"TableName":")" + name +
           R"(","AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "GlobalSecondaryIndexUpdates":[{"Create":)" +
           index("another", reads) + "}]}";
  }
  static std::string index(const std::string& name, int reads) {
    return R"({"IndexName":")" + name +
           R"(","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "Projection":{"ProjectionType":"ALL"},"ProvisionedThroughput":)" +
           units(reads, 1) + "}";
  }
  static std::string units(int reads, int writes) {
    return R"({"ReadCapacityUnits":)" + std::to_string(reads) + R"(,"WriteCapacityUnits":)" +
           std::to_string(writes) + "}";
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

TEST_F(ControlPlane, promises_a_new_table_and_all_tables_only_so_much) {
  ControlPlaneOptions control;
  control.table_reads = 50;
  control.account_reads = 100;
  control.account_writes = 90;
  make(control);
  const auto complaint = [&](const std::string& operation, const std::string& request) {
    const auto refusal = world_->refused(operation, request);
    EXPECT_EQ(refusal.code, "LimitExceededException");
    return refusal.message;
  };
  EXPECT_TRUE(complaint("CreateTable", provisioned("one", 40, 10, 11)).contains("of the table"));
  world_->ok("CreateTable", provisioned("one", 40, 10, 10));
  const auto more = [](int reads) {
    return R"({"TableName":"one","ProvisionedThroughput":{"ReadCapacityUnits":)" +
           std::to_string(reads) + R"(,"WriteCapacityUnits":10}})";
  };
  // The bound on one table is for new ones.
  world_->ok("UpdateTable", more(60));
  EXPECT_TRUE(complaint("CreateTable", provisioned("two", 10, 10, 21)).contains("the account"));
  world_->ok("CreateTable", provisioned("two", 10, 10, 20));
  EXPECT_TRUE(complaint("UpdateTable", more(61)).contains("the account"));
  EXPECT_TRUE(complaint("UpdateTable", index_of("two", 1)).contains("the account"));
  world_->ok("DeleteTable", R"({"TableName":"two"})");
  world_->ok("UpdateTable", more(61));
  // Another account has a quota of its own.
  EXPECT_FALSE(
      world_->engine()
          .call({"222222222222", "us-east-1"}, "CreateTable", provisioned("one", 40, 89, 5))
          .error);
}

TEST_F(ControlPlane, tells_its_quotas) {
  make({});
  EXPECT_EQ(world_->ok("DescribeLimits", "{}"),
            R"({"AccountMaxReadCapacityUnits":80000,"AccountMaxWriteCapacityUnits":80000,)"
            R"("TableMaxReadCapacityUnits":40000,"TableMaxWriteCapacityUnits":40000})");
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
