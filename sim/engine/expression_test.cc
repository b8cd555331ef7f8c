// Conditions, filters, projections and updates, as requests see them.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

class Expression : public ::testing::Test {
 protected:
  Expression() {
    world_.create_simple("things");
    world_.ok("PutItem", R"({"TableName":"things","Item":)" + item + "}");
  }

  static std::string update(std::string_view members) {
    return R"({"TableName":"things","Key":{"id":{"S":"x"}},)" + std::string(members) + "}";
  }
  static std::string conditional(std::string_view condition) {
    return update(R"("UpdateExpression":"SET touched = :z","ConditionExpression":")" +
                  std::string(condition) + R"(","ExpressionAttributeValues":)" + values);
  }
  // The condition with all placeholders used, so that only it decides.
  bool holds(const std::string& condition) {
    auto answer = world_.engine().call({"111111111111", "us-east-1"}, "UpdateItem",
                                       conditional("(" + condition + ") AND " + all_used));
    if (!answer.error) return true;
    EXPECT_EQ(answer.error->code, "ConditionalCheckFailedException") << condition << answer.body();
    return false;
  }
  std::string complaint(const std::string& condition) {
    return world_.refused("UpdateItem", conditional(condition)).message;
  }
  std::string after(const std::string& expression, const std::string& given) {
    return world_.ok("UpdateItem",
                     update(R"("ReturnValues":"UPDATED_NEW","UpdateExpression":")" + expression +
                            R"(","ExpressionAttributeValues":)" + given));
  }
  std::string update_refused(const std::string& expression, const std::string& given) {
    return world_
        .refused("UpdateItem", update(R"("UpdateExpression":")" + expression +
                                      R"(","ExpressionAttributeValues":)" + given))
        .message;
  }

  static inline const std::string item =
      R"({"id":{"S":"x"},"n":{"N":"5"},"s":{"S":"hello"},"ss":{"SS":["a","b"]},)"
      R"("l":{"L":[{"N":"1"},{"S":"q"}]},"m":{"M":{"k":{"S":"v"},"deep":{"M":{"y":{"N":"1"}}}}}})";
  static inline const std::string values =
      R"({":five":{"N":"5.0"},":ten":{"N":"10"},":h":{"S":"he"},":a":{"S":"a"},)"
      R"(":ba":{"SS":["b","a"]},":z":{"N":"0"}})";
  static inline const std::string all_used = "(:five <> :ten AND :h <> :a AND :ba <> :z)";
  TestWorld world_;
};

TEST_F(Expression, binds_not_before_and_before_or) {
  EXPECT_TRUE(holds("n = :five OR n = :ten AND s = :a"));
  EXPECT_FALSE(holds("(n = :five OR n = :ten) AND s = :a"));
  EXPECT_FALSE(holds("NOT n = :five AND n = :five"));
  EXPECT_TRUE(holds("NOT (n = :five AND n = :ten)"));
}

TEST_F(Expression, compares_numbers_by_value_and_sets_without_order) {
  for (const auto* const condition :
       {"n = :five", "n IN (:ten, :five)", "n BETWEEN :five AND :ten", "ss = :ba", "n < :ten",
        "size(s) = :five", "contains(s, :h)", "contains(ss, :a)", "begins_with(s, :h)",
        "attribute_exists(m.deep.y)", "attribute_not_exists(l[2])", "missing_one <> n"}) {
    EXPECT_TRUE(holds(condition)) << condition;
  }
  for (const auto* const condition :
       {"n < :h", "missing_one = missing_two", "missing_one < :ten", "size(n) < :ten",
        "contains(n, :five)", "l[0] = :five", "attribute_exists(s.k)"}) {
    EXPECT_FALSE(holds(condition)) << condition;
  }
}

TEST_F(Expression, measures_a_text_in_units_of_utf_16) {
  world_.ok("UpdateItem", update(R"x("UpdateExpression":"SET s = :text",
      "ExpressionAttributeValues":{":text":{"S":"a\u00e9\ud83d\ude00b"}})x"));
  EXPECT_TRUE(holds("size(s) = :five"));
}

TEST_F(Expression, is_the_opposite_of_its_negation) {
  for (const std::string condition : {"n = :five", "q = :five", "n < :h", "size(n) = :ten",
                                      "begins_with(n, :h)", "l[0] BETWEEN :z AND n"}) {
    EXPECT_NE(holds(condition), holds("NOT " + condition)) << condition;
  }
}

TEST_F(Expression, is_refused_in_the_words_of_the_service) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"n = ", "Syntax error; token: \"<EOF>\", near: \"= \""},
      {"n == :z", "Syntax error; token: \"=\", near: \"== :z\""},
      {"n = :z)", "Syntax error; token: \")\", near: \":z)\""},
      {"((n = :z))", "The expression has redundant parentheses;"},
      {"key = :z", "Attribute name is a reserved keyword; reserved keyword: key"},
      {"foo(n)", "Invalid function name; function: foo"},
      {"size(n)",
       "The function is not allowed to be used this way in an expression; function: size"},
      {"n = n",
       "The first operand must be distinct from the remaining operands for this operator or "
       "function; operator: =, first operand: [n]"},
      {"begins_with(s)",
       "Incorrect number of operands for operator or function; operator or function: begins_with, "
       "number of operands: 1"},
      {"n BETWEEN :ten AND :z",
       "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
       "lower bound operand: AttributeValue: {N:10}, upper bound operand: AttributeValue: {N:0}"},
      {"n = :undefined",
       "An expression attribute value used in expression is not defined; attribute value: "
       ":undefined"}};
  for (const auto& [condition, words] : cases) {
    EXPECT_EQ(complaint(condition), "Invalid ConditionExpression: " + words);
  }
  EXPECT_TRUE(holds("(n = :five AND s <> :a) OR n = :ten"));  // These are not redundant.
}

