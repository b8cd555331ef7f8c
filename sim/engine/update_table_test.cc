#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class UpdateOfATable : public ::testing::Test {
 protected:
  UpdateOfATable() { make({}); }
  void make(ControlPlaneOptions control) {
    EngineOptions options;
    options.now = [this] { return now_; };
    options.control = control;
    world_.emplace(std::move(options));
    world_->create_simple("things");
  }
  static std::string of_table(const std::string& more) {
    return R"({"TableName":"things",)" + more + "}";
  }
  static std::string units(int read, int write) {
    return R"("ProvisionedThroughput":{"ReadCapacityUnits":)" + std::to_string(read) +
           R"(,"WriteCapacityUnits":)" + std::to_string(write) + "}";
  }
  static std::string provisioned(int read, int write) {
    return R"("BillingMode":"PROVISIONED",)" + units(read, write);
  }
  static std::string creation(const std::string& name, const std::string& type = "S") {
    return R"("AttributeDefinitions":[{"AttributeName":"g","AttributeType":")" + type +
           R"("}],"GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":")" + name +
           R"(","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],)"
           R"("Projection":{"ProjectionType":"ALL"}}}])";
  }
  static std::string deletion(const std::string& name) {
    return R"("GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":")" + name + R"("}}])";
  }
  void update(const std::string& more) { world_->ok("UpdateTable", of_table(more)); }
  ServiceError refusal(const std::string& more) {
    return world_->refused("UpdateTable", of_table(more));
  }
  json::Value described() {
    return world_->ok_document("DescribeTable", R"({"TableName":"things"})").at("Table");
  }
  std::string status() { return std::string(described().at("TableStatus").as_string()); }
  json::Object index() { return described().at("GlobalSecondaryIndexes").at(0).as_object(); }
  void put(const std::string& id, const std::string& g) {
    world_->ok("PutItem",
               R"({"TableName":"things","Item":{"id":{"S":")" + id + R"("},"g":)" + g + "}}");
  }

  WallTime now_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 26)};
  std::optional<TestWorld> world_;
};

TEST_F(UpdateOfATable, takes_its_time_in_which_items_are_served_and_nothing_else_changes) {
  ControlPlaneOptions control;
  control.updating = 10s;
  make(control);
  update(provisioned(5, 5));
  EXPECT_EQ(status(), "UPDATING");
  world_->ok("Scan", R"({"TableName":"things"})");
  EXPECT_EQ(refusal(R"("DeletionProtectionEnabled":true)").code, "ResourceInUseException");
  EXPECT_EQ(world_->refused("DeleteTable", R"({"TableName":"things"})").code,
            "ResourceInUseException");
  now_ += 10s;
  EXPECT_EQ(status(), "ACTIVE");
  update(R"("DeletionProtectionEnabled":true)");
}

TEST_F(UpdateOfATable, that_is_refused_changes_nothing) {
  const auto before = described();
  EXPECT_EQ(refusal(provisioned(5, 5) + R"(,"WarmThroughput":{"ReadUnitsPerSecond":1})").code,
            "ValidationException");
  EXPECT_EQ(
      refusal(R"("DeletionProtectionEnabled":true,"SSESpecification":{"SSEType":"AES256"})").code,
      "ValidationException");
  EXPECT_EQ(described(), before);
}

TEST_F(UpdateOfATable, asks_for_something_and_for_nothing_unknown) {
  EXPECT_EQ(world_->refused("UpdateTable", R"({"TableName":"things"})").code,
            "ValidationException");
  EXPECT_EQ(refusal(R"("ReplicaUpdates":[])").code, "NotSimulatedException");
}

TEST_F(UpdateOfATable, switches_to_on_demand_four_times_a_day) {
  for (int i = 0; i < 4; ++i) {
    update(provisioned(5, 5));
    update(R"("BillingMode":"PAY_PER_REQUEST")");
    now_ += 1h;
  }
  update(provisioned(5, 5));
  EXPECT_EQ(refusal(R"("BillingMode":"PAY_PER_REQUEST")").code, "LimitExceededException");
  now_ += 20h;
  update(R"("BillingMode":"PAY_PER_REQUEST")");
}

