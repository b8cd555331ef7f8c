#include "sim/engine/expiry.h"

#include <gtest/gtest.h>

#include "sim/engine/data_plane.h"
#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class Expiry : public ::testing::Test {
 protected:
  Expiry() {
    run("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
        "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}})");
  }

  Operation operation(std::string_view name = {}, std::string_view request = {}) {
    call_.emplace(caller_, name, request);
    return {*call_, world_, options_, random_, scratch_, now_, rates_, transactions_, orphans_};
  }
  void run(std::string_view name, const std::string& request) {
    auto context = operation(name, request);
    if (const auto settings = settings_operation(name)) {
      EXPECT_TRUE(settings(context, json::parse(request)->as_object()));
    } else {
      dom::object document;
      EXPECT_EQ(scratch_.request.parse(request).get(document), simdjson::SUCCESS);
      EXPECT_TRUE(item_operation(name)(context, document));
    }
  }
  void put(const std::string& id, const std::string& expires) {
    run("PutItem",
        R"({"TableName":"things","Item":{"id":{"S":")" + id + R"("},"x":)" + expires + "}}");
  }
  Table& table() { return world_.find("things")->second; }
  std::size_t expire() {
    auto context = operation();
    return expire_items(context, table(), "x").value_or(0);
  }
  // The newest record of the only shard.
  std::string last_record() {
    auto& stream = *table().streams.recording(now_);
    const auto& shard = *stream.list({}, now_)->shards.at(0).shard;
    return shard.records.back().json;
  }

  Caller caller_{"111111111111", "us-east-1"};
  std::optional<Call> call_;
  World world_;
  EngineOptions options_;
  Random random_{1};
  Scratch scratch_;
  CallRates rates_;
  TransactionLog transactions_;
  OrphanStreams orphans_;
  WallTime now_{1'800'000'000s};
};

TEST_F(Expiry, deletes_what_has_expired_and_says_that_the_service_did) {
  put("a", R"({"N":"1799999999"})");
  EXPECT_EQ(last_record().find("userIdentity"), std::string::npos);
  EXPECT_EQ(expire(), 1U);
  EXPECT_EQ(table().items().count(), 0U);
  EXPECT_NE(last_record().find(R"("eventName":"REMOVE")"), std::string::npos);
  EXPECT_TRUE(last_record().ends_with(
      R"(,"userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"}})"));
  EXPECT_EQ(expire(), 0U);
}

TEST_F(Expiry, leaves_what_has_not_or_is_no_time_or_is_long_past) {
  put("future", R"({"N":"1800000001"})");
  put("now", R"({"N":"1800000000"})");
  put("text", R"({"S":"1"})");
  put("long past", R"({"N":"1600000000"})");
  put("milliseconds", R"({"N":"1799999999000"})");
  EXPECT_EQ(expire(), 0U);
  now_ += 1s;
  EXPECT_EQ(expire(), 1U);
  EXPECT_EQ(table().items().count(), 4U);
}

TEST_F(Expiry, is_not_what_a_clients_delete_looks_like) {
  put("a", R"({"N":"1"})");
  run("DeleteItem", R"({"TableName":"things","Key":{"id":{"S":"a"}}})");
  EXPECT_NE(last_record().find("REMOVE"), std::string::npos);
  EXPECT_EQ(last_record().find("userIdentity"), std::string::npos);
}

// A world whose service looks for expired items every minute, with a stream that tells of it.
TEST(TimeToLive, deletes_by_itself_what_has_expired_and_takes_no_capacity) {
  WallTime now{1'800'000'000s};
  EngineOptions options;
  options.now = [&now] { return now; };
  options.control.expiry = 1min;
  options.physics.emplace();
  TestWorld world(options);
  world.ok("CreateTable", R"({"TableName":"things",
      "ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2},
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
      "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}})");
  world.ok("UpdateTimeToLive", R"({"TableName":"things",
      "TimeToLiveSpecification":{"Enabled":true,"AttributeName":"x"}})");
  for (const auto* id : {"old", "young"}) {
    world.ok("PutItem", R"({"TableName":"things","Item":{"id":{"S":")" + std::string(id) +
                            R"("},"x":{"N":")" + (id[0] == 'o' ? "1800000010" : "1900000000") +
                            "\"}}}");
  }
  EXPECT_EQ(world.count("things"), 2);
  now += 2min;
  EXPECT_EQ(world.count("things"), 1);
}

}  // namespace
}  // namespace dynaferry::sim
