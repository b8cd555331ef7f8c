#include "ddb/item_wire.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ddb/wire.h"
#include "json/document.h"

namespace dynaferry::ddb {
namespace {

const std::vector<std::string> kAsked = {R"({"pk":{"S":"a"},"sk":{"N":"1"}})",
                                         R"({"pk":{"S":"a"},"sk":{"N":"20"}})",
                                         R"({"pk":{"S":"b"},"sk":{"N":"1"}})"};
const std::string kA1 = R"({"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"x"}})";

struct Wire {
  ItemWire wire{TableName("T"), {"pk", "sk"}};
  Result<GetAnswer> get(const std::string& body) {
    return wire.get_answer_from(Buffer(body), kAsked);
  }
  Result<ExchangeAnswer> exchanged(bool held, const std::string& body, const Exchange& change) {
    return wire.exchange_answer_from(held, Buffer(body), change);
  }
};

TEST(ItemWire, asks_for_items_with_the_keys_as_they_were_given) {
  const auto body = Wire().wire.get_body({kAsked[0], kAsked[1]}, true);
  EXPECT_EQ(body,
            R"({"ReturnConsumedCapacity":"TOTAL","RequestItems":{"T":{"ConsistentRead":true,)"
            R"("Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}},{"pk":{"S":"a"},"sk":{"N":"20"}}]}}})");
  EXPECT_NE(Wire().wire.get_body(kAsked, false).find(R"("ConsistentRead":false)"),
            std::string::npos);
}

TEST(ItemWire, matches_what_it_is_told_by_the_value_of_its_key) {
  const auto answer = Wire().get(
      R"({"ConsumedCapacity":[{"TableName":"T","CapacityUnits":2.5}],"Responses":{"T":[)"
      R"({"v":{"N":"1.50"}, "sk":{"N":"2e1"},"p\u006b":{"S":"\u0061"}}]},)"
      R"("UnprocessedKeys":{"T":{"ConsistentRead":true,"Keys":[{"sk":{"N":"1.0"},"pk":{"S":"b"}}]}}})");
  ASSERT_TRUE(answer) << answer.error().text();
  ASSERT_EQ(answer->items.size(), 3U);
  EXPECT_EQ(answer->items[0], std::nullopt);
  EXPECT_EQ(answer->items[1], R"({"v":{"N":"1.50"}, "sk":{"N":"2e1"},"p\u006b":{"S":"\u0061"}})");
  EXPECT_EQ(answer->items[2], std::nullopt);
  EXPECT_EQ(answer->unprocessed, std::vector<std::size_t>{2});
  EXPECT_EQ(answer->read_units, 2.5);
}

// Taken for an answer, any of these would call items missing that are there.
TEST(ItemWire, never_takes_an_answer_that_is_none_for_absence) {
  for (const auto* body :
       {"", "{}", "[]", "null", "<html>", R"({"Responses":{"T":[]}})", R"({"UnprocessedKeys":{}})",
        R"({"Responses":null,"UnprocessedKeys":{}})", R"({"Responses":{},"UnprocessedKeys":null})",
        R"({"Responses":{"T":null},"UnprocessedKeys":{}})",
        R"({"Responses":{"T":[null]},"UnprocessedKeys":{}})",
        R"({"Responses":{"T":[]},"UnprocessedKeys":{},"UnprocessedKeys":{}})",
        R"({"Responses":{"T":[],"T":[]},"UnprocessedKeys":{}})",
        R"({"Responses":{"T":[]},"UnprocessedKeys":{"T":{},"T":{}}})",
        R"({"Responses":{"T":[]},"UnprocessedKeys":{}} x)"}) {
    const auto answer = Wire().get(body);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::lost) << body;
  }
}

