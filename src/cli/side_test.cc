#include "cli/side.h"

#include <gtest/gtest.h>

#include "cli/fake_environment.h"
#include "cli/options.h"

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;

constexpr const char* aws_config = R"([default]
region = eu-north-1
[profile dev]
region = eu-central-1
ca_bundle = /dev.pem
endpoint_url = https://dev.example
[profile role]
role_arn = arn:aws:iam::1:role/x
[profile bare]
region = eu-west-3
)";
constexpr const char* aws_credentials = R"([default]
aws_access_key_id = AKIADEFAULT0
aws_secret_access_key = s-default
[dev]
aws_access_key_id = AKIADEVDEVDE
aws_secret_access_key = s-dev
aws_session_token = t-dev
)";

struct Machine {
  Words flags{};
  Variables variables{};
  std::string config{};
  std::string env_file{};
  bool aws_files = true;
};

Parsed<Side> side_of(const Machine& machine, End end = End::source) {
  FakeFiles files{{".env", machine.env_file}};
  if (!machine.config.empty()) files.emplace("dynaferry.yaml", machine.config);
  if (machine.aws_files) {
    files.emplace("/home/me/.aws/config", aws_config);
    files.emplace("/home/me/.aws/credentials", aws_credentials);
  }
  const auto environment = fake_environment(machine.variables, files);
  Words arguments{"copy", "orders"};
  arguments.insert(arguments.end(), machine.flags.begin(), machine.flags.end());
  auto command = parse(arguments, environment);
  if (!command) return std::unexpected(command.error());
  const auto& copy = std::get<RunCommand>(*command);
  return resolve_side(end == End::source ? copy.source : copy.destination, environment);
}

Side sound(const Machine& machine, End end = End::source) {
  auto side = side_of(machine, end);
  EXPECT_TRUE(side) << side.error().what;
  return side ? *std::move(side) : Side{};
}
std::string refusal(const Machine& machine, End end = End::source) {
  const auto side = side_of(machine, end);
  EXPECT_FALSE(side);
  return side ? "" : side.error().what + " / " + side.error().next;
}

const Variables env_keys{{"SRC_AWS_ACCESS_KEY_ID", "AKIAENVENVEN"},
                         {"SRC_AWS_SECRET_ACCESS_KEY", "s-env"}};
const Variables aws_keys{{"AWS_ACCESS_KEY_ID", "AKIAAWSAWSAW"}, {"AWS_SECRET_ACCESS_KEY", "s-aws"}};
constexpr const char* dot_keys =
    "SRC_AWS_ACCESS_KEY_ID=AKIADOTDOTDO\nSRC_AWS_SECRET_ACCESS_KEY=s-dot\nSRC_AWS_SESSION_TOKEN=t-"
    "dot\n"
    "SRC_AWS_REGION=us-west-2\n";

Variables joined(Variables a, const Variables& b) {
  a.insert(b.begin(), b.end());
  return a;
}

TEST(Side, credentials_come_from_the_highest_layer_that_names_any) {
  struct Row {
    Machine machine;
    std::string key, secret, token, from;
  };
  const std::vector<Row> rows{
      {{{"--source-profile", "dev"}, env_keys, "source-profile: default", dot_keys},
       "AKIADEVDEVDE",
       "s-dev",
       "t-dev",
       "profile \"dev\", named by the flags"},
      {{{}, env_keys, "source-profile: dev", dot_keys},
       "AKIAENVENVEN",
       "s-env",
       "",
       "keys from the environment"},
      {{{}, {{"SRC_AWS_PROFILE", "dev"}}, "source-profile: default", dot_keys},
       "AKIADEVDEVDE",
       "s-dev",
       "t-dev",
       "profile \"dev\", named by the environment"},
      {{{}, aws_keys, "source-profile: dev", dot_keys},
       "AKIADEVDEVDE",
       "s-dev",
       "t-dev",
       "profile \"dev\", named by dynaferry.yaml"},
      {{{}, aws_keys, "", dot_keys}, "AKIADOTDOTDO", "s-dot", "t-dot", "keys from .env"},
      {{{}, joined(aws_keys, {{"AWS_PROFILE", "dev"}}), "", ""},
       "AKIAAWSAWSAW",
       "s-aws",
       "",
       "keys from the environment"},
      {{{}, {{"AWS_PROFILE", "dev"}}, "", ""},
       "AKIADEVDEVDE",
       "s-dev",
       "t-dev",
       "profile \"dev\", named by the environment"},
      {{{}, {}, "", "AWS_ACCESS_KEY_ID=AKIADOTAWSDO\nAWS_SECRET_ACCESS_KEY=x"},
       "AKIADOTAWSDO",
       "x",
       "",
       "keys from .env"},
      {{{}, {}, "", ""}, "AKIADEFAULT0", "s-default", "", "the default profile"},
      {{{}, {{"SRC_AWS_ACCESS_KEY_ID", ""}, {"SRC_AWS_SESSION_TOKEN", ""}}, "", dot_keys},
       "AKIADOTDOTDO",
       "s-dot",
       "t-dot",
       "keys from .env"},
  };
  for (const auto& row : rows) {
    const auto side = sound(row.machine);
    EXPECT_EQ(side.credentials.access_key_id, row.key);
    EXPECT_EQ(side.credentials.secret_access_key.reveal(), row.secret);
    EXPECT_EQ(side.credentials.session_token ? side.credentials.session_token->reveal() : "",
              row.token);
    EXPECT_EQ(side.credentials_from, row.from);
  }
}

