#include <gtest/gtest.h>

#include "sim/engine/stream_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto enabling = R"({"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"})";
constexpr auto disabling = R"({"StreamEnabled":false})";

TEST(StreamSettings, are_labelled_by_the_time_of_enabling) {
  StreamWorld on;
  on.world.create_simple("things");
  EXPECT_EQ(json::find(on.table(), "LatestStreamArn"), nullptr);
  on.now += 1ms;
  on.world.ok("UpdateTable", StreamWorld::update(enabling));
  EXPECT_EQ(on.table().at("LatestStreamLabel").as_string(), "2027-01-15T08:00:00.001");
  EXPECT_EQ(on.arn(),
            "arn:aws:dynamodb:us-east-1:111111111111:table/things/stream/2027-01-15T08:00:00.001");
  EXPECT_EQ(json::serialize(on.table().at("StreamSpecification")), enabling);
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "ENABLED");
}

TEST(StreamSettings, take_their_time_and_records_begin_with_enabled) {
  StreamWorld on({.streams = {.enabling = 4s, .disabling = 5s}});
  on.world.create_simple("things");
  on.world.ok("UpdateTable", StreamWorld::update(enabling));
  EXPECT_EQ(on.table().at("TableStatus").as_string(), "UPDATING");
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "ENABLING");
  EXPECT_EQ(on.world.refused("UpdateTable", StreamWorld::update(disabling)).code,
            "ResourceInUseException");
  EXPECT_EQ(on.world.refused("DeleteTable", R"({"TableName":"things"})").code,
            "ResourceInUseException");
  on.put(R"({"id":{"S":"early"}})");
  on.now += 4s;
  EXPECT_EQ(on.table().at("TableStatus").as_string(), "ACTIVE");
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "ENABLED");
  on.put(R"({"id":{"S":"late"}})");
  ASSERT_EQ(on.records().size(), 1U);
  on.world.ok("UpdateTable", StreamWorld::update(disabling));
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "DISABLING");
  EXPECT_EQ(on.table().at("TableStatus").as_string(), "UPDATING");
  on.now += 5s;
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "DISABLED");
}

TEST(StreamSettings, of_a_new_table_hold_from_when_it_is_active) {
  StreamWorld on({.creating = 3s});
  on.create();
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "ENABLING");
  on.now += 3s;
  EXPECT_EQ(on.describe().at("StreamStatus").as_string(), "ENABLED");
}

TEST(StreamSettings, disabled_stay_named_and_readable_and_enabled_again_are_another_stream) {
  StreamWorld on;
  on.create();
  on.put(R"({"id":{"S":"a"}})");
  const auto old = on.arn();
  on.world.ok("UpdateTable", StreamWorld::update(disabling));
  EXPECT_EQ(on.arn(), old);
  EXPECT_EQ(json::find(on.table(), "StreamSpecification"), nullptr);
  on.put(R"({"id":{"S":"unseen"}})");
  on.world.ok("UpdateTable", StreamWorld::update(enabling));  // In the same millisecond.
  EXPECT_NE(on.arn(), old);
  EXPECT_TRUE(on.records().empty());
  EXPECT_EQ(on.describe(old).at("StreamStatus").as_string(), "DISABLED");
  EXPECT_EQ(on.describe(old).at("Shards").as_array().size(), 1U);
  on.now += 24h;
  EXPECT_EQ(on.world.refused("DescribeStream", on.about("", old)).code,
            "ResourceNotFoundException");
}

