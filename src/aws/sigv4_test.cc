#include "aws/sigv4.h"

#include <gtest/gtest.h>

namespace dynaferry::aws {
namespace {

using namespace std::chrono_literals;

const Credentials example{
    "AKIDEXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), {}, {}};

WallTime at(std::chrono::year_month_day day, std::chrono::seconds time) {
  return std::chrono::sys_days(day) + time;
}
const WallTime published = at(std::chrono::year{2015} / 8 / 30, 12h + 36min);

std::string signature_of(const std::vector<Field>& added) {
  const auto& authorization = added.back().second;
  return authorization.substr(authorization.rfind('=') + 1);
}

// The published suite signs every field, ours only those that no proxy may change: so its vectors
// go through the same steps by hand.
std::string sign_all(const Signable& what, std::string& signed_names) {
  const auto canonical = canonical_request(what, what.fields, signed_names);
  const auto to_sign =
      "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n" +
      crypto::hex(crypto::sha256(canonical));
  const auto key = signing_key(example.secret_access_key, "20150830", "us-east-1", "service");
  return crypto::hex(crypto::hmac_sha256(crypto::as_bytes(key), to_sign));
}

struct Published {
  std::string name;
  std::string method;
  std::string target;
  std::vector<Field> extra;
  std::string signature;
};

TEST(SigV4, agrees_with_the_published_vectors) {
  const std::vector<Published> vectors{
      {"get-vanilla",
       "GET",
       "/",
       {},
       "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"get-vanilla-query-order-key-case",
       "GET",
       "/?Param2=value2&Param1=value1",
       {},
       "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
      {"get-header-value-trim",
       "GET",
       "/",
       {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}},
       "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"},
      {"post-header-key-sort",
       "POST",
       "/",
       {{"My-Header1", "value1"}},
       "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c"},
  };
  for (const auto& v : vectors) {
    std::vector<Field> fields{{"Host", "example.amazonaws.com"},
                              {"X-Amz-Date", "20150830T123600Z"}};
    fields.insert(fields.end(), v.extra.begin(), v.extra.end());
    std::string names;
    EXPECT_EQ(sign_all({v.method, v.target, fields, crypto::sha256("")}, names), v.signature)
        << v.name;
  }
}

TEST(SigV4, the_signer_agrees_with_the_published_vanilla_vector) {
  Signer signer(Region("us-east-1"), "service");
  const std::vector<Field> fields{{"Host", "example.amazonaws.com"}, {"User-Agent", "not signed"}};
  const auto added = signer.sign({"GET", "/", fields, crypto::sha256("")}, example, published);
  EXPECT_EQ(added.back().second,
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

struct Scan {
  std::vector<Field> fields{{"Host", "dynamodb.us-east-1.amazonaws.com"},
                            {"Content-Type", "application/x-amz-json-1.0"},
                            {"X-Amz-Target", "DynamoDB_20120810.Scan"},
                            {"Accept-Encoding", "identity"},
                            {"User-Agent", "dynaferry"}};
  crypto::Sha256 hash = crypto::sha256(R"({"TableName":"Movies","Limit":1})");
  WallTime time = at(std::chrono::year{2026} / 1 / 2, 3h + 4min + 5s);
  [[nodiscard]] Signable request() const { return {"POST", "/", fields, hash}; }
};

TEST(SigV4, signs_a_scan_as_three_other_implementations_do) {
  const Scan scan;
  EXPECT_EQ(crypto::hex(scan.hash),
            "e8247c2c7f5ea11b95b86d5c6b7a3a7d99b260bbba500b23b067c32ec0f45e4d");
  EXPECT_EQ(
      crypto::hex(signing_key(example.secret_access_key, "20260102", "us-east-1", "dynamodb")),
      "eeb8fc37e23864c9823bc2ef552543821f27b09674f82435c43ac176dfba2996");

  std::vector<Field> exact(scan.fields.begin(), scan.fields.begin() + 3);
  exact.emplace_back("X-Amz-Date", "20260102T030405Z");
  std::string names;
  const auto canonical = canonical_request(scan.request(), exact, names);
  EXPECT_EQ(names, "content-type;host;x-amz-date;x-amz-target");
  EXPECT_EQ(crypto::hex(crypto::sha256(canonical)),
            "a86da5cc70ec861d16783c06a55524f7460d3d3e9a786994ca6bd2c745b9385d");

  Signer signer(Region("us-east-1"), "dynamodb");
  const auto added = signer.sign(scan.request(), example, scan.time);
  ASSERT_EQ(added.size(), 2U);
  EXPECT_EQ(added[0], Field("X-Amz-Date", "20260102T030405Z"));
  EXPECT_TRUE(added[1].second.contains("SignedHeaders=" + names + ","));
  EXPECT_EQ(signature_of(added),
            "aded48e93d391185a7ffbae11fbf9c4ba07fc7ec489380e0c533d998880a7430");
}

TEST(SigV4, signs_the_session_token_with_the_rest) {
  const Scan scan;
  auto who = example;
  who.session_token = Secret("SESSIONTOKEN");
  Signer signer(Region("us-east-1"), "dynamodb");
  const auto added = signer.sign(scan.request(), who, scan.time);
  ASSERT_EQ(added.size(), 3U);
  EXPECT_EQ(added[1], Field("X-Amz-Security-Token", "SESSIONTOKEN"));
  EXPECT_TRUE(added[2].second.contains(
      "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"));
  EXPECT_EQ(signature_of(added),
            "c77a495a07daf7f1371a442d456392769bbdf0eae8de2ceabfae0e49ab8c72f9");

  std::vector<Field> exact(scan.fields.begin(), scan.fields.begin() + 3);
  exact.push_back(added[0]);
  exact.push_back(added[1]);
  std::string names;
  EXPECT_EQ(crypto::hex(crypto::sha256(canonical_request(scan.request(), exact, names))),
            "d3ab4bf55b6b89f8062b11d59e67d70f30c905e1d19cc788c4e8b5e6fe3377d0");
}

TEST(SigV4, signs_a_repeated_request_as_if_it_were_new) {
  Scan scan;
  Signer signer(Region("us-east-1"), "dynamodb");
  auto who = example;
  who.session_token = Secret("OLD");
  for (auto& field : signer.sign(scan.request(), who, scan.time - 24h)) {
    scan.fields.push_back(std::move(field));
  }
  const auto added = signer.sign(scan.request(), example, scan.time);
  EXPECT_EQ(signature_of(added),
            "aded48e93d391185a7ffbae11fbf9c4ba07fc7ec489380e0c533d998880a7430");
}

TEST(SigV4, a_kept_key_follows_the_day_and_the_secret) {
  const Scan scan;
  Signer kept(Region("us-east-1"), "dynamodb");
  auto other = example;
  other.secret_access_key = Secret("another");
  const std::vector<std::pair<Credentials, WallTime>> uses{
      {example, scan.time}, {other, scan.time},   {example, scan.time + 24h},
      {other, scan.time},   {example, scan.time}, {example, scan.time + 1min}};
  for (const auto& [who, when] : uses) {
    Signer fresh(Region("us-east-1"), "dynamodb");
    EXPECT_EQ(kept.sign(scan.request(), who, when), fresh.sign(scan.request(), who, when));
  }
}

TEST(SigV4, joins_fields_of_one_name) {
  const std::vector<Field> fields{
      {"my-header1", "value2"}, {"My-Header1", "value1"}, {"Host", "h"}};
  std::string names;
  const auto canonical = canonical_request({"GET", "/", fields, {}}, fields, names);
  EXPECT_TRUE(canonical.contains("host:h\nmy-header1:value2,value1\n\nhost;my-header1\n"));
}

}  // namespace
}  // namespace dynaferry::aws
