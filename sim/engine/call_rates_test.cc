#include "sim/engine/call_rates.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

TEST(CallRates, let_everything_pass_when_they_are_off) {
  CallRates rates;
  for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(rates.take("TagResource", {}, WallTime{}));
}

TEST(CallRates, tagging_and_untagging_share_five_a_second) {
  CallRates rates;
  ControlPlaneOptions options;
  options.rates = true;
  WallTime now{1000s};
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(rates.take(i % 2 == 0 ? "TagResource" : "UntagResource", options, now));
  }
  const auto refused = rates.take("TagResource", options, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "ThrottlingException");
  EXPECT_TRUE(rates.take("ListTagsOfResource", options, now));
  now += 200ms;
  EXPECT_TRUE(rates.take("UntagResource", options, now));
  EXPECT_FALSE(rates.take("UntagResource", options, now));
}

TEST(CallRates, all_operations_share_the_rate_of_the_account) {
  CallRates rates;
  ControlPlaneOptions options;
  options.rates = true;
  options.calls_per_second = 2;
  EXPECT_TRUE(rates.take("CreateTable", options, WallTime{}));
  EXPECT_TRUE(rates.take("DescribeTable", options, WallTime{}));
  EXPECT_FALSE(rates.take("ListTables", options, WallTime{}));
}

// Whatever the times of the calls, no more pass than one second's worth and the rate since.
TEST(CallRates, never_let_more_pass_than_the_rate_and_one_seconds_store) {
  CallRates rates;
  ControlPlaneOptions options;
  options.rates = true;
  int passed = 0;
  const WallTime begin{1000s};
  for (int ms = 0; ms < 20'000; ms += 7) {
    if (rates.take("ListTagsOfResource", options, begin + std::chrono::milliseconds(ms))) ++passed;
    EXPECT_LE(passed, 10 + ms / 100 + 1);
  }
  EXPECT_GE(passed, 200);
}

}  // namespace
}  // namespace dynaferry::sim
