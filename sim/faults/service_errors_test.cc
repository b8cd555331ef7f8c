#include "sim/faults/service_errors.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "json/document.h"

namespace dynaferry::sim {
namespace {

const ErrorPlace place{"111111111111", "eu-west-1", "Scan", "T"};

TEST(ServiceErrors, have_a_status_a_namespace_and_a_body_that_is_json) {
  const auto codes = service_error_codes();
  EXPECT_GT(codes.size(), 20U);
  for (const auto code : codes) {
    const auto error = service_error(code, {}, place);
    ASSERT_TRUE(error) << code;
    EXPECT_FALSE(error->space.empty()) << code;
    EXPECT_TRUE(error->status == 400 || error->status == 409 || error->status / 100 == 5) << code;
    const auto body = json::parse(Answer{{}, error}.body());
    ASSERT_TRUE(body) << code;
    EXPECT_TRUE(body->at("__type").as_string().ends_with("#" + std::string(code))) << code;
  }
  EXPECT_FALSE(service_error("NoSuchException", {}, place));
}

TEST(ServiceErrors, name_the_reasons_of_a_throttle_by_the_member_of_their_kind) {
  const std::string reason = "TableWriteKeyRangeThroughputExceeded";
  for (const auto* code : {"ProvisionedThroughputExceededException", "RequestLimitExceeded"}) {
    const auto body = Answer{{}, service_error(code, reason, place)}.body();
    EXPECT_NE(body.find(R"("ThrottlingReasons":[{"reason":")" + reason + "\""), std::string::npos)
        << body;
    EXPECT_NE(body.find("arn:aws:dynamodb:eu-west-1:111111111111:table/T"), std::string::npos);
  }
  const auto body = Answer{{}, service_error("ThrottlingException", reason, place)}.body();
  EXPECT_NE(body.find(R"("throttlingReasons":[{"reason":")"), std::string::npos) << body;
  EXPECT_NE(body.find(std::string(service_space) + "#"), std::string::npos) << body;
}

TEST(ServiceErrors, know_sixteen_reasons) {
  int known = 0;
  for (const auto* owner : {"Table", "Index"}) {
    for (const auto* way : {"Read", "Write"}) {
      for (const auto* limit : {"ProvisionedThroughputExceeded", "AccountLimitExceeded",
                                "KeyRangeThroughputExceeded", "MaxOnDemandThroughputExceeded"}) {
        const auto reason = std::string(owner) + way + limit;
        EXPECT_EQ(std::ranges::count(throttling_reasons(), reason), 1) << reason;
        known += is_throttling_reason(reason) ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(known, 16);
  EXPECT_EQ(throttling_reasons().size(), 16U);
  EXPECT_FALSE(is_throttling_reason(""));
  EXPECT_FALSE(is_throttling_reason("TableWrite"));
  EXPECT_FALSE(is_throttling_reason("TableReadKeyRangeThroughputExceededX"));
}

TEST(ServiceErrors, say_which_action_was_not_allowed) {
  const auto error = service_error("AccessDeniedException", {}, place);
  EXPECT_NE(error->message.find("is not authorized to perform: dynamodb:Scan on resource: "
                                "arn:aws:dynamodb:eu-west-1:111111111111:table/T"),
            std::string::npos)
      << error->message;
}

}  // namespace
}  // namespace dynaferry::sim
