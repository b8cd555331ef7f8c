#include "sim/engine/engine.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

TEST(Engine, gives_back_what_was_put) {
  TestWorld world;
  world.create_simple("things");
  world.ok("PutItem", R"({"TableName":"things","Item":{"id":{"S":"a"},"n":{"N":"+1.50"}}})");
  EXPECT_EQ(world.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":"a"}}})"),
            R"({"Item":{"id":{"S":"a"},"n":{"N":"1.5"}}})");
}

TEST(Engine, keeps_accounts_and_regions_apart) {
  TestWorld world;
  world.create_simple("things");
  EXPECT_EQ(world.ok("ListTables", "{}"), R"({"TableNames":["things"]})");
  const Caller stranger{"222222222222", "us-east-1"};
  const Caller elsewhere{"111111111111", "eu-west-1"};
  EXPECT_EQ(world.engine().call(stranger, "ListTables", "{}").document, R"({"TableNames":[]})");
  EXPECT_EQ(world.engine().call(elsewhere, "ListTables", "{}").document, R"({"TableNames":[]})");
}

TEST(Engine, has_generated_tables_active_from_the_very_first_call) {
  EngineOptions options;
  options.generated = {Generation{.table = "made", .account = {}}};
  WallTime now{};
  options.now = [&now] { return now += std::chrono::milliseconds(1); };
  TestWorld world(std::move(options));
  world.ok("Scan", R"({"TableName":"made"})");
}

TEST(Engine, refuses_an_operation_that_it_does_not_know) {
  TestWorld world;
  EXPECT_EQ(world.refused("Frobnicate", "{}").code, "UnknownOperationException");
}

TEST(Engine, says_which_operations_it_has) {
  const auto names = operation_names();
  for (const auto* one :
       {"CreateTable", "DescribeLimits", "Scan", "BatchWriteItem", "GetRecords"}) {
    EXPECT_EQ(std::ranges::count(names, one), 1) << one;
  }
  TestWorld world;
  for (const auto name : names) {
    EXPECT_TRUE(is_operation(name)) << name;
    const auto answer = world.engine().call({"111111111111", "us-east-1"}, name, "{}");
    EXPECT_FALSE(answer.error && answer.error->code == "UnknownOperationException") << name;
  }
  for (const auto* other : {"", "scan", "Scan ", "Frobnicate", "connect", "*"}) {
    EXPECT_FALSE(is_operation(other)) << other;
  }
}

TEST(Engine, refuses_what_is_not_json) {
  TestWorld world;
  EXPECT_EQ(world.refused("Scan", "{\"TableName\"").code, "SerializationException");
  EXPECT_EQ(world.refused("CreateTable", "[]").code, "SerializationException");
}

class Refusing final : public FaultPlan {
 public:
  std::optional<Answer> before(const Call& call) override {
    if (call.operation != "PutItem" || call.number_of_operation != 2) return std::nullopt;
    return Answer{{}, ServiceError{std::string(service_space), "ThrottlingException", "slow"}};
  }
  bool leaves_unprocessed(const BatchEntry& entry) override { return entry.index % 2 == 1; }
};

TEST(Engine, lets_a_fault_plan_answer_instead) {
  Refusing faults;
  TestWorld world({.faults = &faults});
  world.create_simple("things");
  const auto* const put = R"({"TableName":"things","Item":{"id":{"S":"a"}}})";
  world.ok("PutItem", put);
  EXPECT_EQ(world.refused("PutItem", put).code, "ThrottlingException");
  world.ok("PutItem", put);
}

TEST(Engine, lets_a_fault_plan_leave_entries_unprocessed) {
  Refusing faults;
  TestWorld world({.faults = &faults});
  world.create_simple("things");
  EXPECT_EQ(world.ok("BatchWriteItem", R"({"RequestItems":{"things":[
      {"PutRequest":{"Item":{"id":{"S":"a"}}}},{"PutRequest":{"Item":{"id":{"S":"b"}}}},
      {"PutRequest":{"Item":{"id":{"S":"c"}}}}]}})"),
            R"({"UnprocessedItems":{"things":[{"PutRequest":{"Item":{"id":{"S":"b"}}}}]}})");
  EXPECT_EQ(world.count("things"), 2);
}

}  // namespace
}  // namespace dynaferry::sim
