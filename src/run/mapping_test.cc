#include "run/mapping.h"

#include <gtest/gtest.h>

namespace dynaferry::run {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs chosen(const Choice& choice, const Listing& existing = {}, bool same_side = false) {
  const auto result = choose(choice, existing, same_side);
  EXPECT_TRUE(result) << result.error().text();
  Pairs pairs;
  if (result) {
    for (const auto& pair : *result) pairs.emplace_back(pair.source.str(), pair.destination.str());
  }
  return pairs;
}

std::string refusal(const Choice& choice, const Listing& existing = {}, bool same_side = false) {
  const auto result = choose(choice, existing, same_side);
  EXPECT_FALSE(result);
  if (result) return {};
  EXPECT_EQ(result.error().fault, Fault::invalid);
  return result.error().text();
}

Choice named(std::vector<std::string> names) {
  Choice choice;
  choice.names = std::move(names);
  return choice;
}

Choice with_prefixes(std::vector<std::string> names) {
  auto choice = named(std::move(names));
  choice.legacy_prefix = {"DEV-TABLE-1", "PROD-TABLE-1"};
  return choice;
}

TEST(Mapping, the_old_scripts_documented_example_holds) {
  EXPECT_EQ(chosen(with_prefixes({"DEV-TABLE-1", "DEV-TABLE-2"})),
            (Pairs{{"DEV-TABLE-1", "PROD-TABLE-1"}, {"DEV-TABLE-2", "PROD-TABLE-2"}}));
}

TEST(Mapping, the_tail_rule_ends_at_name_boundaries) {
  struct Row {
    std::string name, from, to, mapped;
  };
  const std::vector<Row> rows{
      {"DEV-TABLE-10", "DEV-TABLE-1", "PROD-TABLE-1", "PROD-TABLE-10"},
      {"DEV-USERS", "DEV-TABLE-1", "PROD-TABLE-1", "PROD-USERS"},
      {"DEV", "DEV-TABLE-1", "PROD-TABLE-1", "PROD"},
      {"DEVICES", "DEV-TABLE-1", "PROD-TABLE-1", "DEVICES"},
      {"USERS", "DEV-TABLE-1", "PROD-TABLE-1", "USERS"},
      {"dev-TABLE-2", "DEV-TABLE-1", "PROD-TABLE-1", "dev-TABLE-2"},
      {"DEV-USERS", "DEV-", "PROD-", "PROD-USERS"},
      {"DEV_USERS", "DEV-", "PROD-", "PROD_USERS"},
      {"DEV-USERS", "DEV", "PROD", "PROD-USERS"},
      {"DEVICES", "DEV", "PROD", "PRODICES"},  // The whole prefix: taken at its word.
      {"app.dev.users", "app.dev.t1", "app.prod.t1", "app.prod.users"},
      {"USERS", "", "PROD-", "PROD-USERS"},
      {"DEV-USERS", "DEV-", "", "USERS"},
      {"USERS", "DEV-", "PRE-DEV-", "USERS"},  // "DEV" stays "DEV" of "PRE-DEV".
      {"DEV.USERS", "DEV-", "PRE-DEV-", "PRE-DEV.USERS"},
      {"USERS", "-DEV", "X-DEV", "USERS"},  // Nothing is left of the prefix.
      {"TABLE", "TEST", "BEST", "TABLE"},   // No boundary in the common tail "EST".
      {"SAME-2", "SAME-1", "SAME-1", "SAME-2"},
      {"DEV-1", "DEV-TABLE", "DEV-TABLE", "DEV-1"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(map_legacy(row.name, row.from, row.to), row.mapped)
        << row.name << ": " << row.from << " to " << row.to;
  }
}

TEST(Mapping, map_prefix_is_exact_and_replaces_the_old_rule) {
  auto choice = with_prefixes({"DEV-TABLE-1", "DEV-TABLE-2"});
  choice.map_prefix = {"DEV-TABLE-1", "PROD-TABLE-1"};
  EXPECT_TRUE(refusal(choice).contains("\"DEV-TABLE-2\" does not start with"));
  choice.names = {"DEV-TABLE-1", "DEV-TABLE-1-OLD"};
  EXPECT_EQ(chosen(choice),
            (Pairs{{"DEV-TABLE-1", "PROD-TABLE-1"}, {"DEV-TABLE-1-OLD", "PROD-TABLE-1-OLD"}}));
}

TEST(Mapping, a_regular_expression_maps_what_it_matches) {
  auto choice = named({"dev-users-v1", "other"});
  choice.map_regex = {"^dev-(.*)-v([0-9])$", "prod-$1-$2"};
  EXPECT_EQ(chosen(choice), (Pairs{{"dev-users-v1", "prod-users-1"}, {"other", "other"}}));
  choice.map_regex = {"[a", "x"};
  EXPECT_TRUE(refusal(choice).contains("not a regular expression"));
}

TEST(Mapping, a_regular_expression_that_would_take_for_ever_is_given_up) {
  auto choice = named({std::string(60, 'a')});
  choice.map_regex = {"(a|a?)+b", "x"};
  EXPECT_TRUE(refusal(choice).contains("too complex"));
}

TEST(Mapping, a_named_pair_wins_and_chooses_its_table) {
  auto choice = with_prefixes({"DEV-TABLE-2"});
  choice.pairs = {{"DEV-TABLE-2", "elsewhere"}, {"third", "fourth"}};
  EXPECT_EQ(chosen(choice), (Pairs{{"DEV-TABLE-2", "elsewhere"}, {"third", "fourth"}}));
  choice.pairs.emplace_back("third", "fifth");
  EXPECT_TRUE(refusal(choice).contains("two destinations, \"fourth\" and \"fifth\""));
}

TEST(Choosing, needs_the_list_of_tables_only_for_globs_and_all) {
  EXPECT_FALSE(needs_listing(named({"plain", "also.plain"})));
  EXPECT_TRUE(needs_listing(named({"plain", "glob*"})));
  Choice choice;
  choice.exclude = {"*"};
  choice.pairs = {{"abc", "def"}};
  EXPECT_FALSE(needs_listing(choice));
  choice.all = true;
  EXPECT_TRUE(needs_listing(choice));
}

TEST(Choosing, takes_each_table_once_and_leaves_out_what_is_excluded) {
  const Listing tables{{"a-1", "a-2", "b-1", "b-2"}};
  EXPECT_EQ(chosen(named({"b-1", "a-*", "?-1", "b-1"}), tables),
            (Pairs{{"b-1", "b-1"}, {"a-1", "a-1"}, {"a-2", "a-2"}}));
  Choice all;
  all.all = true;
  all.exclude = {"a-*", "no-such-*"};
  EXPECT_EQ(chosen(all, tables), (Pairs{{"b-1", "b-1"}, {"b-2", "b-2"}}));
  all.exclude = {"*"};
  EXPECT_TRUE(refusal(all, tables).contains("--exclude"));
}

TEST(Choosing, an_unmatched_name_or_glob_is_an_error_that_lists_all_of_them) {
  const auto told = refusal(named({"nobody", "x-*", "abc"}), Listing{{"abc"}});
  EXPECT_TRUE(told.contains("\"nobody\""));
  EXPECT_TRUE(told.contains("\"x-*\""));
  EXPECT_FALSE(told.contains("\"abc\""));
  EXPECT_TRUE(refusal({}).contains("no table is named"));
}

TEST(Choosing, two_sources_on_one_destination_are_an_error_that_names_both) {
  auto choice = named({"one", "two", "three"});
  choice.pairs = {{"one", "same"}, {"two", "same"}};
  const auto told = refusal(choice);
  EXPECT_TRUE(told.contains("\"one\" and \"two\""));
  EXPECT_TRUE(told.contains("\"same\""));
}

TEST(Choosing, a_table_onto_itself_is_an_error_on_the_same_side_only) {
  EXPECT_EQ(chosen(named({"users"})), (Pairs{{"users", "users"}}));
  EXPECT_TRUE(refusal(named({"users"}), {}, true).contains("\"users\" is its own destination"));
  auto choice = named({"users"});
  choice.map_prefix = {"", "copy-of-"};
  EXPECT_EQ(chosen(choice, {}, true), (Pairs{{"users", "copy-of-users"}}));
}

TEST(Choosing, names_that_no_table_can_have_are_errors) {
  auto choice = named({"users"});
  choice.map_regex = {"users", "us"};
  EXPECT_TRUE(refusal(choice).contains("\"us\", which is not a name"));
  EXPECT_TRUE(refusal(named({"arn:aws:dynamodb:x"})).contains("not the name of a table"));
  EXPECT_TRUE(refusal(named({""})).contains("not the name of a table"));
  EXPECT_FALSE(is_table_name(std::string(256, 'a')));
  EXPECT_TRUE(is_table_name(std::string(255, 'a')));
  EXPECT_TRUE(is_table_name("a.B"));
}

TEST(Choosing, can_leave_out_what_is_wrong_and_go_on) {
  auto choice = named({"good", "nobody", "one", "two"});
  choice.pairs = {{"one", "same"}, {"two", "same"}};
  const auto chosen = look(choice, Listing{{"good", "one", "two"}}, false);
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->pairs, (std::vector<TablePair>{{TableName("good"), TableName("good")}}));
  EXPECT_EQ(chosen->problems.size(), 2U);
}

TEST(Glob, matches_as_a_shell_does) {
  struct Row {
    std::string glob, name;
    bool hit;
  };
  const std::vector<Row> rows{
      {"*", "", true},         {"*", "abc", true},
      {"a*c", "abbc", true},   {"a*c", "abcd", false},
      {"a?c", "abc", true},    {"a?c", "ac", false},
      {"*b*b*", "abab", true}, {"*bb*", "abab", false},
      {"[a-c]x", "bx", true},  {"[!a-c]x", "bx", false},
      {"[!a-c]x", "dx", true}, {"[]]x", "]x", true},
      {"[a-]x", "-x", true},   {"[abc", "[abc", true},
      {"[abc", "a", false},    {"a**", "a", true},
      {"", "", true},          {"", "a", false},
      {"A*", "abc", false},    {"*-prod", "x-prod-prod", true},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(matches(row.glob, row.name), row.hit) << row.glob << " on " << row.name;
  }
}

}  // namespace
}  // namespace dynaferry::run
