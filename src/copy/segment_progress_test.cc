#include "copy/segment_progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "core/random.h"

namespace dynaferry::copy {
namespace {

TEST(SegmentProgress, moves_only_past_pages_that_are_wholly_acknowledged_in_order) {
  SegmentProgress progress({.index = 2, .total = 4});
  const auto a = progress.add_page("A", 10, 100);
  const auto b = progress.add_page("B", 20, 200);
  EXPECT_FALSE(progress.acknowledge(b, {}));
  EXPECT_EQ(progress.recordable().last_evaluated_key, std::nullopt);
  EXPECT_TRUE(progress.acknowledge(a, {}));
  EXPECT_EQ(progress.recordable().last_evaluated_key, "B");
  EXPECT_EQ(progress.recordable().items, 30U);
  EXPECT_FALSE(progress.recordable().finished);
}

TEST(SegmentProgress, is_finished_by_the_page_without_a_key_and_not_before) {
  SegmentProgress progress({.last_evaluated_key = "X", .items = 5});
  const auto first = progress.add_page("A", 1, 1);
  const auto last = progress.add_page(std::nullopt, 0, 0);
  progress.acknowledge(last, {});
  EXPECT_FALSE(progress.recordable().finished);
  progress.acknowledge(first, {});
  EXPECT_TRUE(progress.recordable().finished);
  EXPECT_EQ(progress.recordable().items, 6U);
}

TEST(SegmentProgress, counts_what_was_set_aside_apart) {
  SegmentProgress progress({.items = 7, .quarantined = 1});
  const auto page = progress.add_page("A", 10, 100);
  EXPECT_TRUE(progress.acknowledge(page, {.items = 2, .bytes = 30}));
  EXPECT_EQ(progress.recordable().items, 15U);
  EXPECT_EQ(progress.recordable().bytes, 70U);
  EXPECT_EQ(progress.recordable().quarantined, 3U);
}

// Whatever the order of acknowledgements, what is recordable is always a true prefix.
TEST(SegmentProgress, never_covers_an_unacknowledged_page_in_any_order) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const auto count = 1 + random.below(20);
    SegmentProgress progress({});
    for (std::uint64_t i = 0; i < count; ++i) progress.add_page(std::to_string(i), 1, 1);
    std::vector<std::uint64_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    for (auto i = count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    std::vector<bool> acknowledged(count);
    for (const auto page : order) {
      progress.acknowledge(page, {});
      acknowledged[page] = true;
      const auto prefix =
          static_cast<std::uint64_t>(std::ranges::find(acknowledged, false) - acknowledged.begin());
      EXPECT_EQ(progress.recordable().items, prefix);
      EXPECT_EQ(progress.first_open(), prefix);
      EXPECT_EQ(progress.next(), count);
    }
  }
}

}  // namespace
}  // namespace dynaferry::copy
