#include "ddb/service_client.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>

#include "crypto/hash.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::ddb {
namespace {

class ScriptedService final : public net::HttpService {
 public:
  rt::Task<Result<net::HttpResponse>> serve(net::HttpRequest request) override {
    dates.emplace_back(request.headers.get("X-Amz-Date"));
    auto answer = std::move(answers.front());
    answers.pop_front();
    co_return answer;
  }
  std::deque<Result<net::HttpResponse>> answers;
  std::vector<std::string> dates;
};

class CountedCredentials final : public aws::CredentialsProvider {
 public:
  rt::Task<Result<aws::Credentials>> get() override {
    co_return aws::Credentials{"AKIAEXAMPLE", aws::Secret("pLaNtEd/secret/key"),
                               aws::Secret("pLaNtEd+session+token==")};
  }
  void invalidate() override { ++invalidated; }
  int invalidated = 0;
};

net::HttpResponse answer(int status, std::string_view body, net::Headers headers = {}) {
  net::HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = Buffer(body);
  return response;
}

struct World {
  rt::SimLoop loop{1};
  ScriptedService service;
  CountedCredentials credentials;
  ServiceClient client{loop, service, credentials, Region("us-east-1"), "host"};

  Result<ServiceClient::ConditionalAnswer> call_if() {
    auto task = client.call_if("PutItem", "{}");
    return rt::run_task(loop, std::move(task));
  }
  Result<Buffer> call() {
    auto task = client.call("Scan", "{}");
    return rt::run_task(loop, std::move(task));
  }
};

TEST(ServiceClient, takes_only_an_answer_whose_checksum_is_right) {
  World world;
  for (const auto* crc : {"2745614147", "2745614148", "nonsense"}) {
    world.service.answers.emplace_back(answer(200, "{}", {{"x-amz-crc32", crc}}));
  }
  EXPECT_TRUE(world.call());
  EXPECT_EQ(world.call().error().fault, Fault::lost);
  EXPECT_EQ(world.call().error().code, "ChecksumMismatch");
}

TEST(ServiceClient, takes_a_condition_that_did_not_hold_for_an_answer_where_there_is_one) {
  const std::string failed =
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
      R"("message":"The conditional request failed","Item":{"pk":{"S":"secret value"}}})";
  World world;
  world.service.answers.emplace_back(answer(200, "{}"));
  for (const int status : {400, 500, 400})
    world.service.answers.emplace_back(answer(status, failed));
  world.service.answers.emplace_back(answer(400, R"({"__type":"x#Other"})"));
  EXPECT_TRUE(world.call_if()->held);
  const auto not_held = world.call_if();
  ASSERT_TRUE(not_held);
  EXPECT_FALSE(not_held->held);
  EXPECT_EQ(not_held->body.view(), failed);
  // Nobody knows what became of that one.
  EXPECT_EQ(world.call_if().error().fault, Fault::lost);
  const auto elsewhere = world.call();
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(elsewhere.error().fault, Fault::conflict);
  EXPECT_EQ(elsewhere.error().text().find("secret value"), std::string::npos);
  EXPECT_EQ(world.call_if().error().fault, Fault::invalid);
}

net::HttpResponse skewed(int hour) {
  return answer(400, R"({"__type":"x#InvalidSignatureException","message":"early"})",
                {{"Date", fmt::format("Thu, 01 Jan 2026 {:02}:00:00 GMT", hour)}});
}

TEST(ServiceClient, corrects_its_clock_once_by_the_services_own) {
  World world;
  world.service.answers.emplace_back(skewed(1));
  for (int i = 0; i < 2; ++i) world.service.answers.emplace_back(answer(200, "{}"));
  EXPECT_TRUE(world.call());
  EXPECT_TRUE(world.call());
  EXPECT_EQ(world.service.dates,
            (std::vector<std::string>{"20260101T000000Z", "20260101T010000Z", "20260101T010000Z"}));
}

TEST(ServiceClient, corrects_its_clock_again_when_the_services_is_set_meanwhile) {
  World world;
  for (const int hour : {1, 2}) world.service.answers.emplace_back(skewed(hour));
  world.service.answers.emplace_back(answer(200, "{}"));
  EXPECT_TRUE(world.call());
  ASSERT_EQ(world.service.dates.size(), 3U);
  EXPECT_EQ(world.service.dates.back(), "20260101T020000Z");
}

TEST(ServiceClient, believes_a_refusal_that_no_correction_of_its_clock_cures) {
  World world;
  for (int hour = 1; hour < 9; ++hour) world.service.answers.emplace_back(skewed(hour));
  EXPECT_EQ(world.call().error().fault, Fault::refused);
  EXPECT_EQ(world.service.dates.size(), 3U);
}

TEST(ServiceClient, asks_for_other_credentials_when_these_have_expired_and_not_for_ever) {
  World world;
  const std::string expired = R"({"__type":"x#ExpiredTokenException","message":"expired"})";
  for (int i = 0; i < 8; ++i) world.service.answers.emplace_back(answer(400, expired));
  EXPECT_EQ(world.call().error().code, "ExpiredTokenException");
  EXPECT_EQ(world.credentials.invalidated, 2);
}

TEST(ServiceClient, shows_one_line_of_what_the_service_says_and_no_token) {
  World world;
  const std::string told =
      R"({"__type":"x#ValidationException","message":"bad\u001b[31m x-amz-security-token:PLANTED\nhost:h\nx-amz-security-token:PLANTED"})";
  world.service.answers.emplace_back(answer(400, told));
  const auto refused = world.call();
  EXPECT_EQ(refused.error().text().find("PLANTED"), std::string::npos);
  EXPECT_EQ(refused.error().message, "bad [31m …");
}

TEST(ServiceClient, shows_neither_secret_in_whatever_field_the_service_repeats_it) {
  for (const std::string secret : {"pLaNtEd/secret/key", "pLaNtEd+session+token=="}) {
    for (const auto& body :
         {R"({"__type":"x#Denied","message":"the token )" + secret + R"( is no good"})",
          R"({"__type":"x#)" + secret + R"(","message":"odd"})",
          R"({"__type":"Denied","message":"{'X-Amz-Security-Token': 'other', 'a': ')" + secret +
              R"('}"})"}) {
      World world;
      world.service.answers.emplace_back(answer(403, body, {{"x-amzn-RequestId", secret}}));
      const auto said = world.call().error().text();
      EXPECT_FALSE(said.contains("pLaNtEd")) << said;
    }
  }
}

TEST(ServiceClient, lets_no_word_of_the_service_write_to_a_terminal) {
  World world;
  world.service.answers.emplace_back(
      answer(400, R"({"__type":"x#Evil\u001b[2J\nerror: forged","message":"a\u0007b"})",
             {{"x-amzn-RequestId", "id\x1b[31m"}}));
  const auto said = world.call().error().text();
  EXPECT_FALSE(said.contains('\x1b') || said.contains('\x07') || said.contains('\n')) << said;
}

TEST(ServiceClient, tells_what_was_lost_from_what_never_left) {
  World world;
  world.service.answers.emplace_back(fail(Fault::busy, "connection refused"));
  world.service.answers.emplace_back(fail(Fault::lost, "connection reset"));
  EXPECT_EQ(world.call().error().fault, Fault::busy);
  EXPECT_EQ(world.call().error().fault, Fault::lost);
}

}  // namespace
}  // namespace dynaferry::ddb
