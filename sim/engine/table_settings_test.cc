#include "sim/engine/table_settings.h"

#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto arn = R"("ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/things")";

class SettingsOfATable : public ::testing::Test {
 protected:
  SettingsOfATable() { make({}); }
  void make(ControlPlaneOptions control) {
    world_.emplace(EngineOptions{.control = control}, WallTime(1'000'000s));
    world_->create_simple("things");
  }
  static std::string of_arn(const std::string& more) { return std::string("{") + arn + more + "}"; }
  static std::string of_table(const std::string& more) {
    return R"({"TableName":"things")" + more + "}";
  }
  std::string ok(std::string_view operation, const std::string& request) {
    return world_->ok(operation, request);
  }
  std::string refused(std::string_view operation, const std::string& request) {
    return world_->refused(operation, request).code;
  }

  std::optional<ClockedWorld> world_;
};

TEST_F(SettingsOfATable, tags_are_added_replaced_and_taken_away) {
  EXPECT_EQ(
      ok("TagResource", of_arn(R"(,"Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}])")),
      "");
  EXPECT_EQ(ok("TagResource", of_arn(R"(,"Tags":[{"Key":"a","Value":"3"}])")), "");
  EXPECT_EQ(ok("UntagResource", of_arn(R"(,"TagKeys":["b","missing"])")), "");
  EXPECT_EQ(ok("ListTagsOfResource", of_arn("")), R"({"Tags":[{"Key":"a","Value":"3"}]})");
}

TEST_F(SettingsOfATable, tags_are_pending_for_a_while) {
  ControlPlaneOptions control;
  control.tags_unseen = 5s;
  make(control);
  const auto tag = of_arn(R"(,"Tags":[{"Key":"a","Value":"1"}])");
  ok("TagResource", tag);
  EXPECT_EQ(ok("ListTagsOfResource", of_arn("")), R"({"Tags":[]})");
  EXPECT_EQ(refused("TagResource", tag), "ResourceInUseException");
  EXPECT_EQ(refused("DeleteTable", of_table("")), "ResourceInUseException");
  world_->now += 5s;
  EXPECT_EQ(ok("ListTagsOfResource", of_arn("")), R"({"Tags":[{"Key":"a","Value":"1"}]})");
  ok("DeleteTable", of_table(""));
}

TEST_F(SettingsOfATable, fifty_tags_are_the_most_and_they_are_listed_in_pages) {
  for (int i = 0; i < 50; ++i) {
    ok("TagResource", of_arn(R"(,"Tags":[{"Key":"k)" + std::to_string(i) + R"(","Value":""}])"));
  }
  EXPECT_EQ(refused("TagResource", of_arn(R"(,"Tags":[{"Key":"more","Value":""}])")),
            "ValidationException");
  std::size_t found = 0;
  std::string more;
  do {
    const auto page = world_->ok_document("ListTagsOfResource", of_arn(more));
    found += page.at("Tags").as_array().size();
    const auto next = json::find_string(page, "NextToken");
    more = next ? R"(,"NextToken":")" + std::string(*next) + "\"" : "";
  } while (!more.empty());
  EXPECT_EQ(found, 50U);
}

TEST_F(SettingsOfATable, bad_tags_are_refused_also_at_creation) {
  for (const auto* tags :
       {R"([])", R"([{"Key":"aws:x","Value":"1"}])", R"([{"Key":"","Value":"1"}])",
        R"([{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}])", R"([{"Key":"a"}])"}) {
    EXPECT_EQ(refused("TagResource", of_arn(std::string(R"(,"Tags":)") + tags)),
              "ValidationException")
        << tags;
  }
  EXPECT_EQ(refused("CreateTable", R"({"TableName":"others","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"Tags":[{"Key":"aws:x","Value":"1"}]})"),
            "ValidationException");
}

