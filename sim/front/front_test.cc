#include "sim/front/http_front.h"

#include <gtest/gtest.h>

#include "crypto/hash.h"
#include "sim/front/content_coding.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

// 2026-01-02T03:04:05Z, as in the vector of facts §1.5.
constexpr WallTime vector_time{1767323045s};
constexpr auto vector_key = "AKIDEXAMPLE";
constexpr auto vector_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

net::HttpRequest vector_request(const std::string& signature, bool with_token = false) {
  net::HttpRequest request;
  request.headers = {{"Host", "dynamodb.us-east-1.amazonaws.com"},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Date", "20260102T030405Z"},
                     {"X-Amz-Target", "DynamoDB_20120810.Scan"},
                     {"Accept-Encoding", "identity"}};
  if (with_token) request.headers.set("X-Amz-Security-Token", "SESSIONTOKEN");
  request.headers.set("Authorization", std::string("AWS4-HMAC-SHA256 Credential=") + vector_key +
                                           "/20260102/us-east-1/dynamodb/aws4_request, "
                                           "SignedHeaders=content-type;host;x-amz-date;" +
                                           (with_token ? "x-amz-security-token;" : "") +
                                           "x-amz-target, Signature=" + signature);
  request.body = R"({"TableName":"Movies","Limit":1})";
  return request;
}

const std::string good = "aded48e93d391185a7ffbae11fbf9c4ba07fc7ec489380e0c533d998880a7430";
const std::string good_with_token =
    "c77a495a07daf7f1371a442d456392769bbdf0eae8de2ceabfae0e49ab8c72f9";

class Front : public ::testing::Test {
 protected:
  Front() { make({}); }

  void make(FrontOptions options) {
    options.now = [this] { return now_; };
    front_.emplace(engine_, std::move(options));
  }
  void make_checking() {
    FrontOptions options;
    options.check_signatures = true;
    options.accounts = {{vector_key, vector_secret, "123456789012"}};
    make(std::move(options));
  }
  net::HttpRequest request(const std::string& operation, std::string body) {
    auto request = vector_request("unchecked");
    request.headers.set("X-Amz-Target", "DynamoDB_20120810." + operation);
    request.body = std::move(body);
    return request;
  }
  // "Code: message" of an error; "" when there is none.
  std::string complaint(const net::HttpResponse& response) {
    if (response.status == 200) return {};
    const auto body = json::parse(response.body.view());
    if (!body) return std::string(response.body.view());
    const auto& object = body->get_object();
    return std::string(json::find_string(object, "__type").value_or("?")) + ": " +
           std::string(json::find_string(object, "message").value_or(""));
  }
  std::string complaint(net::HttpRequest asked) {
    return complaint(front_->answer(std::move(asked)));
  }