TEST(StreamSettings, of_a_deleted_table_are_disabled_and_can_be_read_for_a_day) {
  StreamWorld on;
  on.create();
  on.put(R"({"id":{"S":"a"}})");
  const auto old = on.arn();
  const auto shard = on.shards().at(0);
  on.world.ok("DeleteTable", R"({"TableName":"things"})");
  on.create();  // In the same millisecond.
  const auto fresh = on.arn();
  EXPECT_NE(fresh, old);
  on.put(R"({"id":{"S":"b"}})");
  const auto listed = on.world.ok_document("ListStreams", R"({"TableName":"things"})");
  std::vector<std::string> arns;
  for (const auto& stream : listed.at("Streams").as_array()) {
    arns.emplace_back(stream.at("StreamArn").as_string());
  }
  EXPECT_EQ(arns, (std::vector{old, fresh}));
  const auto told = on.describe(old);
  EXPECT_EQ(told.at("StreamStatus").as_string(), "DISABLED");
  EXPECT_EQ(told.at("KeySchema").as_array().at(0).at("AttributeName").as_string(), "id");
  EXPECT_TRUE(told.at("Shards")
                  .as_array()
                  .at(0)
                  .at("SequenceNumberRange")
                  .as_object()
                  .contains("EndingSequenceNumber"));
  on.now += 24h - 1ms;
  const auto page = on.read(on.iterator(shard, "TRIM_HORIZON", "", old));
  EXPECT_EQ(page.at("Records").as_array().size(), 1U);
  EXPECT_FALSE(page.contains("NextShardIterator"));
  on.now += 1ms;
  EXPECT_EQ(on.world.refused("DescribeStream", on.about("", old)).code,
            "ResourceNotFoundException");
  EXPECT_EQ(on.world.ok_document("ListStreams", "{}").at("Streams").as_array().size(), 1U);
}

TEST(StreamSettings, end_with_the_call_that_deletes_the_table) {
  StreamWorld on({.deleting = 5s});
  on.create();
  const auto arn = on.arn();
  on.world.ok("DeleteTable", R"({"TableName":"things"})");
  EXPECT_EQ(on.describe(arn).at("StreamStatus").as_string(), "DISABLED");
  on.now += 5s;
  EXPECT_EQ(on.describe(arn).at("StreamStatus").as_string(), "DISABLED");
  on.now += 24h - 5s;
  EXPECT_EQ(on.world.refused("DescribeStream", on.about("", arn)).code,
            "ResourceNotFoundException");
}

TEST(StreamSettings, are_refused_in_the_services_words) {
  StreamWorld on;
  on.world.create_simple("things");
  const auto complaint = [&](const std::string& stream) {
    const auto refusal = on.world.refused("UpdateTable", StreamWorld::update(stream));
    return refusal.code + ": " + refusal.message;
  };
  const std::string invalid = "ValidationException: One or more parameter values were invalid: ";
  EXPECT_EQ(complaint(disabling),
            "ValidationException: Table has no stream to disable: TableName: things");
  EXPECT_EQ(complaint(R"({"StreamEnabled":true})"),
            invalid + "If stream is being enabled then UpdateViewType is required");
  EXPECT_EQ(complaint(R"({"StreamEnabled":false,"StreamViewType":"KEYS_ONLY"})"),
            invalid + "If stream is being disabled, then UpdateViewType must not be specified");
  EXPECT_NE(complaint(R"({"StreamEnabled":true,"StreamViewType":"ALL"})").find("enum value set"),
            std::string::npos);
  EXPECT_NE(complaint("{}").find("Member must not be null"), std::string::npos);
  on.world.ok("UpdateTable", StreamWorld::update(enabling));
  const std::string again =
      "ValidationException: Table already has an enabled stream: TableName: things";
  EXPECT_EQ(complaint(enabling), again);
  EXPECT_EQ(complaint(R"({"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"})"), again);
}

TEST(StreamSettings, of_a_new_table_are_checked) {
  StreamWorld on;
  const auto complaint = [&](const std::string& stream) {
    return on.world
        .refused("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"StreamSpecification":)" +
                                    stream + "}")
        .code;
  };
  for (const auto* bad : {R"({"StreamEnabled":true})", R"({"StreamViewType":"KEYS_ONLY"})",
                          R"({"StreamEnabled":false,"StreamViewType":"KEYS_ONLY"})",
                          R"({"StreamEnabled":true,"StreamViewType":"ALL"})"}) {
    EXPECT_EQ(complaint(bad), "ValidationException") << bad;
  }
}

}  // namespace
}  // namespace dynaferry::sim
