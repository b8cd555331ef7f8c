#include "sim/services/security_tokens.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class Tokens : public ::testing::Test {
 protected:
  static std::string assume(const std::string& more) {
    return "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%"
           "2F"
           "copy" +
           more;
  }
  Outcome<SecurityTokens::Answered> call(const std::string& body) {
    return tokens_.call(principal_, parse_form(body), WallTime{1000s}, "the-id");
  }
  std::string refused(const std::string& body) {
    const auto answered = call(body);
    return answered ? "not refused" : answered.error().code;
  }

  Principal principal_{{"111111111111", "us-east-1"}, "AKIDEXAMPLE", {}, false};
  SecurityTokens tokens_{SecurityTokens::Options{}};
};

TEST_F(Tokens, makes_credentials_of_the_roles_account_that_end) {
  const auto good = call(assume("&RoleSessionName=me%40home&DurationSeconds=900"));
  ASSERT_TRUE(good);
  ASSERT_TRUE(good->issued);
  const auto& made = *good->issued;
  EXPECT_EQ(made.account, "222222222222");
  EXPECT_EQ(made.arn, "arn:aws:sts::222222222222:assumed-role/copy/me@home");
  EXPECT_EQ(made.expires, WallTime{1900s});
  EXPECT_NE(good->xml.find("<SessionToken>" + made.session_token + "</SessionToken>"),
            std::string::npos);
  EXPECT_NE(good->xml.find("<Expiration>1970-01-01T00:31:40Z</Expiration>"), std::string::npos);
  EXPECT_NE(good->xml.find("<RequestId>the-id</RequestId>"), std::string::npos);
}

TEST_F(Tokens, makes_other_credentials_each_time) {
  const auto body = assume("&RoleSessionName=me");
  EXPECT_NE(call(body)->issued->access_key, call(body)->issued->access_key);
}

TEST_F(Tokens, refuses_roles_sessions_and_durations_that_cannot_be) {
  EXPECT_EQ(refused("Action=AssumeRole&Version=2011-06-15&RoleArn=role&RoleSessionName=me"),
            "ValidationError");
  for (const auto* more :
       {"", "&RoleSessionName=a", "&RoleSessionName=a%20b",
        "&RoleSessionName=me&DurationSeconds=899", "&RoleSessionName=me&DurationSeconds=43201",
        "&RoleSessionName=me&DurationSeconds=x"}) {
    EXPECT_EQ(refused(assume(more)), "ValidationError") << more;
  }
  EXPECT_EQ(refused(assume("&RoleSessionName=me&Policy=%7B%7D")), "NotSimulatedException");
  EXPECT_EQ(refused("Action=GetFederationToken&Version=2011-06-15"), "InvalidAction");
}

TEST_F(Tokens, lets_a_role_assume_a_role_for_an_hour_only) {
  const auto two_hours = assume("&RoleSessionName=me&DurationSeconds=7200");
  EXPECT_TRUE(call(two_hours));
  principal_.temporary = true;
  EXPECT_EQ(refused(two_hours), "ValidationError");
}

TEST_F(Tokens, tells_who_calls) {
  const auto answered = call("Action=GetCallerIdentity&Version=2011-06-15");
  ASSERT_TRUE(answered);
  EXPECT_NE(answered->xml.find("<Account>111111111111</Account>"), std::string::npos);
}

TEST(SecurityErrors, have_the_query_protocols_codes_and_escaped_text) {
  const ServiceError error{"x", "ExpiredTokenException", "a<b"};
  EXPECT_NE(security_error_xml(error, "id").find("<Code>ExpiredToken</Code><Message>a&lt;b<"),
            std::string::npos);
  EXPECT_EQ(security_error_status(error), 403);
}

TEST(FormBody, is_decoded) {
  const auto form = parse_form("a=1+2&b=%2F%zz&c&=&d=%4");
  EXPECT_EQ(form.at("a"), "1 2");
  EXPECT_EQ(form.at("b"), "/%zz");
  EXPECT_EQ(form.at("c"), "");
  EXPECT_EQ(form.at("d"), "%4");
}

}  // namespace
}  // namespace dynaferry::sim
