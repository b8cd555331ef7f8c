#include "json/spans.h"

#include <gtest/gtest.h>

#include "json/document.h"

namespace dynaferry::json {
namespace {

const std::vector<std::string> kKeys{"pk", "sort \"key\""};

Result<Spans> read(std::string_view text) {
  SpanReader reader;
  static Buffer body;  // The views outlive the call.
  body = Buffer(text);
  return reader.read(body, "Items", kKeys);
}

TEST(Spans, give_each_element_its_wanted_members_and_the_rest_raw) {
  const auto spans = read(
      R"({"Count":2,"Items":[{"a":{"M":{"pk":{"S":"no"}}},"pk":{"S":"x"},"sort \"key\"":{"N":"1"}},)"
      R"( {"sort \u0022key\u0022":{"N":"2"}, "pk": {"S":"y"} }],"LastEvaluatedKey":{"pk":{"S":"y"}}})");
  ASSERT_TRUE(spans) << spans.error().text();
  ASSERT_EQ(spans->elements.size(), 2U);
  EXPECT_EQ(spans->elements[1], R"({"sort \u0022key\u0022":{"N":"2"}, "pk": {"S":"y"} })");
  EXPECT_EQ(spans->members, (std::vector<std::string_view>{R"({"S":"x"})", R"({"N":"1"})",
                                                           R"({"S":"y"})", R"({"N":"2"})"}));
  ASSERT_EQ(spans->others.size(), 2U);
  EXPECT_EQ(spans->others[0], (std::pair<std::string_view, std::string_view>{"Count", "2"}));
  EXPECT_EQ(spans->others[1].second, R"({"pk":{"S":"y"}})");
}

TEST(Spans, leave_a_missing_member_empty) {
  const auto spans = read(R"({"Items":[{"pk":{"S":"x"}},{}]})");
  ASSERT_TRUE(spans);
  EXPECT_EQ(spans->members[0], R"({"S":"x"})");
  EXPECT_TRUE(spans->members[1].empty());
  EXPECT_TRUE(spans->members[2].empty());
}

TEST(Spans, refuse_every_truncation) {
  const std::string whole = R"({"Items":[{"pk":{"S":"x\\"},"l":{"L":[{"N":"1"}]}}],"Count":1})";
  ASSERT_TRUE(read(whole));
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(read(whole.substr(0, n))) << n;
}

TEST(Spans, refuse_what_is_not_of_the_shape) {
  for (const auto* text : {"[]", "<html>", R"({"Items":{}})", R"({"Items":[1]})",
                           R"({"Items":[]} x)", R"({"Items":[{"pk":"bare"}]})"}) {
    EXPECT_FALSE(read(text)) << text;
  }
}

TEST(Spans, quoted_text_comes_back_as_it_was) {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  text += "é\xf0\x9f\x9a\xa2";
  std::string quoted;
  append_quoted(quoted, text);
  EXPECT_EQ(parse(quoted)->get_string(), text);
}

TEST(Members, are_views_into_the_text_with_their_names_unescaped) {
  const std::string text = R"( {"a\u0062":{"S":"x, \"}"} , "":[1, 2],"n":-1.50 , "t":"é"} )";
  const auto members = members_of(text);
  ASSERT_TRUE(members) << members.error().text();
  ASSERT_EQ(members->size(), 4U);
  EXPECT_EQ((*members)[0].name, "ab");
  EXPECT_EQ((*members)[0].value, R"({"S":"x, \"}"})");
  EXPECT_EQ((*members)[1].name, "");
  EXPECT_EQ((*members)[1].value, "[1, 2]");
  EXPECT_EQ((*members)[2].value, "-1.50");
  EXPECT_EQ((*members)[3].value, R"("é")");
  for (const auto& member : *members) {
    EXPECT_GE(member.value.data(), text.data());
    EXPECT_LE(member.value.data() + member.value.size(), text.data() + text.size());
  }
  EXPECT_TRUE(members_of("{}")->empty());
}

TEST(Members, of_what_is_no_object_are_refused) {
  for (const auto* text : {"", "[]", "null", "{", R"({"a":1)", R"({"a":1} x)",
                           R"({"a":1,"\u0061":2})", R"({"a" 1})"}) {
    const auto members = members_of(text);
    ASSERT_FALSE(members) << text;
    EXPECT_EQ(members.error().fault, Fault::invalid);
  }
}

}  // namespace
}  // namespace dynaferry::json
