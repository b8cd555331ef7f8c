#include "ui/numbers.h"

#include <gtest/gtest.h>

namespace dynaferry::ui {
namespace {

TEST(Numbers, are_grouped_by_thousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

TEST(Numbers, of_bytes_have_a_unit_and_three_digits_at_most_before_it) {
  EXPECT_EQ(whole_units(0), 0U);
  EXPECT_EQ(whole_units(0.5), 1U);
  EXPECT_EQ(whole_units(1234.5), 1235U);
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(1000), "1.0 kB");
  EXPECT_EQ(bytes_text(99'960), "100 kB");
  EXPECT_EQ(bytes_text(999'999), "1.0 MB");
  EXPECT_EQ(bytes_text(3'400'000'000), "3.4 GB");
}

TEST(Numbers, of_time_get_coarser_as_they_grow) {
  using namespace std::chrono_literals;
  EXPECT_EQ(duration_text(400ms), "0.4 s");
  EXPECT_EQ(duration_text(12s), "12 s");
  EXPECT_EQ(duration_text(200s), "3 min 20 s");
  EXPECT_EQ(duration_text(9h + 5min), "9 h 05 min");
}

TEST(Numbers, take_a_plural_where_there_is_one) {
  EXPECT_EQ(counted(1, "item"), "1 item");
  EXPECT_EQ(counted(2, "item"), "2 items");
}

}  // namespace
}  // namespace dynaferry::ui
