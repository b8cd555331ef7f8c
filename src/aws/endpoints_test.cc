#include "aws/endpoints.h"

#include <gtest/gtest.h>

#include <vector>

namespace dynaferry::aws {
namespace {

TEST(Endpoint, follows_the_partition_of_the_Region) {
  struct Row {
    std::string region, url, partition;
  };
  const std::vector<Row> rows{
      {"us-east-1", "https://dynamodb.us-east-1.amazonaws.com", "aws"},
      {"ap-southeast-7", "https://dynamodb.ap-southeast-7.amazonaws.com", "aws"},
      {"mx-central-1", "https://dynamodb.mx-central-1.amazonaws.com", "aws"},
      {"cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn", "aws-cn"},
      {"us-gov-west-1", "https://dynamodb.us-gov-west-1.amazonaws.com", "aws-us-gov"},
      {"eusc-de-east-1", "https://dynamodb.eusc-de-east-1.amazonaws.eu", "aws-eusc"},
      {"us-iso-east-1", "https://dynamodb.us-iso-east-1.c2s.ic.gov", "aws-iso"},
      {"us-isob-east-1", "https://dynamodb.us-isob-east-1.sc2s.sgov.gov", "aws-iso-b"},
      {"eu-isoe-west-1", "https://dynamodb.eu-isoe-west-1.cloud.adc-e.uk", "aws-iso-e"},
      {"us-isof-south-1", "https://dynamodb.us-isof-south-1.csp.hci.ic.gov", "aws-iso-f"},
  };
  for (const auto& row : rows) {
    const auto endpoint = endpoint_for("dynamodb", Region(row.region));
    ASSERT_TRUE(endpoint) << row.region;
    EXPECT_EQ(endpoint->url(), row.url);
    EXPECT_EQ(endpoint->partition, row.partition);
    EXPECT_EQ(endpoint->signing_region.str(), row.region);
  }
}

TEST(Endpoint, local_is_this_machine_signed_as_us_east_1) {
  const auto endpoint = endpoint_for("dynamodb", Region("local"));
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->url(), "http://localhost:8000");
  EXPECT_EQ(endpoint->signing_region.str(), "us-east-1");
  EXPECT_TRUE(endpoint->is_loopback());
}

TEST(Endpoint, refuses_what_is_no_Region) {
  for (const auto* region :
       {"", "us", "us-east", "us-east-", "US-EAST-1", "us-east-1/", "-us-east-1",
        "us-east-1.evil.example", "us east 1", "us-east-1\n", "ü-east-1"}) {
    const auto endpoint = endpoint_for("dynamodb", Region(region));
    ASSERT_FALSE(endpoint) << region;
    EXPECT_EQ(endpoint.error().fault, Fault::invalid);
  }
}

TEST(Endpoint, takes_a_URL_of_scheme_host_and_port) {
  struct Row {
    std::string given, url;
    bool loopback;
  };
  const std::vector<Row> rows{
      {"http://localhost:8000", "http://localhost:8000", true},
      {"http://LOCALHOST:8000/", "http://localhost:8000", true},
      {"http://127.0.0.1", "http://127.0.0.1", true},
      {"http://127.8.9.1:80", "http://127.8.9.1", true},
      {"http://[::1]:8000", "http://[::1]:8000", true},
      {"https://vpce-1.dynamodb.us-east-1.vpce.amazonaws.com",
       "https://vpce-1.dynamodb.us-east-1.vpce.amazonaws.com", false},
      {"http://127.evil.example", "http://127.evil.example", false},
      {"http://10.0.0.1:8000", "http://10.0.0.1:8000", false},
      {"https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443", false},
  };
  for (const auto& row : rows) {
    const auto endpoint = parse_endpoint(row.given, Region("eu-west-1"));
    ASSERT_TRUE(endpoint) << row.given;
    EXPECT_EQ(endpoint->url(), row.url);
    EXPECT_EQ(endpoint->is_loopback(), row.loopback) << row.given;
    EXPECT_EQ(endpoint->signing_region.str(), "eu-west-1");
  }
  EXPECT_EQ(parse_endpoint("http://h", Region("local"))->signing_region.str(), "us-east-1");
}

TEST(Endpoint, refuses_other_URLs_and_never_repeats_a_password) {
  for (const auto* url : {"",
                          "localhost:8000",
                          "ftp://h",
                          "https://",
                          "https:///x",
                          "http://h:0",
                          "http://h:65536",
                          "http://h:80x",
                          "http://h:",
                          "http://h/path",
                          "http://h?secret",
                          "http://u:secret@h",
                          "http://[::1",
                          "http://[::1]x",
                          "http://[zz]",
                          "http://a b",
                          "http://-h",
                          "http://h\r\nX: secret",
                          "u:secret@h",
                          "secret?#@",
                          "secret"}) {
    const auto endpoint = parse_endpoint(url, Region("eu-west-1"));
    ASSERT_FALSE(endpoint) << url;
    EXPECT_EQ(endpoint.error().fault, Fault::invalid);
    EXPECT_FALSE(endpoint.error().text().contains("secret")) << url;
  }
}

}  // namespace
}  // namespace dynaferry::aws
