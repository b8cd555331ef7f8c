#include "sim/front/other_services.h"

#include <gtest/gtest.h>

#include "sim/front/http_front.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class OtherServicesOfTheFront : public ::testing::Test {
 protected:
  OtherServicesOfTheFront() {
    FrontOptions options;
    options.now = [this] { return now_; };
    options.accounts = {{"AKIDUSER", "secret", "111111111111"},
                        {"AKIDENDS", "secret", "111111111111", "TOKEN", WallTime{2000s}}};
    front_.emplace(engine_, std::move(options));
  }
  static net::HttpRequest request(const std::string& key, const std::string& service,
                                  std::string body) {
    net::HttpRequest asked;
    asked.headers = {
        {"Host", "localhost"},
        {"Authorization", "AWS4-HMAC-SHA256 Credential=" + key + "/19700101/us-east-1/" + service +
                              "/aws4_request, SignedHeaders=host, Signature=x"}};
    asked.body = std::move(body);
    return asked;
  }
  net::HttpResponse sts(const std::string& key, const std::string& body) {
    auto asked = request(key, "sts", body + "&Version=2011-06-15");
    asked.headers.set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    return front_->answer(std::move(asked));
  }
  net::HttpResponse json(const std::string& key, const std::string& target, std::string body,
                         const std::string& token = {}) {
    auto asked = request(key, "x", std::move(body));
    asked.headers.set("Content-Type", "application/x-amz-json-1.0");
    asked.headers.set("X-Amz-Target", target);
    if (!token.empty()) asked.headers.set("X-Amz-Security-Token", token);
    return front_->answer(std::move(asked));
  }
  net::HttpResponse list_tables(const std::string& key, const std::string& token = {}) {
    return json(key, "DynamoDB_20120810.ListTables", "{}", token);
  }
  static std::string element(const net::HttpResponse& response, const std::string& name) {
    const std::string body(response.body.view());
    const auto from = body.find("<" + name + ">") + name.size() + 2;
    return body.substr(from, body.find("</" + name + ">") - from);
  }
  static bool says(const net::HttpResponse& response, std::string_view words) {
    return response.body.view().find(words) != std::string_view::npos;
  }

  WallTime now_{1000s};
  Engine engine_{EngineOptions{.now = [this] { return now_; }}};
  std::optional<HttpFront> front_;
};

TEST_F(OtherServicesOfTheFront, credentials_of_a_session_need_their_token_and_end) {
  EXPECT_EQ(list_tables("AKIDENDS", "TOKEN").status, 200);
  EXPECT_TRUE(says(list_tables("AKIDENDS"), "UnrecognizedClientException"));
  EXPECT_TRUE(says(list_tables("AKIDENDS", "OTHER"), "UnrecognizedClientException"));
  now_ = WallTime{2000s};
  EXPECT_TRUE(says(list_tables("AKIDENDS", "TOKEN"), "ExpiredTokenException"));
}

TEST_F(OtherServicesOfTheFront, an_assumed_role_is_its_account_until_it_ends) {
  const auto assumed = sts("AKIDUSER",
                           "Action=AssumeRole&RoleArn=arn:aws:iam::222222222222:role/copy&"
                           "RoleSessionName=me&DurationSeconds=900");
  ASSERT_EQ(assumed.status, 200);
  EXPECT_EQ(assumed.headers.get("Content-Type"), "text/xml");
  EXPECT_EQ(element(assumed, "RequestId"), assumed.headers.get("x-amzn-RequestId"));
  const auto key = element(assumed, "AccessKeyId");
  const auto token = element(assumed, "SessionToken");
  const auto created = json(key, "DynamoDB_20120810.CreateTable", R"({"TableName":"things",
      "BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"id",
      "AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})",
                            token);
  EXPECT_TRUE(says(created, "arn:aws:dynamodb:us-east-1:222222222222:table/things"));
  now_ += 900s - 1ms;
  EXPECT_EQ(list_tables(key, token).status, 200);
  now_ += 1ms;
  EXPECT_TRUE(says(list_tables(key, token), "ExpiredTokenException"));
}

TEST_F(OtherServicesOfTheFront, tells_errors_of_sts_in_xml) {
  const auto refused = sts("AKIDENDS", "Action=GetCallerIdentity");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(element(refused, "Code"), "InvalidClientTokenId");
  EXPECT_EQ(element(sts("AKIDUSER", "Action=GetCallerIdentity"), "Account"), "111111111111");
}

TEST_F(OtherServicesOfTheFront, scales_only_tables_that_are_there) {
  const auto target = [&](const std::string& table) {
    return json("AKIDUSER", "AnyScaleFrontendService.RegisterScalableTarget",
                R"({"ServiceNamespace":"dynamodb","ResourceId":"table/)" + table +
                    R"(","ScalableDimension":"dynamodb:table:ReadCapacityUnits",)"
                    R"("MinCapacity":1,"MaxCapacity":2})");
  };
  json("AKIDUSER", "DynamoDB_20120810.CreateTable", R"({"TableName":"things",
      "BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"id",
      "AttributeType":"S"}],"KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})");
  EXPECT_TRUE(says(target("others"), "ValidationException"));
  const auto made = target("things");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.headers.get("Content-Type"), "application/x-amz-json-1.1");
}

}  // namespace
}  // namespace dynaferry::sim
