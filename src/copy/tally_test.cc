#include "copy/tally.h"

#include <gtest/gtest.h>

namespace dynaferry::copy {
namespace {

TEST(Tally, is_read_as_it_was_written) {
  const Tally tally{1234.5, 0.5, 7, 1, 1'000'000'000'000};
  EXPECT_EQ(tally_from(to_text(tally)), tally);
  EXPECT_EQ(tally_from(to_text({})), Tally{});
}

TEST(Tally, is_of_nothing_where_there_is_none) {
  for (const auto* text : {"", "null", "[1]", R"({"read_units":"many"})"})
    EXPECT_EQ(tally_from(text), Tally{}) << text;
}

}  // namespace
}  // namespace dynaferry::copy
