#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

std::string status(TestWorld& world, const std::string& table) {
  const auto told = world.ok_document("DescribeTable", R"({"TableName":")" + table + "\"}");
  return std::string(told.at("Table").at("TableStatus").as_string());
}

TEST(Settings, a_table_is_creating_until_its_time_has_come) {
  WallTime now{1000s};
  TestWorld world({.now = [&now] { return now; }, .creating = 5s, .deleting = 3s});
  world.create_simple("things");
  EXPECT_EQ(status(world, "things"), "CREATING");
  EXPECT_EQ(world.refused("Scan", R"({"TableName":"things"})").code, "ResourceNotFoundException");
  EXPECT_EQ(world.refused("DeleteTable", R"({"TableName":"things"})").code,
            "ResourceInUseException");
  now += 5s;
  EXPECT_EQ(status(world, "things"), "ACTIVE");
  world.ok("Scan", R"({"TableName":"things"})");
  world.ok("DeleteTable", R"({"TableName":"things"})");
  EXPECT_EQ(status(world, "things"), "DELETING");
  now += 3s;
  EXPECT_EQ(world.refused("DescribeTable", R"({"TableName":"things"})").code,
            "ResourceNotFoundException");
}

TEST(Settings, a_second_table_of_one_name_is_refused_and_a_later_one_is_another) {
  TestWorld world;
  const auto id = [&] {
    return world.ok_document("DescribeTable", R"({"TableName":"things"})")
        .at("Table")
        .at("TableId")
        .as_string();
  };
  world.create_simple("things");
  const auto first = id();
  EXPECT_EQ(world
                .refused("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})")
                .code,
            "ResourceInUseException");
  world.ok("DeleteTable", R"({"TableName":"things"})");
  world.create_simple("things");
  EXPECT_NE(id(), first);
}

TEST(Settings, tables_are_listed_in_pages) {
  TestWorld world;
  for (int i = 100; i < 350; ++i) world.create_simple("table" + std::to_string(i));
  std::size_t found = 0;
  int pages = 0;
  std::string start;
  do {
    const auto page = world.ok_document("ListTables", "{" + start + "}");
    found += page.at("TableNames").as_array().size();
    ++pages;
    const auto last = json::find_string(page, "LastEvaluatedTableName");
    start = last ? R"("ExclusiveStartTableName":")" + std::string(*last) + "\"" : "";
  } while (!start.empty());
  EXPECT_EQ(found, 250U);
  EXPECT_EQ(pages, 3);
}

TEST(Settings, a_protected_table_is_not_deleted) {
  TestWorld world;
  world.create_simple("things");
  world.ok("UpdateTable", R"({"TableName":"things","DeletionProtectionEnabled":true})");
  EXPECT_EQ(world.refused("DeleteTable", R"({"TableName":"things"})").code, "ValidationException");
  world.ok("UpdateTable", R"({"TableName":"things","DeletionProtectionEnabled":false})");
  world.ok("DeleteTable", R"({"TableName":"things"})");
}

TEST(Settings, a_change_of_billing_stays_visible) {
  TestWorld world;
  world.create_simple("things");
  world.ok("UpdateTable", R"({"TableName":"things","BillingMode":"PROVISIONED",
      "ProvisionedThroughput":{"ReadCapacityUnits":2,"WriteCapacityUnits":3}})");
  const auto told = world.ok_document("DescribeTable", R"({"TableName":"things"})").at("Table");
  EXPECT_EQ(told.at("BillingModeSummary").at("BillingMode"), "PROVISIONED");
  EXPECT_EQ(told.at("ProvisionedThroughput").at("WriteCapacityUnits"), 3);
  EXPECT_EQ(world
                .refused("UpdateTable", R"({"TableName":"things",
      "ProvisionedThroughput":{"ReadCapacityUnits":2,"WriteCapacityUnits":3}})")
                .code,
            "ValidationException");
}

}  // namespace
}  // namespace dynaferry::sim
