#include "sim/engine/item_image.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

class ItemImageTest : public ::testing::Test {
 protected:
  // The canonical JSON of an item, or the service's complaint.
  std::string read(const std::string& item) {
    dom::object object;
    if (parser_.parse(item).get(object) != simdjson::SUCCESS) return "not JSON";
    const auto done = image_.read(object);
    return done ? std::string(image_.json()) : done.error().message;
  }
  std::size_t size(const std::string& value) {
    const auto json = read("{\"n\":" + value + "}");
    EXPECT_TRUE(json.starts_with("{\"n\":")) << json;
    return image_.size() - 1;
  }

  dom::parser parser_;
  ItemImage image_;
};

TEST_F(ItemImageTest, counts_every_type_by_the_services_rule) {
  EXPECT_EQ(size(R"({"S":"abc"})"), 3U);
  EXPECT_EQ(size(R"({"S":"\u00e4\ud83d\ude00"})"), 6U);
  EXPECT_EQ(size(R"({"S":""})"), 0U);
  EXPECT_EQ(size(R"({"B":"AAAA"})"), 3U);
  EXPECT_EQ(size(R"({"N":"1.5"})"), 3U);
  EXPECT_EQ(size(R"({"BOOL":false})"), 1U);
  EXPECT_EQ(size(R"({"NULL":true})"), 1U);
  EXPECT_EQ(size(R"({"L":[]})"), 3U);
  EXPECT_EQ(size(R"({"L":[{"S":"ab"},{"N":"1"}]})"), 3U + (1 + 2) + (1 + 2));
  EXPECT_EQ(size(R"({"M":{}})"), 3U);
  EXPECT_EQ(size(R"({"M":{"key":{"S":"ab"}}})"), 3U + 1 + 3 + 2);
  EXPECT_EQ(size(R"({"SS":["a","bc",""]})"), 3U);
  EXPECT_EQ(size(R"({"NS":["1","100"]})"), 4U);
  EXPECT_EQ(size(R"({"BS":["AAAA","AA=="]})"), 4U);
}

TEST_F(ItemImageTest, brings_values_to_one_form) {
  EXPECT_EQ(read(R"({ "a" : { "N" : "+1.50" }, "b":{"L":[{"NS":["1e2"]}]} })"),
            R"({"a":{"N":"1.5"},"b":{"L":[{"NS":["100"]}]}})");
  EXPECT_EQ(read(R"({"a":{"S":"q\"\\\n\u0000\u001f\u00e4/"}})"),
            "{\"a\":{\"S\":\"q\\\"\\\\\\n\\u0000\\u001f\xC3\xA4/\"}}");
  EXPECT_EQ(read(R"({"a\"b":{"M":{"c\td":{"BOOL":true}}}})"),
            R"({"a\"b":{"M":{"c\td":{"BOOL":true}}}})");
}

TEST_F(ItemImageTest, takes_the_last_of_two_attributes_of_one_name) {
  EXPECT_EQ(read(R"({"a":{"S":"1"},"b":{"S":"x"},"a":{"S":"2"}})"),
            R"({"b":{"S":"x"},"a":{"S":"2"}})");
  EXPECT_EQ(read(R"({"m":{"M":{"a":{"S":"1"},"a":{"S":"2"}}}})"), R"({"m":{"M":{"a":{"S":"2"}}}})");
}

TEST_F(ItemImageTest, refuses_what_is_not_one_value) {
  const std::string empty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  EXPECT_EQ(read(R"({"a":{}})"), empty);
  EXPECT_EQ(read(R"({"a":{"Q":"x"}})"), empty);
  EXPECT_EQ(read(R"({"a":{"L":[{}]}})"), empty);
  EXPECT_EQ(read(R"({"a":{"S":"x","N":"1"}})"),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of "
            "the supported datatypes");
  EXPECT_EQ(read(R"({"a":{"NULL":false}})"),
            "One or more parameter values were invalid: Null attribute value types must have the "
            "value of true");
  EXPECT_EQ(read(R"({"a":{"N":5}})"), "NUMBER_VALUE cannot be converted to String");
  EXPECT_EQ(read(R"({"":{"S":"x"}})"), "Empty attribute name");
}

TEST_F(ItemImageTest, refuses_empty_sets_and_repeated_members) {
  EXPECT_TRUE(read(R"({"a":{"SS":[]}})").ends_with("An string set  may not be empty"));
  EXPECT_TRUE(read(R"({"a":{"NS":[]}})").ends_with("An number set  may not be empty"));
  EXPECT_TRUE(read(R"({"a":{"BS":[]}})").ends_with("Binary sets should not be empty"));
  EXPECT_TRUE(read(R"({"a":{"SS":["b","a","b"]}})").ends_with("[b, a, b] contains duplicates."));
  EXPECT_EQ(read(R"({"a":{"NS":["1","1.0"]}})"), "Input collection contains duplicates");
  EXPECT_TRUE(read(R"({"a":{"BS":["AAAA","AAAA"]}})").ends_with("type BS contains duplicates."));
}

TEST_F(ItemImageTest, refuses_damaged_base64) {
  for (const auto* text : {"AA", "A*==", "=AAA", "AA A", "AAA=AAAA"}) {
    EXPECT_NE(read(std::string(R"({"a":{"B":")") + text + "\"}}").substr(0, 1), "{") << text;
  }
}

std::string nested(int levels) {
  std::string open;
  std::string close;
  for (int i = 0; i < levels; ++i) {
    open += i % 2 == 0 ? R"({"L":[)" : R"({"M":{"m":)";
    close.insert(0, i % 2 == 0 ? "]}" : "}}");
  }
  return R"({"v":)" + open + R"({"S":"x"})" + close + "}";
}

TEST_F(ItemImageTest, takes_32_levels_and_not_33) {
  EXPECT_EQ(read(nested(31)), nested(31));
  EXPECT_TRUE(read(nested(32)).starts_with("Nesting Levels have exceeded supported limits"));
}

}  // namespace
}  // namespace dynaferry::sim