TEST_F(SettingsOfATable, the_resource_of_another_account_is_nobodys_to_tag) {
  EXPECT_EQ(refused("ListTagsOfResource",
                    R"({"ResourceArn":"arn:aws:dynamodb:us-east-1:222222222222:table/things"})"),
            "AccessDeniedException");
  EXPECT_EQ(refused("ListTagsOfResource",
                    R"({"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/others"})"),
            "ResourceNotFoundException");
}

TEST_F(SettingsOfATable, a_policy_has_a_revision_that_writers_may_insist_on) {
  const auto put = [](const std::string& effect, const std::string& more) {
    return of_arn(R"(,"Policy":"{\"Statement\":\")" + effect + R"(\"}")" + more);
  };
  EXPECT_EQ(refused("GetResourcePolicy", of_arn("")), "PolicyNotFoundException");
  const auto first =
      world_->ok_document("PutResourcePolicy", put("a", R"(,"ExpectedRevisionId":"NO_POLICY")"));
  EXPECT_EQ(world_->ok_document("PutResourcePolicy", put("a", "")), first);
  EXPECT_EQ(refused("PutResourcePolicy", put("b", R"(,"ExpectedRevisionId":"NO_POLICY")")),
            "PolicyNotFoundException");
  const auto second = world_->ok_document("PutResourcePolicy", put("b", ""));
  EXPECT_NE(second, first);
  const auto got = world_->ok_document("GetResourcePolicy", of_arn(""));
  EXPECT_EQ(got.at("RevisionId"), second.at("RevisionId"));
  EXPECT_EQ(got.at("Policy"), R"({"Statement":"b"})");
  EXPECT_EQ(refused("DeleteResourcePolicy", of_arn(R"(,"ExpectedRevisionId":"1")")),
            "PolicyNotFoundException");
  EXPECT_EQ(world_->ok_document("DeleteResourcePolicy", of_arn("")), second);
  EXPECT_EQ(ok("DeleteResourcePolicy", of_arn("")), "{}");
}

TEST_F(SettingsOfATable, a_policy_of_more_than_20_kib_is_refused) {
  const auto put = [](std::size_t spaces) {
    return of_arn(R"(,"Policy":"{\"Statement\":1})" + std::string(spaces, ' ') + "\"");
  };
  ok("PutResourcePolicy", put(20 * 1024 - 15));
  EXPECT_EQ(refused("PutResourcePolicy", put(20 * 1024 - 14)), "ValidationException");
}

TEST_F(SettingsOfATable, a_policy_is_read_late_unless_the_table_was_created_with_it) {
  ControlPlaneOptions control;
  control.policy_unseen = 3s;
  make(control);
  ok("CreateTable", R"({"TableName":"others","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"ResourcePolicy":"{\"Statement\":[]}"})");
  ok("GetResourcePolicy",
     R"({"ResourceArn":"arn:aws:dynamodb:us-east-1:111111111111:table/others"})");
  ok("PutResourcePolicy", of_arn(R"(,"Policy":"{\"Statement\":[]}")"));
  EXPECT_EQ(refused("GetResourcePolicy", of_arn("")), "PolicyNotFoundException");
  world_->now += 3s;
  ok("GetResourcePolicy", of_arn(""));
}

TEST_F(SettingsOfATable, backups_can_be_continued_some_time_after_creation) {
  ControlPlaneOptions control;
  control.backups_unavailable = 60s;
  make(control);
  const auto request =
      of_table(R"(,"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,)"
               R"("RecoveryPeriodInDays":7})");
  EXPECT_EQ(refused("UpdateContinuousBackups", request), "ContinuousBackupsUnavailableException");
  world_->now += 60s;
  ok("UpdateContinuousBackups", request);
  const auto told = world_->ok_document("DescribeContinuousBackups", of_table(""))
                        .at("ContinuousBackupsDescription")
                        .at("PointInTimeRecoveryDescription");
  EXPECT_EQ(told.at("PointInTimeRecoveryStatus"), "ENABLED");
  EXPECT_EQ(told.at("RecoveryPeriodInDays"), 7);
  EXPECT_EQ(refused("DescribeContinuousBackups", R"({"TableName":"others"})"),
            "TableNotFoundException");
}

TEST_F(SettingsOfATable, the_recovery_period_is_1_to_35_days) {
  for (const int days : {0, 36, -1, 1, 35}) {
    const auto answer = world_->engine().call(
        {"111111111111", "us-east-1"}, "UpdateContinuousBackups",
        of_table(R"(,"PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true,)"
                 R"("RecoveryPeriodInDays":)" +
                 std::to_string(days) + "}"));
    EXPECT_EQ(answer.error.has_value(), days < 1 || days > 35) << days;
  }
}

TEST_F(SettingsOfATable, contributor_insights_are_told_by_table_and_listed) {
  ControlPlaneOptions control;
  control.setting = 5s;
  make(control);
  const auto enable = of_table(R"(,"ContributorInsightsAction":"ENABLE")");
  EXPECT_EQ(
      world_->ok_document("UpdateContributorInsights", enable).at("ContributorInsightsStatus"),
      "ENABLING");
  EXPECT_EQ(refused("UpdateContributorInsights", enable), "ResourceInUseException");
  world_->now += 5s;
  const auto told = world_->ok_document("DescribeContributorInsights", of_table(""));
  EXPECT_EQ(told.at("ContributorInsightsStatus"), "ENABLED");
  EXPECT_EQ(told.at("ContributorInsightsRuleList").as_array().size(), 2U);
  EXPECT_EQ(world_->ok_document("ListContributorInsights", "{}")
                .at("ContributorInsightsSummaries")
                .as_array()
                .size(),
            1U);
  EXPECT_EQ(refused("DescribeContributorInsights", of_table(R"(,"IndexName":"none")")),
            "ResourceNotFoundException");
}

TEST_F(SettingsOfATable, a_kinesis_destination_goes_through_its_states) {
  ControlPlaneOptions control;
  control.setting = 5s;
  make(control);
  const auto stream = of_table(R"(,"StreamArn":"arn:aws:kinesis:us-east-1:111111111111:stream/s")");
  const auto status = [&] {
    return std::string(world_->ok_document("DescribeKinesisStreamingDestination", of_table(""))
                           .at("KinesisDataStreamDestinations")
                           .at(0)
                           .at("DestinationStatus")
                           .as_string());
  };
  ok("EnableKinesisStreamingDestination", stream);
  EXPECT_EQ(status(), "ENABLING");
  EXPECT_EQ(refused("DisableKinesisStreamingDestination", stream), "ValidationException");
  world_->now += 5s;
  EXPECT_EQ(status(), "ACTIVE");
  EXPECT_EQ(refused("EnableKinesisStreamingDestination", stream), "ValidationException");
  ok("UpdateKinesisStreamingDestination",
     of_table(R"(,"StreamArn":"arn:aws:kinesis:us-east-1:111111111111:stream/s",)"
              R"("UpdateKinesisStreamingConfiguration":)"
              R"({"ApproximateCreationDateTimePrecision":"MICROSECOND"})"));
  EXPECT_EQ(status(), "UPDATING");
  world_->now += 5s;
  ok("DisableKinesisStreamingDestination", stream);
  EXPECT_EQ(status(), "DISABLING");
  world_->now += 5s;
  EXPECT_EQ(status(), "DISABLED");
  EXPECT_EQ(refused("EnableKinesisStreamingDestination",
                    of_table(R"(,"StreamArn":"arn:aws:kinesis:eu-west-1:111111111111:stream/s")")),
            "ValidationException");
}

TEST_F(SettingsOfATable, the_quotas_of_the_account_are_told) {
  EXPECT_EQ(world_->ok_document("DescribeLimits", "{}").at("TableMaxReadCapacityUnits"), 40'000);
}

}  // namespace
}  // namespace dynaferry::sim
