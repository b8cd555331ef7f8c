#include "cli/config_file.h"

#include <gtest/gtest.h>

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;

TEST(ConfigFile, uses_the_names_of_the_flags) {
  const auto given = read_config(R"(
tables: [orders, "dev-*"]
source: {profile: dev, region: eu-west-1}
dest-profile: prod
exclude: one
table:
  a-1: b-1
  a-2: b-2
restart: [x-1, x-2]
keep-going: yes
again: false
segments: 12
)",
                                 "dynaferry.yaml");
  ASSERT_TRUE(given) << given.error().what;
  EXPECT_EQ(given->tables, (Words{"orders", "dev-*"}));
  EXPECT_EQ(given->one("source-profile"), "dev");
  EXPECT_EQ(given->one("source-region"), "eu-west-1");
  EXPECT_EQ(given->one("dest-profile"), "prod");
  EXPECT_EQ(given->all("exclude"), (Words{"one"}));
  EXPECT_EQ(given->all("table"), (Words{"a-1=b-1", "a-2=b-2"}));
  EXPECT_EQ(given->all("restart"), (Words{"x-1", "x-2"}));
  EXPECT_TRUE(given->has("keep-going"));
  EXPECT_FALSE(given->has("again"));
  EXPECT_EQ(given->one("segments"), "12");
}

TEST(ConfigFile, may_be_empty) {
  EXPECT_TRUE(read_config("", "f"));
  EXPECT_TRUE(read_config("# nothing yet\n", "f"));
}

TEST(ConfigFile, what_it_cannot_use_is_told_by_line_and_never_repeated) {
  for (const auto* text : {
           "planted: planted\n",
           "source-secret-access-key: planted\n",
           "source: {secret-access-key: planted}\n",
           "source: planted\n",
           "source-region: [planted]\n",
           "all: planted\n",
           "all: \n",
           "tables: {planted: planted}\n",
           "tables: [[planted]]\n",
           "exclude: {planted: planted}\n",
           "table: {planted: [planted]}\n",
           "- planted\n",
           "planted\n",
           "a: [planted\n",
           "a: \"planted\n",
           "\tplanted: x\n",
           "? [planted]\n: planted\n",
           "env-file: planted\n",
           "config: planted\n",
           "segments: 1\nsegments: 2 # planted\n",
           "source: {region: planted}\nsource-region: planted\n",
           "a: *planted\n",
           "verbose: true\n",
       }) {
    const auto given = read_config(text, "dynaferry.yaml");
    ASSERT_FALSE(given) << text;
    EXPECT_TRUE(given.error().what.contains("dynaferry.yaml")) << given.error().what;
    EXPECT_FALSE((given.error().what + given.error().next).contains("planted")) << text;
  }
  EXPECT_TRUE(read_config("all: true\n\nnope: 1\n", "f").error().what.contains("line 3 "));
}

TEST(ConfigFile, what_is_not_built_yet_is_refused_by_name) {
  const auto given = read_config("max-cost: 12\n", "f");
  ASSERT_FALSE(given);
  EXPECT_TRUE(given.error().what.contains("max-cost, which is not available in this version"));
  EXPECT_TRUE(read_config("source: {role-arn: x}\n", "f")
                  .error()
                  .what.contains("source-role-arn, which is not available"));
}

}  // namespace
}  // namespace dynaferry::cli
