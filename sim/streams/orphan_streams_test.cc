#include "sim/streams/orphan_streams.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

TEST(OrphanStreams, can_be_read_until_a_day_after_each_was_disabled) {
  WallTime now{500'000h};
  TableStreams table;
  const auto enable = [&](const std::string& label) {
    table.enable(
        {"things", "us-east-1", "arn/" + label, label, "[]", StreamView::keys_only, now, now, 1},
        {});
  };
  enable("a");
  table.disable(now);
  now += 1h;
  enable("b");
  table.disable(now);
  OrphanStreams orphans;
  orphans.adopt(std::move(table));
  EXPECT_EQ(orphans.readable(now).size(), 2U);
  ASSERT_NE(orphans.find("arn/a"), nullptr);
  EXPECT_EQ(orphans.find("arn/a")->status(now), StreamStatus::disabled);
  EXPECT_EQ(orphans.find("arn/c"), nullptr);
  now += 23h;
  EXPECT_EQ(orphans.readable(now).size(), 1U);
  EXPECT_EQ(orphans.find("arn/a"), nullptr);
  EXPECT_NE(orphans.find("arn/b"), nullptr);
  now += 1h;
  orphans.forget_old(now);
  EXPECT_EQ(orphans.find("arn/b"), nullptr);
}

}  // namespace
}  // namespace dynaferry::sim