  // A table with an item of about 10 KB.
  void fill() {
    EXPECT_EQ(
        complaint(request("CreateTable", R"({"TableName":"things","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})")),
        "");
    EXPECT_EQ(
        complaint(request("PutItem", R"({"TableName":"things","Item":{"id":{"S":"a"},"v":{"S":")" +
                                         std::string(10'000, 'x') + "\"}}}")),
        "");
  }

  WallTime now_ = vector_time;
  Engine engine_{EngineOptions{}};
  std::optional<HttpFront> front_;
};

TEST_F(Front, answers_health_checks) {
  net::HttpRequest asked;
  asked.method = "GET";
  asked.headers = {{"Host", "localhost"}};
  const auto response = front_->answer(asked);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.view(), "healthy: localhost ");
}

TEST_F(Front, puts_the_crc_of_the_wire_bytes_and_a_request_id_on_every_answer) {
  const auto response = front_->answer(request("ListTables", "{}"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body.view(), R"({"TableNames":[]})");
  EXPECT_EQ(response.headers.get("x-amz-crc32"),
            std::to_string(crypto::crc32(response.body.view())));
  EXPECT_EQ(response.headers.get("x-amzn-RequestId").size(), 52U);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/x-amz-json-1.0");
  EXPECT_EQ(response.headers.get("Date"), "Fri, 02 Jan 2026 03:04:05 GMT");
}

TEST_F(Front, shapes_errors_as_the_service_does) {
  const auto response = front_->answer(request("Scan", R"({"TableName":"nothing"})"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body.view(),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
            R"("message":"Requested resource not found"})");
}

TEST_F(Front, refuses_other_content_types_and_targets) {
  auto asked = request("ListTables", "{}");
  asked.headers.set("Content-Type", "text/plain");
  EXPECT_EQ(front_->answer(asked).status, 404);
  asked = request("ListTables", "{}");
  asked.headers.set("X-Amz-Target", "Other.ListTables");
  EXPECT_EQ(complaint(asked), "com.amazon.coral.service#UnknownOperationException: ");
}

TEST_F(Front, knows_the_operations_of_streams_by_their_own_target_only) {
  const auto complaint_of = [&](const std::string& target) {
    auto asked = request("ListTables", "{}");
    asked.headers.set("X-Amz-Target", target);
    return complaint(asked);
  };
  const std::string unknown = "com.amazon.coral.service#UnknownOperationException: ";
  EXPECT_EQ(complaint_of("DynamoDBStreams_20120810.ListStreams"), "");
  for (const auto* operation : {"DescribeStream", "GetShardIterator", "GetRecords"}) {
    EXPECT_NE(complaint_of("DynamoDBStreams_20120810." + std::string(operation)).find("Validation"),
              std::string::npos);
    EXPECT_EQ(complaint_of("DynamoDB_20120810." + std::string(operation)), unknown);
  }
  EXPECT_EQ(complaint_of("DynamoDBStreams_20120810.ListTables"), unknown);
  EXPECT_EQ(complaint_of("DynamoDBStreams_20120810.Frobnicate"), unknown);
}

TEST_F(Front, gives_each_access_key_and_region_a_world_of_its_own) {
  fill();
  auto asked = request("ListTables", "{}");
  EXPECT_EQ(front_->answer(asked).body.view(), R"({"TableNames":["things"]})");
  asked.headers.set("Authorization",
                    "AWS4-HMAC-SHA256 Credential=OTHER/20260102/us-east-1/dynamodb/aws4_request, "
                    "SignedHeaders=host, Signature=x");
  EXPECT_EQ(front_->answer(asked).body.view(), R"({"TableNames":[]})");
  asked.headers.set("Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/dynamodb/"
                    "aws4_request, SignedHeaders=host, Signature=x");
  EXPECT_EQ(front_->answer(asked).body.view(), R"({"TableNames":[]})");
}

TEST_F(Front, wants_an_authorization_header) {
  auto asked = request("ListTables", "{}");
  asked.headers.set("Authorization", "");
  EXPECT_EQ(complaint(asked),
            "com.amazon.coral.service#MissingAuthenticationTokenException: Request is missing "
            "Authentication Token");
  asked.headers.set("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request");
  EXPECT_TRUE(complaint(asked).starts_with(
      "com.amazon.coral.service#IncompleteSignatureException: Authorization header requires "
      "'Signature' parameter."));
}

TEST_F(Front, takes_the_published_signatures) {
  make_checking();
  EXPECT_TRUE(complaint(vector_request(good)).find("ResourceNotFound") != std::string::npos);
  EXPECT_TRUE(complaint(vector_request(good_with_token, true)).find("ResourceNotFound") !=
              std::string::npos);
}

TEST_F(Front, refuses_wrong_signatures_and_shows_what_it_expected) {
  make_checking();
  const auto said = complaint(vector_request(good_with_token));
  EXPECT_TRUE(
      said.starts_with("com.amazon.coral.service#InvalidSignatureException: The request "
                       "signature we calculated does not match"));
  EXPECT_TRUE(said.find("a86da5cc70ec861d16783c06a55524f7460d3d3e9a786994ca6bd2c745b9385d") !=
              std::string::npos);
  auto changed = vector_request(good);
  changed.body += " ";
  EXPECT_TRUE(complaint(changed).find("InvalidSignature") != std::string::npos);
}

TEST_F(Front, refuses_unknown_keys) {
  FrontOptions options;
  options.check_signatures = true;
  make(std::move(options));
  EXPECT_EQ(complaint(vector_request(good)),
            "com.amazon.coral.service#UnrecognizedClientException: The security token included in "
            "the request is invalid.");
}

TEST_F(Front, refuses_a_clock_that_is_more_than_five_minutes_off) {
  make_checking();
  now_ = vector_time + 5min;
  EXPECT_TRUE(complaint(vector_request(good)).find("ResourceNotFound") != std::string::npos);
  now_ = vector_time + 5min + 1s;
  EXPECT_EQ(complaint(vector_request(good)),
            "com.amazon.coral.service#InvalidSignatureException: Signature expired: "
            "20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)");
  now_ = vector_time - 5min - 1s;
  EXPECT_EQ(complaint(vector_request(good)),
            "com.amazon.coral.service#InvalidSignatureException: Signature not yet current: "
            "20260102T030405Z is still later than 20260102T030404Z (20260102T025904Z + 5 min.)");
}

TEST_F(Front, compresses_long_answers_when_asked) {
  fill();
  auto asked = request("Scan", R"({"TableName":"things"})");
  const auto plain = front_->answer(asked);
  EXPECT_EQ(plain.headers.get("Content-Encoding"), "");
  for (const auto* coding : {"gzip", "deflate"}) {
    asked.headers.set("Accept-Encoding", coding);
    const auto coded = front_->answer(asked);
    EXPECT_EQ(coded.headers.get("Content-Encoding"), coding);
    EXPECT_LT(coded.body.size(), 1'000U);
    EXPECT_EQ(coded.headers.get("x-amz-crc32"), std::to_string(crypto::crc32(coded.body.view())));
    EXPECT_EQ(decode(*coding_named(coding), coded.body.view(), 1 << 20).bytes, plain.body.view());
  }
  asked = request("ListTables", "{}");
  asked.headers.set("Accept-Encoding", "gzip");
  EXPECT_EQ(front_->answer(asked).headers.get("Content-Encoding"), "");
}

TEST_F(Front, takes_compressed_requests) {
  for (const auto coding : {Coding::gzip, Coding::deflate}) {
    auto asked = request("ListTables", {});
    asked.body = encode(coding, R"({"Limit":5})");
    asked.headers.set("Content-Encoding", coding == Coding::gzip ? "gzip" : "deflate");
    EXPECT_EQ(complaint(asked), "");
    asked.body.resize(asked.body.size() / 2);
    EXPECT_EQ(front_->answer(asked).status, 500);
  }
  auto asked = request("ListTables", encode(Coding::gzip, "{") + encode(Coding::gzip, "}"));
  asked.headers.set("Content-Encoding", "gzip");
  EXPECT_EQ(complaint(asked), "");
}

TEST_F(Front, refuses_more_than_16_megabytes_before_and_after_inflating) {
  const auto body = "{\"Limit\":5}" + std::string(16U << 20U, ' ');
  EXPECT_EQ(front_->answer(request("ListTables", body)).status, 413);
  auto coded = request("ListTables", encode(Coding::gzip, body));
  coded.headers.set("Content-Encoding", "gzip");
  EXPECT_EQ(front_->answer(coded).status, 413);
}

TEST(AcceptEncoding, the_highest_q_wins_then_the_first) {
  EXPECT_EQ(preferred_coding("identity"), Coding::identity);
  EXPECT_EQ(preferred_coding(""), Coding::identity);
  EXPECT_EQ(preferred_coding("gzip, deflate"), Coding::gzip);
  EXPECT_EQ(preferred_coding("deflate, gzip"), Coding::deflate);
  EXPECT_EQ(preferred_coding("deflate;q=0.5, gzip;q=0.8"), Coding::gzip);
  EXPECT_EQ(preferred_coding("br, *"), Coding::gzip);
  EXPECT_EQ(preferred_coding("gzip;q=0"), Coding::identity);
}

}  // namespace
}  // namespace dynaferry::sim
