#include "cli/env_file.h"

#include <gtest/gtest.h>

#include <vector>

namespace dynaferry::cli {
namespace {

const Variables around{{"E", "of the environment"}, {"SHADOW", "of the environment"}};

struct Row {
  std::string text;
  Variables variables;
};

// Each row was compared with python-dotenv 1.2.4, load_dotenv().
TEST(EnvFile, follows_the_rules_of_python_dotenv) {
  const std::vector<Row> rows{
      {"", {}},
      {"A=1", {{"A", "1"}}},
      {"\xEF\xBB\xBF"
       "A=1\r\nB=2\rC=3\n",
       {{"A", "1"}, {"B", "2"}, {"C", "3"}}},
      {"# words\n\n  A=1 \n\t#more\n", {{"A", "1"}}},
      {"export A=1\nexport\tB=2\nexport=3", {{"A", "1"}, {"B", "2"}, {"export", "3"}}},
      {"A = 1\nB =  two words  \n", {{"A", "1"}, {"B", "two words"}}},
      {"A=\nB=\"\"\nC=''", {{"A", ""}, {"B", ""}, {"C", ""}}},
      {"A\nB # words", {}},
      {"A=1\nA=2", {{"A", "2"}}},
      {"A=1\nA", {}},
      {"A=a#b\nB=a #b\nC=#c\nD= # words", {{"A", "a#b"}, {"B", "a"}, {"C", "#c"}, {"D", ""}}},
      {"A='a #b' # words\nB=\"a #b\"#words", {{"A", "a #b"}, {"B", "a #b"}}},
      {"A=\"x\\ny\\t\\\"q\\\" \\\\ \\d\"", {{"A", "x\ny\t\"q\" \\ \\d"}}},
      {"A='x\\ny \\' \\\\ \\\"'", {{"A", "x\\ny ' \\ \\\""}}},
      {"A=\"one\ntwo\"\nB='1\r\n2'\nC=3", {{"A", "one\ntwo"}, {"B", "1\n2"}, {"C", "3"}}},
      {"'a key'=1", {{"a key", "1"}}},
      {"A=x=y==\nB=a'b\"c", {{"A", "x=y=="}, {"B", "a'b\"c"}}},
      {"A=1\nB=${A}2\nC='${A}'", {{"A", "1"}, {"B", "12"}, {"C", "1"}}},
      {"A=${E}\nB=${NONE}x\nC=${NONE:-d e}",
       {{"A", "of the environment"}, {"B", "x"}, {"C", "d e"}}},
      {"SHADOW=mine\nA=${SHADOW}", {{"SHADOW", "mine"}, {"A", "of the environment"}}},
      {"A=${A:-self}\nB\nC=${B:-d}", {{"A", "self"}, {"C", ""}}},
      {"A=$E\nB=${E\nC=${E:x}\nD=${}", {{"A", "$E"}, {"B", "${E"}, {"C", "${E:x}"}, {"D", ""}}},
      {"A=wJalrXUtnFEMI/K7MDENG+bPxRfiCY==", {{"A", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY=="}}},
  };
  for (const auto& row : rows) {
    const auto read = parse_env_file(row.text, around);
    ASSERT_TRUE(read) << row.text << ": " << read.error().text();
    EXPECT_EQ(*read, row.variables) << row.text;
  }
}

TEST(EnvFile, nonsense_is_told_by_its_line_and_never_repeated) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"planted planted", "line 1 "},
      {"A=1\n\n=planted", "line 3 "},
      {"A='1\n2'\nB=\"planted", "line 3 "},
      {"A='planted' planted", "line 1 "},
      {"''=planted", "line 1 "},
      {"export =planted", "line 1 "},
      {"\n\nplanted: x y", "line 3 "},
  };
  for (const auto& [text, line] : rows) {
    const auto read = parse_env_file(text, around);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().fault, Fault::invalid);
    EXPECT_TRUE(read.error().text().contains(line)) << read.error().text();
    EXPECT_FALSE(read.error().text().contains("planted"));
  }
}

TEST(EnvFile, in_UTF_16_is_named_as_such) {
  using namespace std::string_literals;
  const auto read = parse_env_file(
      "\xFF\xFE"
      "A\0=\0"s,
      around);
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().text().contains("UTF-16"));
}

}  // namespace
}  // namespace dynaferry::cli
