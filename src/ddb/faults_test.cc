#include "ddb/faults.h"

#include <gtest/gtest.h>

namespace dynaferry::ddb {
namespace {

net::HttpResponse answer(int status, std::string_view body) {
  net::HttpResponse response;
  response.status = status;
  response.body = Buffer(body);
  return response;
}

net::HttpResponse refused_with(std::string_view code, int status = 400) {
  return answer(status, R"({"__type":"com.amazonaws.dynamodb.v20120810#)" + std::string(code) +
                            R"(","message":"words"})");
}

struct Expectation {
  const char* code;
  Fault fault;
  Remedy remedy;
};

class Faults : public testing::TestWithParam<Expectation> {};

TEST_P(Faults, are_those_of_the_table) {
  const auto refusal = refusal_from(refused_with(GetParam().code), "Scan");
  EXPECT_EQ(refusal.error.fault, GetParam().fault);
  EXPECT_EQ(refusal.remedy, GetParam().remedy);
  EXPECT_EQ(refusal.error.code, GetParam().code);
  EXPECT_EQ(refusal.error.message, "words");
}

INSTANTIATE_TEST_SUITE_P(
    facts_2_2, Faults,
    testing::Values(
        Expectation{"ProvisionedThroughputExceededException", Fault::busy, Remedy::none},
        Expectation{"ThrottlingException", Fault::busy, Remedy::none},
        Expectation{"RequestLimitExceeded", Fault::busy, Remedy::none},
        Expectation{"LimitExceededException", Fault::busy, Remedy::none},
        Expectation{"ItemCollectionSizeLimitExceededException", Fault::invalid, Remedy::none},
        Expectation{"ConditionalCheckFailedException", Fault::conflict, Remedy::none},
        Expectation{"ResourceInUseException", Fault::conflict, Remedy::none},
        Expectation{"ResourceNotFoundException", Fault::absent, Remedy::none},
        Expectation{"ValidationException", Fault::invalid, Remedy::none},
        Expectation{"SerializationException", Fault::invalid, Remedy::none},
        Expectation{"AccessDeniedException", Fault::refused, Remedy::none},
        Expectation{"UnrecognizedClientException", Fault::refused, Remedy::refresh_credentials},
        Expectation{"ExpiredTokenException", Fault::refused, Remedy::refresh_credentials},
        Expectation{"InvalidSignatureException", Fault::refused, Remedy::correct_clock},
        Expectation{"RequestTimeTooSkewed", Fault::refused, Remedy::correct_clock},
        Expectation{"MissingAuthenticationToken", Fault::refused, Remedy::none},
        Expectation{"UnknownOperationException", Fault::invalid, Remedy::none},
        Expectation{"NeverHeardOfException", Fault::invalid, Remedy::none}),
    [](const auto& row) { return row.param.code; });

TEST(Fault, of_any_5xx_is_lost_whatever_its_body_says) {
  for (const int status : {500, 502, 503, 504}) {
    EXPECT_EQ(refusal_from(refused_with("InternalServerError", status), "Scan").error.fault,
              Fault::lost);
    EXPECT_EQ(refusal_from(refused_with("ValidationException", status), "Scan").error.fault,
              Fault::lost);
    EXPECT_EQ(refusal_from(answer(status, "<html>"), "Scan").error.fault, Fault::lost);
  }
}

TEST(Fault, of_a_409_write_conflict_is_busy) {
  EXPECT_EQ(refusal_from(refused_with("ReplicatedWriteConflictException", 409), "Scan").error.fault,
            Fault::busy);
}

TEST(Fault, of_a_body_that_is_not_json_comes_from_the_status) {
  EXPECT_EQ(refusal_from(answer(413, "too large"), "BatchWriteItem").error.fault, Fault::invalid);
  EXPECT_EQ(refusal_from(answer(403, ""), "Scan").error.fault, Fault::refused);
  EXPECT_EQ(refusal_from(answer(429, ""), "Scan").error.fault, Fault::busy);
  EXPECT_EQ(refusal_from(answer(413, "too large"), "BatchWriteItem").error.text(),
            "BatchWriteItem: HTTP status 413 (HTTP 413)");
  const auto in_words = answer(413, R"({"__type":"RequestEntityTooLarge","message":"too large"})");
  EXPECT_TRUE(may_be_of_one_item(refusal_from(in_words, "BatchWriteItem").error));
}

TEST(Fault, tells_the_throttling_reason_under_both_of_its_names) {
  for (const auto* name : {"ThrottlingReasons", "throttlingReasons"}) {
    const auto refusal = refusal_from(
        answer(400,
               R"({"__type":"x#ThrottlingException","Message":"slow down",")" + std::string(name) +
                   R"(":[{"reason":"TableWriteKeyRangeThroughputExceeded","resource":"arn"}]})"),
        "BatchWriteItem");
    EXPECT_EQ(refusal.error.message, "slow down [TableWriteKeyRangeThroughputExceeded]");
    EXPECT_TRUE(is_throttle(refusal.error));
  }
}

TEST(Fault, of_an_unreached_service_is_no_throttle) {
  const Error unreached{Fault::busy, "connect: refused", {}, "ConnectFailed"};
  EXPECT_TRUE(may_pass(unreached));
  EXPECT_FALSE(is_throttle(unreached));
}

TEST(Fault, keeps_the_wait_that_the_service_asks_for) {
  auto response = refused_with("ThrottlingException");
  response.headers.set("x-amz-retry-after", "1500");
  EXPECT_EQ(refusal_from(response, "Scan").error.retry_after, std::chrono::milliseconds(1500));
  for (const auto* long_time : {"86400000", "9223372036854775807"}) {
    response.headers.set("x-amz-retry-after", long_time);
    EXPECT_EQ(refusal_from(response, "Scan").error.retry_after, std::chrono::minutes(1));
  }
}

}  // namespace
}  // namespace dynaferry::ddb
