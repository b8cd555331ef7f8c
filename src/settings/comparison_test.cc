#include "settings/comparison.h"

#include <gtest/gtest.h>

namespace dynaferry::settings {
namespace {

model::TableDescription table() {
  model::TableDescription out;
  out.name = TableName("T");
  out.status = "ACTIVE";
  out.attribute_types = {{"pk", "S"}, {"sk", "N"}, {"day", "S"}};
  out.keys = {{"pk"}, {"sk"}};
  out.local_indexes = {{"l", {{"pk"}, {"day"}}, {"INCLUDE", {"a", "b"}}, {}, ""}};
  out.global_indexes = {{"g", {{"day"}, {}}, {"ALL", {}}, model::Throughput{1, 2}, "ACTIVE"}};
  out.throughput = model::Throughput{5, 6};
  return out;
}

TEST(Comparison, of_a_table_with_itself_is_empty) {
  const auto same = compare(table(), table());
  EXPECT_TRUE(same.blocking.empty());
  EXPECT_TRUE(same.kept.empty());
}

TEST(Comparison, does_not_mind_the_order_of_projected_attributes) {
  auto other = table();
  other.local_indexes[0].projection.non_key_attributes = {"b", "a"};
  EXPECT_TRUE(compare(table(), other).blocking.empty());
}

TEST(Comparison, shows_both_keys_when_they_differ_in_name_role_or_type) {
  auto other = table();
  other.attribute_types["sk"] = "S";
  const auto found = compare(table(), other).blocking;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text(),
            "primary key: source HASH pk (S), RANGE sk (N), destination HASH pk (S), RANGE sk (S)");
  other.keys = {{"pk"}, {}};
  EXPECT_EQ(compare(table(), other).blocking[0].destination, "HASH pk (S)");
}

TEST(Comparison, does_not_count_on_an_index_that_is_being_deleted) {
  auto other = table();
  other.global_indexes[0].status = "DELETING";
  EXPECT_EQ(compare(table(), other).blocking.size(), 1U);
}

TEST(Comparison, does_not_take_a_name_for_two_keys) {
  auto one = table();
  one.keys = {{"a"}, {"b"}};
  one.attribute_types = {{"a", "S"}, {"b", "S"}, {"pk", "S"}, {"day", "S"}};
  auto other = one;
  other.keys = {{"a (S), RANGE b"}, {}};
  other.attribute_types["a (S), RANGE b"] = "S";
  EXPECT_EQ(compare(one, other).blocking.size(), 1U);
}

TEST(Comparison, shows_names_without_their_control_characters) {
  auto other = table();
  other.keys = {{"p\x1b[2Jk"}, {}};
  EXPECT_EQ(compare(table(), other).blocking[0].destination, "HASH p\\x1b[2Jk (?)");
}

TEST(Comparison, blocks_on_each_index_that_is_absent_or_other) {
  auto other = table();
  other.local_indexes.clear();
  other.global_indexes[0].projection.type = "KEYS_ONLY";
  const auto found = compare(table(), other).blocking;
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].text(),
            "local index l: source HASH pk (S), RANGE day (S); projects INCLUDE (a, b), "
            "destination absent");
  EXPECT_EQ(found[1].setting, "global index g");
}

TEST(Comparison, keeps_the_capacity_and_the_additional_indexes_of_the_destination) {
  auto other = table();
  other.on_demand = true;
  other.throughput.reset();
  other.global_indexes[0].throughput.reset();
  other.global_indexes.push_back({"more", {{"sk"}, {}}, {}, {}, "ACTIVE"});
  const auto found = compare(table(), other);
  EXPECT_TRUE(found.blocking.empty());
  ASSERT_EQ(found.kept.size(), 2U);
  EXPECT_EQ(found.kept[0].text(),
            "global index more: source absent, destination HASH sk (N); projects ALL");
  EXPECT_EQ(found.kept[1].text(),
            "capacity: source provisioned, 5 read and 6 write units, destination on demand");
}

}  // namespace
}  // namespace dynaferry::settings