TEST_F(Expression, has_at_most_300_operators_and_4_kilobytes) {
  std::string condition = "n = :z";
  for (int i = 0; i < 150; ++i) condition += " OR n = :z";
  EXPECT_NE(complaint(condition).find("operator count: 301"), std::string::npos);
  EXPECT_NE(complaint("n = :z" + std::string(4091, ' ')).find("expression size: 4097"),
            std::string::npos);
  EXPECT_NE(complaint(std::string(2000, '(') + "n = :z" + std::string(2000, ')')), "");
}

TEST_F(Expression, updates_from_the_item_as_it_was) {
  EXPECT_EQ(after("SET n = n + :one, was = n", R"({":one":{"N":"1"}})"),
            R"({"Attributes":{"n":{"N":"6"},"was":{"N":"5"}}})");
  EXPECT_EQ(after("SET m.k = l[1], l[9] = :one REMOVE l[0]", R"({":one":{"N":"1"}})"),
            R"({"Attributes":{"l":{"L":[{"S":"q"}]},"m":{"M":{"k":{"S":"q"}}}}})");
}

TEST_F(Expression, adds_to_and_takes_from_sets) {
  EXPECT_EQ(after("ADD ss :s", R"({":s":{"SS":["c","a"]}})"),
            R"({"Attributes":{"ss":{"SS":["a","b","c"]}}})");
  EXPECT_EQ(after("DELETE ss :s", R"({":s":{"SS":["a","b","c"]}})"), "{}");
  EXPECT_EQ(after("ADD ss :s, counted :n", R"({":s":{"SS":["c"]},":n":{"N":"-2"}})"),
            R"({"Attributes":{"counted":{"N":"-2"},"ss":{"SS":["c"]}}})");
}

TEST_F(Expression, that_cannot_be_carried_out_changes_nothing) {
  const auto before = world_.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":"x"}}})");
  const std::string one = R"({":one":{"N":"1"}})";
  EXPECT_EQ(update_refused("SET q = :one, n = s + :one", one),
            "An operand in the update expression has an incorrect data type");
  EXPECT_EQ(update_refused("SET q = :one, n = absent", R"({":one":{"N":"1"}})"),
            "The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(update_refused("SET q = :one, s.k = :one", one),
            "The document path provided in the update expression is invalid for update");
  EXPECT_NE(update_refused("SET id = :one", one).find("part of the key"), std::string::npos);
  EXPECT_NE(update_refused("SET m = :one, m.k = :one", one).find("overlap"), std::string::npos);
  EXPECT_EQ(world_.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":"x"}}})"), before);
}

TEST_F(Expression, creates_the_item_that_it_updates) {
  world_.ok("UpdateItem", R"x({"TableName":"things","Key":{"id":{"S":"new"}},
      "UpdateExpression":"SET q = if_not_exists(q, :q)",
      "ExpressionAttributeValues":{":q":{"N":"7"}}})x");
  EXPECT_EQ(world_.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":"new"}}})"),
            R"({"Item":{"id":{"S":"new"},"q":{"N":"7"}}})");
}

TEST_F(Expression, projects_paths_and_keeps_list_members_together) {
  EXPECT_EQ(world_.ok("GetItem", R"({"TableName":"things","Key":{"id":{"S":"x"}},
      "ProjectionExpression":"l[1], m.deep.y, absent.k, l[8]"})"),
            R"({"Item":{"l":{"L":[{"S":"q"}]},"m":{"M":{"deep":{"M":{"y":{"N":"1"}}}}}}})");
  const auto refused = world_.refused("GetItem", R"({"TableName":"things","Key":{"id":{"S":"x"}},
      "ProjectionExpression":"m, m.k"})");
  EXPECT_NE(refused.message.find("path one: [m], path two: [m, k]"), std::string::npos);
}

TEST_F(Expression, filters_after_the_page_was_cut) {
  for (int i = 0; i < 10; ++i) {
    world_.ok("PutItem", R"({"TableName":"things","Item":{"id":{"S":")" + std::to_string(i) +
                             R"("},"odd":{"BOOL":)" + (i % 2 == 1 ? "true" : "false") + "}}}");
  }
  std::int64_t found = 0;
  std::int64_t scanned = 0;
  std::string start;
  do {
    const auto page =
        world_.ok_document("Scan", R"({"TableName":"things","Limit":3,"FilterExpression":"odd = :o",
        "ExpressionAttributeValues":{":o":{"BOOL":true}})" +
                                       start + "}");
    EXPECT_LE(page.at("ScannedCount").to_number<std::int64_t>(), 3);
    found += page.at("Count").to_number<std::int64_t>();
    scanned += page.at("ScannedCount").to_number<std::int64_t>();
    const auto* const last = page.if_contains("LastEvaluatedKey");
    start = last == nullptr ? "" : R"(,"ExclusiveStartKey":)" + json::serialize(*last);
  } while (!start.empty());
  EXPECT_EQ(found, 5);
  EXPECT_EQ(scanned, 11);
}

TEST_F(Expression, wants_every_placeholder_used) {
  const auto refused = world_.refused("PutItem", R"x({"TableName":"things","Item":{"id":{"S":"x"}},
      "ConditionExpression":"attribute_exists(id)","ExpressionAttributeValues":{":a":{"S":"b"}}})x");
  EXPECT_EQ(refused.message,
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}");
}

}  // namespace
}  // namespace dynaferry::sim