TEST(ItemWire, does_not_guess_what_an_unknown_key_means) {
  for (
      const auto* body :
      {R"({"Responses":{"U":[]},"UnprocessedKeys":{}})",
       R"({"Responses":{"T":[],"U":[]},"UnprocessedKeys":{}})",
       R"({"Responses":{"T":[{"pk":{"S":"z"},"sk":{"N":"1"}}]},"UnprocessedKeys":{}})",
       R"({"Responses":{"T":[{"pk":{"S":"a"},"sk":{"N":"1"}},{"pk":{"S":"a"},"sk":{"N":"1.0"}}]},"UnprocessedKeys":{}})",
       R"({"Responses":{"T":[{"pk":{"S":"a"}}]},"UnprocessedKeys":{}})",
       R"({"Responses":{"T":[{"pk":{"S":"a"},"sk":{"N":"1"}}]},"UnprocessedKeys":{"T":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}]}}})",
       R"({"Responses":{},"UnprocessedKeys":{"T":{"Keys":[{"pk":{"S":"z"},"sk":{"N":"1"}}]}}})",
       R"({"Responses":{},"UnprocessedKeys":{"T":{"Keys":[7]}}})",
       R"({"Responses":{},"UnprocessedKeys":{"U":{"Keys":[]}}})",
       R"({"Responses":{},"UnprocessedKeys":{"T":{}}})"}) {
    const auto answer = Wire().get(body);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::corrupt) << body;
  }
}

TEST(ItemWire, puts_what_was_missing_only_where_there_is_nothing) {
  const Exchange change{.key = kAsked[0], .after = kA1};
  EXPECT_STREQ(ItemWire::exchange_action(change), "PutItem");
  EXPECT_EQ(
      Wire().wire.exchange_body(change),
      R"({"TableName":"T","Item":{"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"x"}},)"
      R"x("ConditionExpression":"attribute_not_exists(#0)","ExpressionAttributeNames":{"#0":"pk"},)x"
      R"("ReturnValues":"ALL_OLD","ReturnValuesOnConditionCheckFailure":"ALL_OLD",)"
      R"("ReturnConsumedCapacity":"TOTAL"})");
}

TEST(ItemWire, replaces_only_what_it_was_shown_to_be) {
  const Exchange change{
      .key = kAsked[0],
      .before =
          R"({"same":{"N":"1.0"},"pk":{"S":"a"},"gone":{"L":[]},"v":{"S":"y"},"sk":{"N":"1"}})",
      .after =
          R"({"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"x"},"s\u0061me":{"N":"1.0"},"\"":{"S":""}})"};
  EXPECT_EQ(
      Wire().wire.exchange_body(change),
      R"({"TableName":"T","Item":)" + *change.after +
          R"(,"ConditionExpression":"attribute_exists(#0) AND #1=:1 AND #2=:2 AND attribute_not_exists(#3) AND #4=:4",)"
          R"("ExpressionAttributeNames":{"#0":"pk","#1":"gone","#2":"v","#3":"\"","#4":"same"},)"
          R"("ExpressionAttributeValues":{":1":{"L":[]},":2":{"S":"y"},":4":{"N":"1.0"}},)"
          R"("ReturnValues":"ALL_OLD","ReturnValuesOnConditionCheckFailure":"ALL_OLD",)"
          R"("ReturnConsumedCapacity":"TOTAL"})");
}