TEST_F(UpdateOfATable, decreases_throughput_four_times_a_day_and_then_once_an_hour) {
  update(provisioned(100, 100));
  int read = 100;
  const auto decrease = [&] { return of_table(units(--read, 100)); };
  for (int i = 0; i < 4; ++i) world_->ok("UpdateTable", decrease());
  EXPECT_EQ(described().at("ProvisionedThroughput").at("NumberOfDecreasesToday"), 4);
  EXPECT_EQ(world_->refused("UpdateTable", decrease()).code, "LimitExceededException");
  int done = 4;
  for (int hour = 1; hour < 24; ++hour) {
    now_ += 1h;
    world_->ok("UpdateTable", decrease());
    ++done;
    EXPECT_EQ(world_->refused("UpdateTable", decrease()).code, "LimitExceededException");
  }
  EXPECT_EQ(done, 27);  // The day's most, as the service's documentation counts.
  now_ += 1h;           // Another day.
  for (int i = 0; i < 4; ++i) world_->ok("UpdateTable", decrease());
  update(units(200, 200));
  EXPECT_TRUE(described().at("ProvisionedThroughput").as_object().contains("LastIncreaseDateTime"));
}

TEST_F(UpdateOfATable, changes_its_class_twice_in_thirty_days_and_alone) {
  EXPECT_EQ(
      refusal(R"("TableClass":"STANDARD_INFREQUENT_ACCESS","DeletionProtectionEnabled":true)").code,
      "ValidationException");
  update(R"("TableClass":"STANDARD_INFREQUENT_ACCESS")");
  now_ += 24h;
  update(R"("TableClass":"STANDARD")");
  EXPECT_EQ(refusal(R"("TableClass":"STANDARD_INFREQUENT_ACCESS")").code, "LimitExceededException");
  now_ += 29 * 24h;
  update(R"("TableClass":"STANDARD_INFREQUENT_ACCESS")");
  EXPECT_EQ(described().at("TableClassSummary").at("TableClass"), "STANDARD_INFREQUENT_ACCESS");
}

TEST_F(UpdateOfATable, sets_and_removes_the_most_on_demand) {
  update(R"("OnDemandThroughput":{"MaxReadRequestUnits":5,"MaxWriteRequestUnits":7})");
  update(R"("OnDemandThroughput":{"MaxReadRequestUnits":-1})");
  EXPECT_EQ(described().at("OnDemandThroughput"), (json::Object{{"MaxWriteRequestUnits", 7}}));
  update(R"("OnDemandThroughput":{"MaxWriteRequestUnits":-1})");
  EXPECT_FALSE(described().as_object().contains("OnDemandThroughput"));
  EXPECT_EQ(refusal(R"("OnDemandThroughput":{"MaxReadRequestUnits":0})").code,
            "ValidationException");
  EXPECT_EQ(refusal(R"("OnDemandThroughput":{})").status, 500);
  update(provisioned(5, 5));
  EXPECT_EQ(refusal(R"("OnDemandThroughput":{"MaxReadRequestUnits":5})").code,
            "ValidationException");
}

