#include "json/array_splitter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace dynaferry::json {
namespace {

Result<Spans> split(std::string_view text) {
  static Buffer body;  // The views outlive the call.
  body = Buffer(text);
  return split_array(body, "Items");
}

TEST(ArraySplitter, gives_each_element_and_the_rest_raw) {
  const auto spans = split(
      R"( {"Count":2 ,"Items":[{"a":{"L":[{"S":"]}\"{"}]}}, {"pk": {"S":"\\"} } ] , "Key" : {"pk":{"S":"y"}}})");
  ASSERT_TRUE(spans) << spans.error().text();
  EXPECT_TRUE(spans->has_array);
  EXPECT_EQ(spans->elements, (std::vector<std::string_view>{R"({"a":{"L":[{"S":"]}\"{"}]}})",
                                                            R"({"pk": {"S":"\\"} })"}));
  EXPECT_TRUE(spans->members.empty());
  EXPECT_EQ(spans->others,
            (std::vector<Spans::Member>{{"Count", "2"}, {"Key", R"({"pk":{"S":"y"}})"}}));
}

TEST(ArraySplitter, refuses_every_truncation_and_what_is_not_of_the_shape) {
  const std::string whole = R"({"Items":[{"pk":{"S":"x\\"},"l":{"L":[{"N":"1"}]}}],"Count":1})";
  ASSERT_TRUE(split(whole));
  for (std::size_t n = 0; n < whole.size(); ++n) EXPECT_FALSE(split(whole.substr(0, n))) << n;
  for (const auto* text :
       {"[]", "<html>", R"({"Items":{}})", R"({"Items":[1]})", R"({"Items":[]} x)",
        R"({"Items":[],"Items":[]})", R"({"Items":[{} {}]})", R"({"Items":[],"C\u006funt":1})",
        R"({"Items":[{},]})", R"({"Items":[]"Count":0})", R"({"Count":})"}) {
    EXPECT_FALSE(split(text)) << text;
  }
}

// Strings of every kind at every place of a block of 64 bytes.
TEST(ArraySplitter, finds_the_elements_that_the_other_reader_finds) {
  static constexpr std::string_view letters = R"({}[]",:\\\"Yy_~ )";
  std::mt19937_64 random(3);  // NOLINT(bugprone-random-generator-seed): every run is the same one
  SpanReader reader;
  for (int round = 0; round < 2'000; ++round) {
    std::string text = R"({"Items":[)";
    const auto elements = random() % 5;
    for (std::size_t i = 0; i < elements; ++i) {
      std::string string;
      for (auto size = random() % 150; size > 0; --size)
        string += letters[random() % letters.size()];
      text += i == 0 ? R"({"s":)" : R"(,{"s":)";
      append_quoted(text, string);
      text += R"(,"l":[{"e":{}},[]]})";
    }
    const Buffer body(text + "]}");
    const auto found = split_array(body, "Items");
    const auto wanted = reader.read(body, "Items", {});
    ASSERT_TRUE(found) << body.view();
    ASSERT_TRUE(wanted) << body.view();
    ASSERT_EQ(found->elements, wanted->elements) << body.view();
  }
}

}  // namespace
}  // namespace dynaferry::json
