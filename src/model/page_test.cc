#include "model/page.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace dynaferry::model {
namespace {

Page page_of(std::string_view item) {
  Page page;
  page.body = Buffer(item);
  page.items.push_back({page.body.view(), {}, {}});
  return page;
}

TEST(Page, loses_replication_attributes_and_nothing_else) {
  auto page = page_of(
      R"({"aws:rep:deleting":{"BOOL":false},"pk":{"S":"a,\"}"}, "aws:rep:updatetime":{"N":"1"},"l":{"L":[{"M":{"aws:rep:x":{"S":"in"}}}]}})");
  drop_replication_attributes(page);
  EXPECT_EQ(page.items[0].item,
            R"({"pk":{"S":"a,\"}"},"l":{"L":[{"M":{"aws:rep:x":{"S":"in"}}}]}})");
  EXPECT_EQ(page.replication_attributes, 2U);
}

TEST(Page, keeps_the_received_bytes_of_an_untouched_item) {
  for (const auto* text : {R"({"pk":{"S":"aws:rep:"}})", R"({"pk":{"S":"\"aws:rep:x"}})",
                           R"({"pk":{"M":{"aws:rep:a":{"S":"b"}}}})"}) {
    auto page = page_of(text);
    drop_replication_attributes(page);
    EXPECT_EQ(page.items[0].item.data(), page.body.view().data());
    EXPECT_EQ(page.replication_attributes, 0U);
  }
}

constexpr std::string_view kTen = "10000000000000000000000000000000000000000";

std::string shortened(const std::string& item) {
  auto page = page_of(item);
  shorten_numbers(page, 0);
  return std::string(page.items[0].item);
}

TEST(Page, has_short_numbers_wherever_they_are_and_only_numbers) {
  const std::string ten(kTen);
  EXPECT_EQ(shortened(R"({"N":{"N":")" + ten + R"("},"NS":{"NS":["-)" + ten + R"(", "7", "0.)" +
                      ten + R"("]},"a":{"L":[{"N":"-0.0)" + ten + R"("}]}})"),
            R"({"N":{"N":"1e40"},"NS":{"NS":["-1e40", "7", "1e-1"]},"a":{"L":[{"N":"-1e-2"}]}})");
  const std::vector<std::string> untouched = {
      R"({"N":{"S":")" + ten + R"("}})", R"({"NS":{"SS":[")" + ten + R"("]}})",
      R"({"a":{"M":{"N":{"B":")" + ten + R"("}}}})", R"({"a":{"S":"\"N\":\""}})",
      R"({"a":{"N":"12"}, "b":{"NS":["1"]},"c":{"S":")" + ten + R"("}})"};
  for (const auto& item : untouched) EXPECT_EQ(shortened(item), item);
}

TEST(Page, leaves_items_alone_that_are_small_enough) {
  const auto item = R"({"a":{"N":")" + std::string(kTen) + R"("}})";
  auto page = page_of(item);
  shorten_numbers(page, item.size());
  EXPECT_EQ(page.items[0].item.data(), page.body.view().data());
}

}  // namespace
}  // namespace dynaferry::model