TEST(Side, two_sides_have_two_identities) {
  const Machine machine{{"--dest-region", "ap-south-1"},
                        {},
                        "",
                        std::string(dot_keys) +
                            "DEST_AWS_ACCESS_KEY_ID=AKIADESTDEST\n"
                            "DEST_AWS_SECRET_ACCESS_KEY=s-dest\n"};
  const auto source = sound(machine);
  const auto destination = sound(machine, End::destination);
  EXPECT_EQ(source.credentials.access_key_id, "AKIADOTDOTDO");
  EXPECT_EQ(source.region.str(), "us-west-2");
  EXPECT_EQ(destination.credentials.access_key_id, "AKIADESTDEST");
  EXPECT_EQ(destination.region.str(), "ap-south-1");
  EXPECT_EQ(destination.endpoint.url(), "https://dynamodb.ap-south-1.amazonaws.com");
  EXPECT_FALSE(destination.credentials.session_token);
  EXPECT_FALSE(same_side(source, destination));
  EXPECT_TRUE(same_side(source, source));
  EXPECT_EQ(destination.text(), "AKIA…DEST (keys from .env), ap-south-1 (the flags)");
}

TEST(Side, keys_are_never_joined_from_two_layers) {
  EXPECT_TRUE(refusal({{}, {{"SRC_AWS_ACCESS_KEY_ID", "AKIA"}}, "", dot_keys})
                  .contains("SRC_AWS_SECRET_ACCESS_KEY is missing"));
  EXPECT_TRUE(refusal({{}, {{"SRC_AWS_SESSION_TOKEN", "t"}}, "", dot_keys})
                  .contains("SRC_AWS_ACCESS_KEY_ID is missing"));
  EXPECT_TRUE(refusal({{}, joined(env_keys, {{"SRC_AWS_PROFILE", "dev"}}), "", ""})
                  .contains("both keys and a profile in the environment"));
}

TEST(Side, the_Region_is_found_from_above) {
  struct Row {
    Machine machine;
    std::string region;
  };
  const Variables all{{"SRC_AWS_REGION", "eu-south-1"}, {"AWS_REGION", "sa-east-1"}};
  const Variables aws_only{{"AWS_REGION", "sa-east-1"}, {"AWS_DEFAULT_REGION", "sa-east-2"}};
  const std::vector<Row> rows{
      {{{"--source-region", "af-south-1"}, all, "source-region: me-south-1", dot_keys},
       "af-south-1"},
      {{{}, all, "source-region: me-south-1", dot_keys}, "eu-south-1"},
      {{{}, aws_only, "source-region: me-south-1", dot_keys}, "me-south-1"},
      {{{}, aws_only, "", dot_keys}, "us-west-2"},
      {{{"--source-profile", "dev"}, aws_only, "", ""}, "eu-central-1"},
      {{{}, joined(aws_only, {{"AWS_PROFILE", "dev"}}), "", ""}, "sa-east-1"},
      {{{}, {{"AWS_PROFILE", "dev"}}, "", ""}, "eu-central-1"},
      {{{}, env_keys, "", ""}, "eu-north-1"},
      {{{}, {}, "", ""}, "eu-north-1"},
  };
  for (const auto& row : rows) EXPECT_EQ(sound(row.machine).region.str(), row.region);
  EXPECT_TRUE(refusal({{}, env_keys, "", "", false}).contains("the source has no Region"));
  EXPECT_TRUE(
      refusal({{"--source-region", "us east"}, env_keys, "", ""}).contains("from the flags"));
  EXPECT_TRUE(refusal({{"--source-region", "moon"}, env_keys, "", ""}).contains("\"moon\" is not"));
}

