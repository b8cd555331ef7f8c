#include "sim/front/line.h"

#include <gtest/gtest.h>

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

LineOptions read(std::string_view text) {
  LineOptions options;
  EXPECT_TRUE(read_latency(text, options)) << text;
  return options;
}

TEST(Line, costs_nothing_unless_told) {
  Line line({}, 1);
  EXPECT_EQ(line.request_takes(Ns{0}, 1'000'000), 0s);
  EXPECT_EQ(line.answer_takes(Ns{0}, 1'000'000), 0s);
}

TEST(Line, takes_a_base_and_more_for_each_kilobyte) {
  Line line(read("5ms,100us"), 1);
  EXPECT_EQ(line.request_takes(Ns{0}, 0), 5ms);
  EXPECT_EQ(line.request_takes(Ns{0}, 10 * 1024), 6ms);
  EXPECT_EQ(line.answer_takes(Ns{0}, 10 * 1024), 1ms);
}

TEST(Line, has_a_heavy_but_bounded_tail_that_repeats) {
  const auto options = read("0s,0s,100ms");
  Line line(options, 3);
  Line same(options, 3);
  int late = 0;
  int very_late = 0;
  for (int n = 0; n < 200'000; ++n) {
    const auto takes = line.request_takes(Ns{0}, 0);
    ASSERT_EQ(takes, same.request_takes(Ns{0}, 0));
    ASSERT_TRUE(takes == 0s || (takes >= 100ms && takes <= 3s)) << takes.count();
    late += takes > 0s ? 1 : 0;
    very_late += takes >= 1s ? 1 : 0;
  }
  EXPECT_NEAR(late, 2000, 300);
  EXPECT_NEAR(very_late, 20, 15);
}

TEST(Line, lets_calls_wait_for_each_other_when_it_is_narrow) {
  LineOptions options;
  options.bytes_per_second = 1000;
  Line line(options, 1);
  EXPECT_EQ(line.answer_takes(Ns{0}, 500), 500ms);
  EXPECT_EQ(line.answer_takes(Ns{0}, 500), 1s);
  EXPECT_EQ(line.answer_takes(10s, 500), 500ms);
  EXPECT_EQ(line.request_takes(10s, 1000), 1s) << "the other direction is free";
}

TEST(Line, complains_about_what_is_no_latency) {
  LineOptions options;
  for (const auto* text : {"", "5", "5ms,", "5ms,,1s", "5ms,1us,1s,1s", "-5ms"}) {
    EXPECT_FALSE(read_latency(text, options)) << text;
  }
}

}  // namespace
}  // namespace dynaferry::sim
