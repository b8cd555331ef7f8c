#include <gtest/gtest.h>

#include "core/buffer.h"
#include "core/edits.h"
#include "core/error.h"
#include "core/names.h"
#include "core/random.h"
#include "core/time.h"

namespace dynaferry {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(Fault::invalid, "odd");
  return n / 2;
}
Result<int> quarter(int n) {
  DF_TRY(const int h, half(n));
  return half(h);
}

TEST(Error, reads_from_the_outside_in) {
  Error error{Fault::busy, "throttled"};
  error.code = "ThrottlingException";
  error.request_id = "ABC";
  const auto told = std::move(error).while_doing("scan").while_doing("reading segment 3 of 16");
  EXPECT_EQ(told.text(),
            "reading segment 3 of 16: scan: throttled (ThrottlingException, request ABC)");
}

TEST(Result, try_unwraps_a_value_and_returns_an_error) {
  EXPECT_EQ(quarter(8), 2);
  EXPECT_EQ(quarter(6).error().message, "odd");
}

TEST(Buffer, keeps_its_bytes_while_it_grows) {
  Buffer buffer("abc");
  for (int i = 0; i < 1000; ++i) buffer.append("defg");
  EXPECT_EQ(buffer.size(), 4003U);
  EXPECT_EQ(buffer.view().substr(0, 7), "abcdefg");
  const auto room = buffer.prepare(2);
  room[0] = 'x';
  buffer.commit(1);
  EXPECT_EQ(buffer.view().back(), 'x');
}

TEST(Buffer, takes_a_string_over_and_gives_it_back_where_it_is) {
  std::string text(1000, 'x');
  text.reserve(text.size() + Buffer::padding);
  const auto* const place = text.data();
  auto buffer = Buffer::of(std::move(text));
  EXPECT_EQ(buffer.view(), std::string(1000, 'x'));
  EXPECT_EQ(static_cast<const void*>(buffer.data()), static_cast<const void*>(place));
  EXPECT_EQ(buffer.data()[buffer.size() + Buffer::padding - 1], '\0');
  buffer.append("yz");
  const auto moved = std::move(buffer).into_string();
  EXPECT_EQ(moved, std::string(1000, 'x') + "yz");
}

TEST(Buffer, is_empty_when_its_bytes_have_gone) {
  Buffer buffer("abc");
  const auto* const place = buffer.data();
  Buffer other(std::move(buffer));
  EXPECT_EQ(other.data(), place);  // Also of a text so short.
  buffer = Buffer::of("");         // NOLINT(bugprone-use-after-move): what is seen here.
  EXPECT_EQ(buffer.size(), 0U);
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.append("d");
  EXPECT_EQ(buffer.view(), "d");
  EXPECT_EQ(std::move(other).into_string(), "abc");
}

TEST(Buffer, can_be_read_past_its_end_by_the_padding) {
  Buffer buffer("{}");
  unsigned sum = 0;
  for (std::size_t i = 0; i < Buffer::padding; ++i) {
    sum += static_cast<unsigned char>(buffer.data()[buffer.size() + i]) & 0U;
  }
  EXPECT_EQ(sum, 0U);
}

TEST(Edits, are_counted_by_letters) {
  EXPECT_EQ(edits_between("Scan", "Scan"), 0U);
  EXPECT_EQ(edits_between("Scn", "Scan"), 1U);
  EXPECT_EQ(edits_between("Sacn", "Scan"), 2U);
  EXPECT_EQ(edits_between("", "Scan"), 4U);
  EXPECT_EQ(edits_between("Query", "Scan"), 5U);
}

TEST(Time, is_written_as_people_and_signatures_want_it) {
  const WallTime at{std::chrono::milliseconds{1767323045678}};
  EXPECT_EQ(rfc3339(at), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(compact_utc(at), "20260102T030405Z");
}

TEST(Random, repeats_from_its_seed_and_stays_in_its_bounds) {
  Random a(7), b(7), c(8);
  EXPECT_EQ(a.next(), b.next());
  EXPECT_NE(a.next(), c.next());
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(a.below(10), 10U);
    const auto u = a.unit();
    EXPECT_TRUE(u >= 0 && u < 1);
  }
}

}  // namespace
}  // namespace dynaferry