TEST_F(UpdateOfATable, warms_and_never_cools) {
  update(R"("WarmThroughput":{"ReadUnitsPerSecond":20000})");
  EXPECT_EQ(described().at("WarmThroughput").at("ReadUnitsPerSecond"), 20'000);
  EXPECT_EQ(described().at("WarmThroughput").at("WriteUnitsPerSecond"), 4'000);
  EXPECT_EQ(refusal(R"("WarmThroughput":{"ReadUnitsPerSecond":19999})").code,
            "ValidationException");
}

TEST_F(UpdateOfATable, creates_an_index_without_the_items_that_cannot_be_in_it) {
  put("good", R"({"S":"x"})");
  put("another type", R"({"N":"1"})");
  put("empty", R"({"S":""})");
  put("too long", R"({"S":")" + std::string(2049, 'x') + R"("})");
  world_->ok("PutItem", R"({"TableName":"things","Item":{"id":{"S":"without"}}})");
  update(creation("by-g"));
  const auto page = world_->ok_document("Scan", R"({"TableName":"things","IndexName":"by-g"})");
  ASSERT_EQ(page.at("Count"), 1);
  EXPECT_EQ(page.at("Items").at(0).at("id").at("S"), "good");
  EXPECT_EQ(
      world_->refused("PutItem", R"({"TableName":"things","Item":{"id":{"S":"a"},"g":{"N":"1"}}})")
          .code,
      "ValidationException");
  put("later", R"({"S":"y"})");
  EXPECT_EQ(index().at("ItemCount"), 2);
}

TEST_F(UpdateOfATable, shows_an_index_creating_backfilling_active_and_deleting) {
  ControlPlaneOptions control;
  control.index_creating = 20s;
  control.index_deleting = 5s;
  make(control);
  put("a", R"({"S":"x"})");
  update(creation("by-g"));
  const auto scan = R"({"TableName":"things","IndexName":"by-g"})";
  EXPECT_EQ(index().at("IndexStatus"), "CREATING");
  EXPECT_EQ(index().at("Backfilling"), false);
  EXPECT_EQ(world_->refused("Scan", scan).code, "ValidationException");
  EXPECT_EQ(world_->refused("DeleteTable", R"({"TableName":"things"})").code,
            "ResourceInUseException");
  EXPECT_EQ(refusal(deletion("by-g")).code, "ResourceInUseException");
  now_ += 10s;
  EXPECT_EQ(index().at("Backfilling"), true);
  now_ += 10s;
  EXPECT_EQ(index().at("IndexStatus"), "ACTIVE");
  EXPECT_FALSE(index().contains("Backfilling"));
  EXPECT_EQ(world_->ok_document("Scan", scan).at("Count"), 1);
  update(deletion("by-g"));
  EXPECT_EQ(index().at("IndexStatus"), "DELETING");
  EXPECT_EQ(world_->refused("Scan", scan).code, "ValidationException");
  now_ += 5s;
  EXPECT_FALSE(described().as_object().contains("GlobalSecondaryIndexes"));
  EXPECT_EQ(described().at("AttributeDefinitions").as_array().size(), 1U);
  put("b", R"({"N":"1"})");
}

TEST_F(UpdateOfATable, creates_or_deletes_one_index_at_a_time) {
  ControlPlaneOptions control;
  control.index_creating = 20s;
  make(control);
  update(creation("by-g"));
  EXPECT_EQ(refusal(creation("by-g2")).code, "LimitExceededException");
  now_ += 20s;
  EXPECT_EQ(refusal(R"("GlobalSecondaryIndexUpdates":[{"Delete":{"IndexName":"by-g"}},)"
                    R"({"Delete":{"IndexName":"by-g"}}])")
                .code,
            "LimitExceededException");
  EXPECT_EQ(refusal(creation("by-g")).code, "ValidationException");
  update(creation("by-g2"));
}

TEST_F(UpdateOfATable, wants_the_keys_of_a_new_index_defined_in_the_call) {
  EXPECT_EQ(refusal(R"("GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"by-id",)"
                    R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],)"
                    R"("Projection":{"ProjectionType":"ALL"}}}])")
                .code,
            "ValidationException");
  update(creation("by-g"));
  EXPECT_EQ(refusal(creation("by-g2", "N")).code, "ValidationException");
  EXPECT_EQ(described().at("AttributeDefinitions").as_array().size(), 2U);
}

TEST_F(UpdateOfATable, leaves_no_index_without_throughput) {
  update(creation("by-g"));
  EXPECT_EQ(refusal(provisioned(5, 5)).code, "ValidationException");
  const auto change = [](int read) {
    return R"("GlobalSecondaryIndexUpdates":[{"Update":{"IndexName":"by-g",)" + units(read, 3) +
           "}}]";
  };
  EXPECT_EQ(refusal(change(3)).code, "ValidationException");
  update(provisioned(5, 5) + "," + change(3));
  EXPECT_EQ(index().at("ProvisionedThroughput").at("ReadCapacityUnits"), 3);
  EXPECT_EQ(refusal(change(3)).code, "ValidationException");
  update(change(4));
  EXPECT_EQ(index().at("ProvisionedThroughput").at("ReadCapacityUnits"), 4);
}

}  // namespace
}  // namespace dynaferry::sim