TEST(ItemWire, deletes_only_what_it_was_shown_to_be) {
  const Exchange change{.key = kAsked[0], .before = kA1};
  EXPECT_STREQ(ItemWire::exchange_action(change), "DeleteItem");
  const auto body = Wire().wire.exchange_body(change);
  ASSERT_TRUE(body);
  EXPECT_TRUE(body->starts_with(
      R"({"TableName":"T","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"ConditionExpression":)"
      R"("attribute_exists(#0) AND #1=:1",)"))
      << *body;
}

// What is behind a condition must be read by it, or the service refuses it.
TEST(ItemWire, keeps_conditions_within_the_services_bounds_and_what_changes_within_the_condition) {
  constexpr unsigned attributes = 1'000;
  std::string before = R"({"pk":{"S":"a"},"sk":{"N":"1"})";
  std::string after = before;
  for (unsigned n = 0; n < attributes; ++n) {
    before += fmt::format(R"(,"a{}":{{"N":"{}"}})", n, n);
    after += fmt::format(R"(,"a{}":{{"N":"{}"}})", n, n >= attributes - 3 ? 0 : n);
  }
  const auto body = Wire().wire.exchange_body(
      {.key = kAsked[0], .before = before + "}", .after = after + R"(,"new":{"S":""}})"});
  ASSERT_TRUE(body);
  const auto document = json::parse_unambiguous(*body);
  ASSERT_TRUE(document);
  const auto& request = document->as_object();
  const std::string expression(*json::find_string(request, "ConditionExpression"));
  EXPECT_LE(expression.size(), 4'096U);
  const auto& names = request.at("ExpressionAttributeNames").as_object();
  const auto& values = request.at("ExpressionAttributeValues").as_object();
  EXPECT_EQ(names.size(), 150U) << "300 operators, and one AND less than terms";
  EXPECT_EQ(values.size(), 148U);
  for (const auto& [placeholder, name] : names) {
    EXPECT_NE(expression.find(std::string(placeholder)), std::string::npos);
  }
  for (const auto* changed : {"a997", "a998", "a999", "new"}) {
    EXPECT_TRUE(std::ranges::any_of(names, [&](const auto& name) {
      return name.value().as_string() == changed;
    })) << changed;
  }
}

TEST(ItemWire, writes_numbers_shorter_where_a_request_could_not_hold_them) {
  std::string numbers = R"({"N":"1)" + std::string(125, '0') + "\"}";
  std::string item = R"({"pk":{"S":"a"},"sk":{"N":"1"},"l":{"L":[)" + numbers;
  while (item.size() < most_item_bytes / 2 + 1'000) item += "," + numbers;
  item += "]}}";
  const Exchange change{.key = kAsked[0], .before = item, .after = item};
  const auto body = Wire().wire.exchange_body(change);
  ASSERT_TRUE(body);
  EXPECT_LT(body->size(), 4'000'000U);
  EXPECT_NE(body->find(R"(:1":{"L":[{"N":"1e125"},{"N":"1e125"},)"), std::string::npos);
  EXPECT_NE(body->find(R"("l":{"L":[{"N":"1e125"},)"), std::string::npos);
}

TEST(ItemWire, says_what_was_replaced) {
  const Exchange change{.key = kAsked[0], .before = kA1, .after = kA1};
  const auto answer = Wire().exchanged(
      true, R"({"ConsumedCapacity":{"CapacityUnits":3},"Attributes":)" + kA1 + "}", change);
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_TRUE(answer->done);
  EXPECT_EQ(answer->found, kA1);
  EXPECT_EQ(answer->write_units, 3);
  const auto put = Wire().exchanged(true, "{}", {.key = kAsked[0], .after = kA1});
  ASSERT_TRUE(put);
  EXPECT_TRUE(put->done);
  EXPECT_EQ(put->found, std::nullopt);
}

TEST(ItemWire, says_what_is_there_instead) {
  const Exchange change{.key = kAsked[0], .before = kA1};
  const auto other = Wire().exchanged(
      false, R"({"__type":"x#ConditionalCheckFailedException","message":"no","Item":)" + kA1 + "}",
      change);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->done);
  EXPECT_EQ(other->found, kA1);
  const auto nothing =
      Wire().exchanged(false, R"({"__type":"x#ConditionalCheckFailedException"})", change);
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->done);
  EXPECT_EQ(nothing->found, std::nullopt);
}

TEST(ItemWire, never_takes_an_answer_that_is_none_for_an_exchange) {
  const Exchange change{.key = kAsked[0], .before = kA1};
  for (
      const auto* body :
      {"", "[]", "<html>", R"({"Attributes":{"pk":{"S":"a"},"pk":{"S":"a"},"sk":{"N":"1"}}})",
       R"({"Attributes":{"pk":{"S":"a"},"sk":{"N":"1"}},"Attributes":{"pk":{"S":"a"},"sk":{"N":"1"}}})"}) {
    const auto answer = Wire().exchanged(true, body, change);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::lost) << body;
  }
}

TEST(ItemWire, does_not_guess_what_was_replaced) {
  const Exchange change{.key = kAsked[0], .before = kA1};
  // It told another item, or kept from us whether somebody added something to ours.
  for (const auto* body : {R"({"Attributes":{"pk":{"S":"z"},"sk":{"N":"1"},"v":{"S":"private"}}})",
                           R"({"Attributes":null})", "{}"}) {
    const auto answer = Wire().exchanged(true, body, change);
    ASSERT_FALSE(answer) << body;
    EXPECT_EQ(answer.error().fault, Fault::corrupt) << body;
    EXPECT_EQ(answer.error().text().find("private"), std::string::npos);
  }
  EXPECT_FALSE(
      Wire().exchanged(true, R"({"Attributes":)" + kA1 + "}", {.key = kAsked[0], .after = kA1}));
}

}  // namespace
}  // namespace dynaferry::ddb
