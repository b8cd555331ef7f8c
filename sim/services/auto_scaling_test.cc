#include "sim/services/auto_scaling.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

class Scaling : public ::testing::Test {
 protected:
  static std::string of(const std::string& resource, const std::string& more,
                        const std::string& dimension = "dynamodb:table:ReadCapacityUnits") {
    return R"({"ServiceNamespace":"dynamodb","ResourceId":")" + resource +
           R"(","ScalableDimension":")" + dimension + "\"" + more + "}";
  }
  json::Object ok(std::string_view operation, const std::string& request) {
    const auto answer = scaling_.call(caller_, operation, request);
    EXPECT_FALSE(answer.error) << operation << ": " << answer.body();
    return answer.error ? json::Object{} : json::parse(answer.document)->as_object();
  }
  std::string refused(std::string_view operation, const std::string& request) {
    const auto answer = scaling_.call(caller_, operation, request);
    return answer.error ? answer.error->code : "not refused";
  }
  void register_target(const std::string& resource) {
    ok("RegisterScalableTarget", of(resource, R"(,"MinCapacity":5,"MaxCapacity":50)"));
  }
  std::size_t count(std::string_view operation, std::string_view list) {
    return ok(operation, R"({"ServiceNamespace":"dynamodb"})").at(list).as_array().size();
  }
  static std::string policy(int target, const std::string& metric) {
    return R"(,"PolicyName":"p","PolicyType":"TargetTrackingScaling",)"
           R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":)" +
           std::to_string(target) +
           R"(,"PredefinedMetricSpecification":{"PredefinedMetricType":")" + metric + R"("}})";
  }

  Caller caller_{"111111111111", "us-east-1"};
  AutoScaling scaling_{AutoScaling::Options{.exists = [](const Caller&,
                                                         const ScalableResource& resource) {
    return resource.table() == "things" && (resource.index().empty() || resource.index() == "i");
  }}};
};

constexpr auto reads = "DynamoDBReadCapacityUtilization";

TEST_F(Scaling, tells_a_target_as_it_was_registered_and_changed) {
  register_target("table/things");
  ok("RegisterScalableTarget",
     of("table/things",
        R"(,"MaxCapacity":70,"SuspendedState":{"ScheduledScalingSuspended":true})"));
  const auto told = ok("DescribeScalableTargets", R"({"ServiceNamespace":"dynamodb"})")
                        .at("ScalableTargets")
                        .at(0);
  EXPECT_EQ(told.at("MinCapacity"), 5);
  EXPECT_EQ(told.at("MaxCapacity"), 70);
  EXPECT_EQ(told.at("SuspendedState").at("ScheduledScalingSuspended"), true);
  EXPECT_EQ(told.at("SuspendedState").at("DynamicScalingInSuspended"), false);
  EXPECT_EQ(told.at("ResourceId"), "table/things");
}

TEST_F(Scaling, refuses_targets_that_cannot_be) {
  const std::string units = R"(,"MinCapacity":5,"MaxCapacity":50)";
  for (const auto& request :
       {of("table/others", units), of("things", units), of("table/things", ""),
        of("table/things", R"(,"MinCapacity":5,"MaxCapacity":4)"),
        of("table/things/index/i", units),
        of("table/things/index/none", units, "dynamodb:index:ReadCapacityUnits")}) {
    EXPECT_EQ(refused("RegisterScalableTarget", request), "ValidationException") << request;
  }
  ok("RegisterScalableTarget",
     of("table/things/index/i", units, "dynamodb:index:ReadCapacityUnits"));
}

TEST_F(Scaling, keeps_policies_of_registered_targets_only) {
  EXPECT_EQ(refused("PutScalingPolicy", of("table/things", policy(70, reads))),
            "ObjectNotFoundException");
  register_target("table/things");
  const auto made = ok("PutScalingPolicy", of("table/things", policy(70, reads)));
  EXPECT_EQ(made.at("Alarms").as_array().size(), 2U);
  EXPECT_EQ(ok("PutScalingPolicy", of("table/things", policy(50, reads))), made);
  EXPECT_EQ(count("DescribeScalingPolicies", "ScalingPolicies"), 1U);
  ok("DeleteScalingPolicy", of("table/things", R"(,"PolicyName":"p")"));
  EXPECT_EQ(refused("DeleteScalingPolicy", of("table/things", R"(,"PolicyName":"p")")),
            "ObjectNotFoundException");
}

TEST_F(Scaling, tracks_20_to_90_percent_of_the_dimensions_own_metric) {
  register_target("table/things");
  for (const int target : {19, 91}) {
    EXPECT_EQ(refused("PutScalingPolicy", of("table/things", policy(target, reads))),
              "ValidationException");
  }
  EXPECT_EQ(refused("PutScalingPolicy",
                    of("table/things", policy(70, "DynamoDBWriteCapacityUtilization"))),
            "ValidationException");
  for (const int target : {20, 90})
    ok("PutScalingPolicy", of("table/things", policy(target, reads)));
}

TEST_F(Scaling, forgets_policies_and_actions_with_their_target) {
  register_target("table/things");
  ok("PutScalingPolicy", of("table/things", policy(70, reads)));
  ok("PutScheduledAction",
     of("table/things", R"j(,"ScheduledActionName":"a","Schedule":"rate(1 day)",)j"
                        R"("ScalableTargetAction":{"MinCapacity":9})"));
  EXPECT_EQ(count("DescribeScheduledActions", "ScheduledActions"), 1U);
  EXPECT_EQ(refused("PutScheduledAction",
                    of("table/things", R"(,"ScheduledActionName":"b","Schedule":"daily",)"
                                       R"("ScalableTargetAction":{"MinCapacity":9})")),
            "ValidationException");
  ok("DeregisterScalableTarget", of("table/things", ""));
  EXPECT_EQ(count("DescribeScalingPolicies", "ScalingPolicies"), 0U);
  EXPECT_EQ(count("DescribeScheduledActions", "ScheduledActions"), 0U);
  EXPECT_EQ(refused("DeregisterScalableTarget", of("table/things", "")), "ObjectNotFoundException");
}

TEST_F(Scaling, lists_ten_policies_a_page) {
  register_target("table/things");
  for (int i = 0; i < 23; ++i) {
    auto request = of("table/things", policy(70, reads));
    request.replace(request.find("\"p\""), 3, "\"p" + std::to_string(i) + "\"");
    ok("PutScalingPolicy", request);
  }
  std::size_t found = 0;
  int pages = 0;
  std::string more;
  do {
    const auto page =
        ok("DescribeScalingPolicies", R"({"ServiceNamespace":"dynamodb")" + more + "}");
    found += page.at("ScalingPolicies").as_array().size();
    const auto next = json::find_string(page, "NextToken");
    more = next ? R"(,"NextToken":")" + std::string(*next) + "\"" : "";
    ++pages;
  } while (!more.empty());
  EXPECT_EQ(found, 23U);
  EXPECT_EQ(pages, 3);
}

}  // namespace
}  // namespace dynaferry::sim
