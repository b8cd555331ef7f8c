#include "sim/engine/number.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/random.h"

namespace dynaferry::sim {
namespace {

std::string normal(std::string_view text) {
  const auto number = Number::parse(text);
  if (!number) return number.error().message;
  std::string out;
  number->append_text(out);
  return out;
}

std::string ordered(std::string_view text) {
  std::string out;
  Number::parse(text)->append_ordered(out);
  return out;
}

std::size_t size_of(std::string_view text) { return Number::parse(text)->size(); }

TEST(Number, has_one_normal_form) {
  EXPECT_EQ(normal("+5"), "5");
  EXPECT_EQ(normal("5."), "5");
  EXPECT_EQ(normal(".5"), "0.5");
  EXPECT_EQ(normal("-0"), "0");
  EXPECT_EQ(normal("0.0e126"), "0");
  EXPECT_EQ(normal("1.200"), "1.2");
  EXPECT_EQ(normal("-001.50e2"), "-150");
  EXPECT_EQ(normal("1E-3"), "0.001");
  EXPECT_EQ(normal("123456e-3"), "123.456");
  EXPECT_EQ(normal("1e125"), "1" + std::string(125, '0'));
  EXPECT_EQ(normal("1e-130"), "0." + std::string(129, '0') + "1");
  EXPECT_EQ(normal("12345678901234567890123456789012345678"),
            "12345678901234567890123456789012345678");
  EXPECT_EQ(normal("0.00000000000000000000000000000000000000000000000012"),
            "0.00000000000000000000000000000000000000000000000012");
}

TEST(Number, refuses_what_the_service_refuses) {
  for (const auto* text : {"", "abc", "1 ", " 1", "0x1", "1e", "1.5.", ".", "-", "NaN", "1_0", "e5",
                           "Infinity", "1e+", "--1"}) {
    EXPECT_TRUE(normal(text).starts_with("The parameter cannot be converted")) << text;
  }
  EXPECT_TRUE(normal("1e126").starts_with("Number overflow"));
  EXPECT_TRUE(normal("0e126").starts_with("Number overflow"));
  EXPECT_TRUE(normal("-1e126").starts_with("Number overflow"));
  EXPECT_TRUE(normal("1e99999999999999999999").starts_with("Number overflow"));
  EXPECT_TRUE(normal("9.9e-131").starts_with("Number underflow"));
  EXPECT_TRUE(normal(std::string(39, '1')).find("38 significant digits") != std::string::npos);
  EXPECT_TRUE(normal("1" + std::string(37, '0') + "1").find("38 significant digits") !=
              std::string::npos);
}

TEST(Number, takes_the_largest_and_the_smallest) {
  const std::string nines(38, '9');
  EXPECT_EQ(normal(nines + "e88"), nines + std::string(88, '0'));
  EXPECT_EQ(normal("-" + nines + "e88"), "-" + nines + std::string(88, '0'));
  EXPECT_EQ(normal(std::string(60, '0') + "1"), "1");
  EXPECT_EQ(normal("1." + std::string(60, '0')), "1");
}

TEST(Number, counts_bytes_by_the_services_rule) {
  EXPECT_EQ(size_of("0"), 1U);
  EXPECT_EQ(size_of("1"), 2U);
  EXPECT_EQ(size_of("100"), 2U);
  EXPECT_EQ(size_of("0.5"), 2U);
  EXPECT_EQ(size_of("1.5"), 3U);
  EXPECT_EQ(size_of("-1.5"), 4U);
  EXPECT_EQ(size_of("1234"), 3U);
  EXPECT_EQ(size_of("12345678901234567890123456789012345678"), 20U);
}

TEST(Number, sorts_as_bytes_the_way_it_sorts_as_value) {
  const std::vector<std::string> ascending = {
      "-9e125", "-1e125",  "-123.5", "-123.45", "-123",   "-2",   "-1.5", "-1",
      "-0.1",   "-1e-130", "0",      "1e-130",  "0.1",    "0.11", "1",    "1.5",
      "2",      "10",      "99",     "100",     "123.45", "9e125"};
  for (std::size_t i = 1; i < ascending.size(); ++i) {
    EXPECT_LT(ordered(ascending[i - 1]), ordered(ascending[i])) << ascending[i];
  }
  EXPECT_EQ(ordered("1e3"), ordered("1000.0"));
}

TEST(Number, sorts_random_numbers_as_long_double_does) {
  Random random(11);
  for (int i = 0; i < 20'000; ++i) {
    const auto draw = [&] {
      const auto digits = static_cast<std::int64_t>(random.below(2'000'001)) - 1'000'000;
      return std::to_string(digits) + "e" + std::to_string(static_cast<int>(random.below(7)) - 3);
    };
    const auto left = draw();
    const auto right = draw();
    const auto less = std::stold(left) < std::stold(right);
    EXPECT_EQ(ordered(left) < ordered(right), less) << left << " " << right;
  }
}

}  // namespace
}  // namespace dynaferry::sim
