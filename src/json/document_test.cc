#include "json/document.h"

#include <gtest/gtest.h>

namespace dynaferry::json {
namespace {

TEST(Document, finds_members_of_the_kind_asked_for_only) {
  const auto value = parse(R"({"s":"x","n":1.5,"b":true,"o":{"a":[1]}})");
  ASSERT_TRUE(value);
  const auto& object = value->get_object();
  EXPECT_EQ(find_string(object, "s"), "x");
  EXPECT_EQ(find_string(object, "n"), std::nullopt);
  EXPECT_EQ(find_number(object, "n"), 1.5);
  EXPECT_EQ(find_bool(object, "b"), true);
  ASSERT_NE(find_object(object, "o"), nullptr);
  EXPECT_EQ(find_array(*find_object(object, "o"), "a")->size(), 1U);
  EXPECT_EQ(find(object, "absent"), nullptr);
}

TEST(Document, says_what_is_not_json) {
  EXPECT_EQ(parse("<html>").error().fault, Fault::invalid);
  EXPECT_FALSE(parse(R"({"a":1} x)"));
  EXPECT_FALSE(parse(std::string(200, '[')));
}

TEST(Document, may_not_have_two_members_of_one_name) {
  for (const auto* text :
       {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"([{"b":{"a":1,"c":2,"a":3}}])"}) {
    EXPECT_TRUE(parse(text)) << text;
    EXPECT_EQ(parse_unambiguous(text).error().fault, Fault::invalid) << text;
  }
  for (const auto* text :
       {R"({"a":{"a":1},"A":[{"a":1},{"a":1}]})", R"({"a":":\":","b\\":1})", ":", "1"}) {
    EXPECT_EQ(parse_unambiguous(text), parse(text)) << text;
  }
}

}  // namespace
}  // namespace dynaferry::json
