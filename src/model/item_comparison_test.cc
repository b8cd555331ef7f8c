#include "model/item_comparison.h"

#include <gtest/gtest.h>

namespace dynaferry::model {
namespace {

using Paths = std::vector<std::string>;

Paths paths(std::string_view one, std::string_view other) {
  const auto found = differing_paths(one, other);
  EXPECT_TRUE(found) << found.error().text();
  const auto other_way =
      differing_paths(other, one);  // NOLINT(readability-suspicious-call-argument)
  EXPECT_EQ(found, other_way);
  return found.value_or(Paths{"corrupt"});
}

TEST(ItemComparison, finds_nothing_between_two_spellings) {
  EXPECT_EQ(
      paths(
          R"({"a":{"N":"1.0"},"b":{"SS":["x","y"]},"c":{"M":{"d":{"B":"AA=="},"e":{"L":[]}}}})",
          R"({"c":{"M":{"e":{"L":[ ]},"d":{"B":"AA=="}}},"\u0062":{"SS":["y","x"]},"a":{"N":"1"}})"),
      Paths{});
}

TEST(ItemComparison, names_the_innermost_place_that_differs) {
  EXPECT_EQ(
      paths(R"({"a":{"S":"1"},"lines":{"L":[{"M":{"price":{"N":"1"},"n":{"N":"2"}}},{"S":"x"}]}})",
            R"({"a":{"S":"1"},"lines":{"L":[{"M":{"price":{"N":"3"},"n":{"N":"2"}}},{"S":"y"}]}})"),
      (Paths{"lines[0].price", "lines[1]"}));
}

TEST(ItemComparison, names_what_only_one_has) {
  EXPECT_EQ(paths(R"({"a":{"S":"1"},"m":{"M":{}}})",
                  R"({"b":{"S":"1"},"m":{"M":{"x":{"M":{"y":{"S":""}}}}}})"),
            (Paths{"a", "b", "m.x"}));
}

TEST(ItemComparison, names_sets_and_other_types_as_a_whole) {
  EXPECT_EQ(
      paths(R"({"s":{"SS":["1","2"]},"t":{"SS":["1"]},"u":{"M":{"a":{"S":""}}},"v":{"S":"1"}})",
            R"({"s":{"SS":["1","3"]},"t":{"NS":["1"]},"u":{"L":[{"S":""}]},"v":{"N":"1"}})"),
      (Paths{"s", "t", "u", "v"}));
}

TEST(ItemComparison, names_a_list_whose_length_differs_besides_its_elements) {
  EXPECT_EQ(paths(R"({"l":{"L":[{"S":"1"},{"S":"2"},{"S":"3"}]}})",
                  R"({"l":{"L":[{"S":"1"},{"S":"x"}]}})"),
            (Paths{"l", "l[1]"}));
}

TEST(ItemComparison, writes_names_that_would_mislead_as_json) {
  EXPECT_EQ(
      paths(
          R"({"a.b":{"S":"1"},"\"":{"S":"1"},"c[0]":{"S":"1"},"\n":{"S":"1"},"":{"S":"1"},"é ":{"S":"1"},"p":{"M":{"x.y":{"S":""}}}})",
          R"({"p":{"M":{}}})"),
      (Paths{R"("")", R"("\"")", R"("\n")", R"("a.b")", R"("c[0]")", R"(p."x.y")", "é "}));
}

TEST(ItemComparison, ignores_replication_attributes_if_asked) {
  const std::string_view one =
      R"({"a":{"S":"1"},"aws:rep:x":{"N":"1"},"m":{"M":{"aws:rep:y":{"N":"1"}}}})";
  const std::string_view other = R"({"a":{"S":"1"},"aws:rep:x":{"N":"2"},"m":{"M":{}}})";
  EXPECT_EQ(differing_paths(one, other), (Paths{R"(m.aws:rep:y)"}));
  EXPECT_EQ(differing_paths(one, other, false), (Paths{"aws:rep:x", "m.aws:rep:y"}));
}

TEST(ItemComparison, refuses_what_is_no_item) {
  for (const auto* item : {"", "[]", R"({"a":{"S":1}})", R"({"a":{"S":"1"},"a":{"S":"1"}})",
                           R"({"a":{"SS":[]}})", R"({"a":{"NS":["1","1.0"]}})",
                           R"({"a":{"M":{"b":{"S":""},"b":{"S":""}}}})", R"({"a":{"S":"1"}} 1)"}) {
    for (const auto& found : {differing_paths(item, "{}"), differing_paths("{}", item)}) {
      ASSERT_FALSE(found) << item;
      EXPECT_EQ(found.error().fault, Fault::corrupt);
    }
    EXPECT_FALSE(key_of(item, {})) << item;
  }
}

TEST(KeyOf, is_the_attributes_named_as_they_stand) {
  const std::string_view item =
      R"({ "v":{"S":"}"} , "s\u006b" : {"N":"1.0"} ,"pk":{ "S":"\u0041" } })";
  EXPECT_EQ(key_of(item, {"pk"}), R"({"pk":{ "S":"\u0041" }})");
  EXPECT_EQ(key_of(item, {"pk", "sk"}), R"({"pk":{ "S":"\u0041" },"s\u006b" : {"N":"1.0"}})");
  EXPECT_FALSE(key_of(item, {"pk", "x"}));
}

}  // namespace
}  // namespace dynaferry::model