TEST(Side, the_endpoint_is_found_from_above_and_follows_the_Region_otherwise) {
  struct Row {
    Machine machine;
    std::string url;
  };
  const auto aws = joined(env_keys, {{"AWS_ENDPOINT_URL", "https://general.example"},
                                     {"AWS_ENDPOINT_URL_DYNAMODB", "https://ddb.example"}});
  const auto ignored = joined(aws, {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}});
  const auto own = joined(aws, {{"SRC_AWS_ENDPOINT_URL", "http://localhost:8000"}});
  const std::vector<Row> rows{
      {{{"--source-endpoint-url", "http://[::1]:9"}, own, "", ""}, "http://[::1]:9"},
      {{{}, own, "", ""}, "http://localhost:8000"},
      {{{}, aws, "", ""}, "https://ddb.example"},
      {{{}, ignored, "", ""}, "https://dynamodb.eu-north-1.amazonaws.com"},
      {{{"--source-profile", "dev"}, {}, "", ""}, "https://dev.example"},
      {{{"--source-region", "local"}, env_keys, "", ""}, "http://localhost:8000"},
      {{{"--source-region", "cn-north-1"}, env_keys, "", ""},
       "https://dynamodb.cn-north-1.amazonaws.com.cn"},
  };
  for (const auto& row : rows) EXPECT_EQ(sound(row.machine).endpoint.url(), row.url);
}

TEST(Side, plain_HTTP_to_another_machine_needs_to_be_allowed) {
  Machine machine{{"--source-endpoint-url", "http://10.0.0.1:8000"}, env_keys, "", ""};
  EXPECT_TRUE(refusal(machine).contains("plain HTTP"));
  EXPECT_TRUE(refusal(machine).contains("--allow-plain-http"));
  machine.flags.push_back("--allow-plain-http");
  EXPECT_EQ(sound(machine).endpoint.url(), "http://10.0.0.1:8000");
}

TEST(Side, a_ca_bundle_is_its_own_or_its_profiles) {
  EXPECT_EQ(sound({{"--source-profile", "dev"}, {}, "", ""}).ca_bundle, "/dev.pem");
  EXPECT_EQ(sound({{"--source-profile", "dev", "--source-ca-bundle", "/x"}, {}, "", ""}).ca_bundle,
            "/x");
  EXPECT_FALSE(sound({{}, env_keys, "", ""}).ca_bundle);
}

TEST(Side, what_this_version_cannot_do_is_said) {
  EXPECT_TRUE(refusal({{}, {{"SRC_AWS_ROLE_ARN", "arn"}}, "", dot_keys})
                  .contains("SRC_AWS_ROLE_ARN (the environment) asks for a role"));
  EXPECT_TRUE(refusal({{"--source-profile", "role"}, {}, "", ""}).contains("export-credentials"));
  EXPECT_TRUE(refusal({{"--source-profile", "bare"}, {}, "", ""}).contains("has no keys"));
  EXPECT_TRUE(
      refusal({{"--source-profile", "nobody"}, {}, "", ""}).contains("no profile \"nobody\""));
  EXPECT_TRUE(refusal({{}, {}, "", "", false}).contains("the source has no credentials"));
  EXPECT_TRUE(refusal({{}, {}, "", "", false}, End::destination)
                  .contains("DEST_AWS_ACCESS_KEY_ID and DEST_AWS_SECRET_ACCESS_KEY"));
}

TEST(Side, keys_with_blanks_are_refused_before_they_travel) {
  EXPECT_TRUE(
      refusal({{},
               {{"SRC_AWS_ACCESS_KEY_ID", "AKIA\r\nX: y"}, {"SRC_AWS_SECRET_ACCESS_KEY", "s"}},
               "",
               ""})
          .contains("hold a blank"));
  auto keys = env_keys;
  keys["SRC_AWS_SESSION_TOKEN"] = "planted planted";
  EXPECT_FALSE(refusal({{}, keys, "", ""}).contains("planted"));
}

TEST(Side, files_of_AWS_are_read_where_the_environment_says) {
  const auto environment =
      fake_environment({{"AWS_CONFIG_FILE", "~/c"}, {"AWS_SHARED_CREDENTIALS_FILE", "/s"}},
                       {{"/home/me/c", "[profile p]\nregion=eu-west-1"},
                        {"/s", "[p]\naws_access_key_id=AKIAPPPPPPPP\naws_secret_access_key=x"}});
  const auto command = parse({"copy", "x", "--source-profile", "p"}, environment);
  const auto side = resolve_side(std::get<RunCommand>(*command).source, environment);
  ASSERT_TRUE(side) << side.error().what;
  EXPECT_EQ(side->credentials.access_key_id, "AKIAPPPPPPPP");
  EXPECT_EQ(side->region.str(), "eu-west-1");
}

}  // namespace
}  // namespace dynaferry::cli
