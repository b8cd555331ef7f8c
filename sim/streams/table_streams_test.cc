#include "sim/streams/table_streams.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class Streams : public ::testing::Test {
 protected:
  void enable(const std::string& label) {
    streams_.enable({"things", "us-east-1", "arn/" + label, label, "[]", StreamView::keys_only,
                     now_, now_ + options_.enabling, 1},
                    options_);
  }
  StreamOptions options_{.enabling = 3s, .disabling = 2s};
  WallTime now_{std::chrono::hours(500'000)};
  TableStreams streams_;
};

TEST_F(Streams, record_from_when_they_are_enabled_to_when_they_are_disabled) {
  EXPECT_EQ(streams_.recording(now_), nullptr);
  enable("a");
  EXPECT_TRUE(streams_.is_changing(now_));
  EXPECT_EQ(streams_.recording(now_), nullptr);
  EXPECT_EQ(streams_.latest()->status(now_), StreamStatus::enabling);
  now_ += 3s;
  EXPECT_FALSE(streams_.is_changing(now_));
  EXPECT_NE(streams_.recording(now_), nullptr);
  EXPECT_EQ(streams_.latest()->status(now_), StreamStatus::enabled);
  streams_.disable(now_);
  EXPECT_EQ(streams_.recording(now_), nullptr);
  EXPECT_EQ(streams_.latest()->status(now_), StreamStatus::disabling);
  now_ += 2s;
  EXPECT_EQ(streams_.latest()->status(now_), StreamStatus::disabled);
}

TEST_F(Streams, can_be_read_for_a_day_after_they_were_disabled_with_every_shard_closed) {
  enable("a");
  now_ += 3s;
  streams_.disable(now_);
  enable("b");
  now_ += 24h - 1ms;
  ASSERT_EQ(streams_.readable(now_).size(), 2U);
  auto* const old = streams_.find("arn/a", now_);
  ASSERT_NE(old, nullptr);
  const auto listing = old->list({}, now_);
  ASSERT_FALSE(listing->shards.empty());
  for (const auto& listed : listing->shards) EXPECT_FALSE(listed.open);
  now_ += 1ms;
  EXPECT_EQ(streams_.find("arn/a", now_), nullptr);
  EXPECT_NE(streams_.find("arn/b", now_), nullptr);
}

TEST_F(Streams, stay_named_after_they_are_gone) {
  enable("a");
  streams_.disable(now_);
  now_ += 48h;
  EXPECT_TRUE(streams_.readable(now_).empty());
  EXPECT_EQ(streams_.latest()->birth().label, "a");
  EXPECT_TRUE(streams_.has_label("a"));
}

}  // namespace
}  // namespace dynaferry::sim
