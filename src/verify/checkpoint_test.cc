#include "verify/checkpoint.h"

#include <gtest/gtest.h>

namespace dynaferry::verify {
namespace {

constexpr const char* kReading = "full 3 2 consistent drops";

Checkpoint a_checkpoint() {
  Checkpoint out;
  for (std::size_t i = 0; i < out.digest_key.size(); ++i)
    out.digest_key[i] = static_cast<std::uint8_t>(17 * i);
  out.began_at = "2026-01-02T03:04:05.678Z";
  out.recorded_at = "2026-01-02T03:05:05.678Z";
  out.source.positions = {{.last_evaluated_key = R"({"pk":{"S":"\"a\u0000é"}})"},
                          {.last_evaluated_key = R"({"pk":{"S":"z"}})", .finished = true},
                          {}};
  out.source.totals = {18'446'744'073'709'551'615U, 2, 3.5, 4, {5, 0xffff'ffff'ffff'ffffU}};
  out.destination.positions = {{}, {}};
  out.sums = BucketSums(6);
  out.sums.add(Side::source, {.key = {1, 2}, .item = {3, 4}});
  return out;
}

journal::Contents kept(const Checkpoint& checkpoint) {
  journal::Contents contents;
  for (auto& [name, value] : to_batch(checkpoint, kReading).facts) contents.facts[name] = value;
  return contents;
}

TEST(Checkpoint, comes_back_as_it_was) {
  const auto was = a_checkpoint();
  const auto is = checkpoint_in(kept(was), kReading);
  ASSERT_TRUE(is && *is);
  EXPECT_EQ((*is)->digest_key, was.digest_key);
  EXPECT_EQ((*is)->began_at, was.began_at);
  EXPECT_EQ((*is)->recorded_at, was.recorded_at);
  EXPECT_EQ((*is)->source.positions[0], was.source.positions[0]);
  EXPECT_TRUE((*is)->source.positions[1].finished);
  EXPECT_EQ((*is)->source.positions[2], Position{});
  EXPECT_EQ((*is)->destination.positions, was.destination.positions);
  EXPECT_EQ((*is)->source.totals.items, was.source.totals.items);
  EXPECT_EQ((*is)->source.totals.read_units, 3.5);
  EXPECT_EQ((*is)->source.totals.root, was.source.totals.root);
  EXPECT_EQ((*is)->sums.to_bytes(), was.sums.to_bytes());
}

TEST(Checkpoint, is_whole_when_both_sides_are_read_to_their_ends) {
  auto checkpoint = a_checkpoint();
  EXPECT_FALSE(is_whole(checkpoint));
  for (auto& position : checkpoint.source.positions) position.finished = true;
  EXPECT_FALSE(is_whole(checkpoint));
  for (auto& position : checkpoint.destination.positions) position.finished = true;
  EXPECT_TRUE(is_whole(checkpoint));
}

TEST(Checkpoint, of_another_reading_is_none) {
  const auto is = checkpoint_in(kept(a_checkpoint()), "full 4 2 consistent drops");
  ASSERT_TRUE(is);
  EXPECT_FALSE(*is);
}

TEST(Checkpoint, that_lacks_something_is_corrupt) {
  const auto whole = kept(a_checkpoint());
  for (const auto* name : {"verify_state", "verify_sums"}) {
    auto contents = whole;
    contents.facts.erase(name);
    EXPECT_EQ(checkpoint_in(contents, kReading).error().fault, Fault::corrupt) << name;
    contents.facts[name] = "{}";
    EXPECT_FALSE(checkpoint_in(contents, kReading)) << name;
  }
}

}  // namespace
}  // namespace dynaferry::verify
