#include "verify/bucket_sums.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "core/random.h"

namespace dynaferry::verify {
namespace {

model::ItemDigest drawn(Random& random) {
  return {.key = {random.next(), random.next()}, .item = {random.next(), random.next()}};
}

TEST(BucketSums, has_few_buckets_for_few_items_and_never_more_than_its_bound) {
  EXPECT_EQ(BucketSums::bits_for(0), 6U);
  EXPECT_EQ(BucketSums::bits_for(16'000'000), BucketSums::most_bits);
  EXPECT_EQ(BucketSums::bits_for(1'000'000'000'000), BucketSums::most_bits);
}

RC_GTEST_PROP(BucketSums, differs_nowhere_when_both_sides_hold_the_same_in_any_order,
              (std::uint64_t seed)) {
  Random random(seed);
  std::vector<model::ItemDigest> items;
  for (int i = 0; i < 300; ++i) items.push_back(drawn(random));
  BucketSums sums(6);
  for (const auto& item : items) sums.add(Side::source, item);
  for (auto item = items.rbegin(); item != items.rend(); ++item) sums.add(Side::destination, *item);
  RC_ASSERT(sums.differing() == 0U);
}

RC_GTEST_PROP(BucketSums, differs_in_the_bucket_of_the_one_key_that_does, (std::uint64_t seed)) {
  Random random(seed);
  BucketSums sums(8);
  for (int i = 0; i < 300; ++i) {
    const auto item = drawn(random);
    sums.add(Side::source, item);
    sums.add(Side::destination, item);
  }
  auto item = drawn(random);
  sums.add(Side::source, item);
  item.item.high ^= std::uint64_t{1} << random.below(64);
  sums.add(Side::destination, item);
  RC_ASSERT(sums.differing() == 1U);
  RC_ASSERT(sums.differ_at(item.key));
}

RC_GTEST_PROP(BucketSums, goes_on_from_the_bytes_it_was_kept_as, (std::uint64_t seed)) {
  Random random(seed);
  BucketSums whole(7);
  BucketSums first(7);
  for (int i = 0; i < 100; ++i) {
    const auto item = drawn(random);
    whole.add(Side::source, item);
    first.add(Side::source, item);
  }
  auto second = BucketSums::from_bytes(first.bits(), first.to_bytes());
  RC_ASSERT(second.has_value());
  for (int i = 0; i < 100; ++i) {
    const auto item = drawn(random);
    whole.add(Side::destination, item);
    second->add(Side::destination, item);
  }
  RC_ASSERT(second->to_bytes() == whole.to_bytes());
}

TEST(BucketSums, refuses_bytes_of_another_length) {
  EXPECT_EQ(BucketSums::from_bytes(6, std::string(1023, '\0')).error().fault, Fault::corrupt);
  EXPECT_EQ(BucketSums::from_bytes(60, "").error().fault, Fault::corrupt);
}

}  // namespace
}  // namespace dynaferry::verify
