#include "sim/streams/sequence_number.h"

#include <gtest/gtest.h>

#include "core/random.h"

namespace dynaferry::sim {
namespace {

TEST(SequenceNumber, has_21_digits_at_least_and_reads_back) {
  Random random(1);
  for (int i = 0; i < 1000; ++i) {
    const SequenceNumber number(random.below(2000), random.below(SequenceNumber::unit));
    const auto text = number.text();
    EXPECT_GE(text.size(), 21U);
    EXPECT_EQ(SequenceNumber::parse(text), number);
    EXPECT_EQ(SequenceNumber::parse(std::string(5, '0') + text), number);
  }
}

TEST(SequenceNumber, grows_into_more_digits) {
  const SequenceNumber last(999, SequenceNumber::unit - 1);
  EXPECT_EQ(last.text(), std::string(21, '9'));
  const auto next = last.plus(1);
  EXPECT_EQ(next.text(), "1" + std::string(21, '0'));
  EXPECT_LT(last, next);
  EXPECT_GT(last.text(), next.text());  // Why texts must not be compared.
}

TEST(SequenceNumber, takes_nothing_but_21_to_40_digits) {
  for (const auto& text : {std::string(20, '1'), std::string(41, '1'), std::string(),
                           "-" + std::string(21, '1'), std::string(21, 'a')}) {
    EXPECT_FALSE(SequenceNumber::parse(text)) << text;
  }
  EXPECT_LT(SequenceNumber(999'999, 0), SequenceNumber::parse(std::string(40, '9')));
}

}  // namespace
}  // namespace dynaferry::sim
