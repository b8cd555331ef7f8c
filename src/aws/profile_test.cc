#include "aws/profile.h"

#include <gtest/gtest.h>

#include <vector>

namespace dynaferry::aws {
namespace {

constexpr std::string_view config = R"(# of a person
[default]
region = eu-west-1
ca_bundle = /etc/ca.pem   ; where the company keeps it

[profile "two words"]
region=us-west-2
aws_access_key_id = AKIAINCONFIG00000000
aws_secret_access_key = in+config/=#kept

[profile dev]
Region = eu-central-1
services = local
s3 =
  max_concurrent_requests = 20
  region = never-this-one
endpoint_url = https://general.example

[services local]
s3 =
  endpoint_url = https://s3.example
dynamodb =
  endpoint_url = http://localhost:8000

[profile role]
role_arn = arn:aws:iam::1:role/x
source_profile = dev
[profile sso]
sso_session = corp
[profile oldsso]
sso_start_url = https://x.awsapps.com/start
[profile process]
credential_process = /opt/bin/get "a b"
[profile web]
web_identity_token_file = /token
[profile login]
login_session = arn
[profile half]
aws_access_key_id = AKIAHALF000000000000
[profile bare]
output = json
)";
constexpr std::string_view credentials =
    "\xEF\xBB\xBF[default]\r\n"
    "aws_access_key_id = AKIADEFAULT000000000\r\naws_secret_access_key = planted1\r\n"
    "aws_session_token = planted2==\r\n\r\n; "
    "more\r\n[dev]\r\naws_access_key_id=AKIADEV0000000000000\r\n"
    "aws_secret_access_key=planted3\r\n[role]\r\naws_access_key_id=AKIAROLE000000000000\r\n"
    "aws_secret_access_key=planted4\r\n[otherhalf]\naws_secret_access_key=planted5\n";

ProfileFiles files() {
  auto parsed = ProfileFiles::parse(config, credentials);
  EXPECT_TRUE(parsed);
  return *std::move(parsed);
}

TEST(Profile, joins_what_both_files_say) {
  const auto profile = files().find("default");
  ASSERT_TRUE(profile && profile->keys);
  EXPECT_EQ(profile->keys->access_key_id, "AKIADEFAULT000000000");
  EXPECT_EQ(profile->keys->secret_access_key.reveal(), "planted1");
  EXPECT_EQ(profile->keys->session_token->reveal(), "planted2==");
  EXPECT_EQ(profile->region, "eu-west-1");
  EXPECT_EQ(profile->ca_bundle, "/etc/ca.pem");
}

TEST(Profile, may_have_a_quoted_name_and_keys_in_the_config_file) {
  const auto profile = files().find("two words");
  ASSERT_TRUE(profile && profile->keys);
  EXPECT_EQ(profile->region, "us-west-2");
  EXPECT_EQ(profile->keys->secret_access_key.reveal(), "in+config/=#kept");
  EXPECT_FALSE(profile->keys->session_token);
}

TEST(Profile, nested_settings_stay_where_they_belong) {
  const auto profile = files().find("dev");
  ASSERT_TRUE(profile);
  EXPECT_EQ(profile->region, "eu-central-1");
  EXPECT_EQ(profile->endpoint_url, "http://localhost:8000");
}

TEST(Profile, of_a_kind_that_takes_more_than_reading_is_refused_by_name) {
  const std::vector<std::pair<std::string, std::string>> rows{{"role", "role_arn"},
                                                              {"sso", "sso_session"},
                                                              {"oldsso", "sso_start_url"},
                                                              {"process", "credential_process"},
                                                              {"web", "web_identity_token_file"},
                                                              {"login", "login_session"}};
  for (const auto& [name, kind] : rows) {
    const auto profile = files().find(name);
    ASSERT_FALSE(profile) << name;
    EXPECT_EQ(profile.error().fault, Fault::invalid);
    EXPECT_TRUE(profile.error().text().contains(kind)) << profile.error().text();
    EXPECT_TRUE(profile.error().text().contains("aws configure export-credentials --format env"));
  }
}

TEST(Profile, of_any_kind_tells_its_settings) {
  const auto parsed = ProfileFiles::parse("[default]\nsso_session=x\nregion=eu-west-3\n", "");
  ASSERT_FALSE(parsed->find("default"));
  EXPECT_EQ(parsed->settings_of("default")->region, "eu-west-3");
  EXPECT_FALSE(parsed->settings_of("nobody"));
}

TEST(Profile, without_keys_still_has_its_settings) {
  const auto profile = files().find("bare");
  ASSERT_TRUE(profile);
  EXPECT_FALSE(profile->keys);
}

TEST(Profile, absent_or_half_is_an_error_that_names_it) {
  for (const auto* name : {"nobody", "half", "otherhalf", "profile dev", "services local", ""}) {
    const auto profile = files().find(name);
    ASSERT_FALSE(profile) << name;
    EXPECT_TRUE(profile.error().text().contains(std::string("\"") + name + "\""));
    EXPECT_FALSE(profile.error().text().contains("planted"));
  }
}

TEST(Profile, files_that_do_not_exist_are_empty) {
  const auto none = ProfileFiles::parse("", "");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has("default"));
}

TEST(Profile, a_later_section_of_the_same_name_adds_to_the_first) {
  const auto parsed =
      ProfileFiles::parse("[profile a]\nregion=x\nca_bundle=y\n[profile a]\nregion=z\n", "");
  const auto profile = parsed->find("a");
  EXPECT_EQ(profile->region, "z");
  EXPECT_EQ(profile->ca_bundle, "y");
}

TEST(Profile, nonsense_is_told_by_its_line_and_never_repeated) {
  for (const auto* text : {"planted\n", "[a]\nplanted\n", "[planted\n", "planted = planted\n"}) {
    const auto parsed = ProfileFiles::parse("", text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_TRUE(parsed.error().text().contains("line ")) << parsed.error().text();
    EXPECT_FALSE(parsed.error().text().contains("planted"));
  }
}

}  // namespace
}  // namespace dynaferry::aws
