#include "sim/engine/item_equality.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

TEST(ItemEquality, does_not_see_the_order_of_attributes_names_and_sets) {
  EXPECT_TRUE(
      are_equal_items(R"({"a":{"S":"x"},"b":{"N":"1"}})", R"({"b":{"N":"1"},"a":{"S":"x"}})"));
  EXPECT_TRUE(are_equal_items(R"({"m":{"M":{"p":{"L":[{"SS":["x","y"]}]},"q":{"BOOL":true}}}})",
                              R"({"m":{"M":{"q":{"BOOL":true},"p":{"L":[{"SS":["y","x"]}]}}}})"));
  EXPECT_TRUE(are_equal_items(R"({"m":{"M":{}},"n":{"NULL":true}})",
                              R"({"n":{"NULL":true},"m":{"M":{}}})"));
}

TEST(ItemEquality, sees_what_the_same_bytes_in_another_order_mean) {
  EXPECT_FALSE(are_equal_items(R"({"l":{"L":[{"S":"x"},{"S":"y"}]}})",
                               R"({"l":{"L":[{"S":"y"},{"S":"x"}]}})"));
  EXPECT_FALSE(
      are_equal_items(R"({"a":{"S":"x"},"b":{"S":"y"}})", R"({"a":{"S":"y"},"b":{"S":"x"}})"));
  EXPECT_FALSE(are_equal_items(R"({"a":{"N":"12"}})", R"({"a":{"N":"21"}})"));
  EXPECT_FALSE(
      are_equal_items(R"({"a":{"S":"1"},"b":{"N":"1"}})", R"({"a":{"N":"1"},"b":{"S":"1"}})"));
  EXPECT_FALSE(are_equal_items(R"({"a":{"BOOL":true},"b":{"BOOL":false}})",
                               R"({"a":{"BOOL":false},"b":{"BOOL":true}})"));
  // A map with a name like a type's is still a map.
  EXPECT_FALSE(are_equal_items(R"({"a":{"M":{"SS":{"L":[{"S":"x"},{"S":"y"}]}}}})",
                               R"({"a":{"M":{"SS":{"L":[{"S":"y"},{"S":"x"}]}}}})"));
}

TEST(ItemEquality, sees_other_values) {
  EXPECT_FALSE(are_equal_items(R"({"a":{"N":"5"}})", R"({"a":{"N":"6"}})"));
  EXPECT_FALSE(are_equal_items(R"({"a":{"S":"x"}})", R"({"a":{"S":"xy"}})"));
}

}  // namespace
}  // namespace dynaferry::sim
