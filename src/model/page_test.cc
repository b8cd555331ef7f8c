#include "model/page.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace dynaferry::model
