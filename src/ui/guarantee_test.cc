#include "ui/guarantee.h"

#include <gtest/gtest.h>

#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

using verify::Mode;

constexpr const char* proof = "digests of both sides are equal";

verify::Verdict sampled(std::uint64_t source, std::uint64_t destination) {
  verify::Verdict verdict;
  verdict.mode = Mode::sample;
  verdict.sampled_of_source = source;
  verdict.sampled_of_destination = destination;
  return verdict;
}

TEST(Guarantee, of_equal_tables_is_by_the_digests_of_every_item) {
  const auto words = guarantee(equal_verdict(), true);
  EXPECT_TRUE(words.starts_with("every item of both tables was read once"));
  EXPECT_TRUE(words.contains(proof));
  EXPECT_TRUE(words.contains("2^-128"));
  EXPECT_TRUE(words.ends_with("what is written to an item after it was read is not covered"));
  EXPECT_FALSE(words.contains("eventually")) << words;
  EXPECT_EQ(outcome_of(equal_verdict()), "equal");
}

TEST(Guarantee, of_keys_in_flux_is_that_each_was_read_again) {
  auto verdict = equal_verdict();
  verdict.in_flux = 3;
  verdict.destination.root = {};
  const auto words = guarantee(verdict, true);
  EXPECT_TRUE(
      words.contains("3 keys differed at first and were found equal when read again by key: "
                     "source, destination, source, strongly consistent"))
      << words;
  EXPECT_FALSE(words.contains(proof)) << "they were not";
  EXPECT_EQ(outcome_of(verdict), "equal");
}

TEST(Guarantee, of_differences_says_that_they_were_looked_at_again) {
  const auto words = guarantee(different_verdict(), true);
  EXPECT_TRUE(words.contains("1,503 keys were found to differ, and did when read again by key"))
      << words;
  EXPECT_TRUE(words.contains("1 key changed whenever looked at: nothing is proven of it"));
  EXPECT_FALSE(words.contains(proof));
  EXPECT_EQ(outcome_of(different_verdict()), "different");
}

TEST(Guarantee, is_not_given_for_keys_that_never_settled) {
  auto verdict = equal_verdict();
  verdict.unsettled = 2;
  EXPECT_EQ(outcome_of(verdict), "unsettled");
  EXPECT_TRUE(guarantee(verdict, true).contains("nothing is proven of them"));
}

TEST(Guarantee, of_a_repair_says_on_what_condition_it_wrote) {
  auto verdict = equal_verdict();
  verdict.repaired = 4;
  verdict.deleted = 1;
  EXPECT_TRUE(guarantee(verdict, true).contains("5 keys were written or deleted here, only where"));
}

TEST(Guarantee, is_weaker_by_eventually_consistent_reads) {
  EXPECT_TRUE(guarantee(equal_verdict(), false)
                  .contains("what was written shortly before may have been missed"));
}

TEST(Guarantee, of_a_sample_bounds_what_it_did_not_see) {
  const auto words = guarantee(sampled(1'000, 500), true);
  EXPECT_TRUE(
      words.contains("with 95 % confidence fewer than 3 in 1,000 of the source's keys differ"))
      << words;
  EXPECT_TRUE(words.contains("fewer than 3 in 500 of the destination's keys differ"));
  EXPECT_TRUE(words.contains("the others were not looked at"));
  EXPECT_FALSE(words.contains("every item")) << words;
}

TEST(Guarantee, of_a_sample_of_a_table_with_a_sort_key_is_no_percentage) {
  auto verdict = sampled(1'000, 500);
  verdict.draws_are_clustered = true;
  const auto words = guarantee(verdict, true);
  EXPECT_FALSE(words.contains("%")) << words;
  EXPECT_TRUE(words.contains("how many others may differ cannot be said")) << words;
}

TEST(Guarantee, of_a_sample_that_is_too_small_is_none) {
  const auto words = guarantee(sampled(3, 0), true);
  EXPECT_FALSE(words.contains("confidence")) << words;
  EXPECT_TRUE(words.contains("3 keys of the source are too few to conclude anything"));
  EXPECT_TRUE(words.contains("the destination gave no key, so nothing is known of it"));
}

TEST(Guarantee, of_a_sample_that_found_differences_bounds_nothing) {
  auto verdict = sampled(1'000, 1'000);
  verdict.missing = 1;
  const auto words = guarantee(verdict, true);
  EXPECT_FALSE(words.contains("confidence")) << words;
  EXPECT_TRUE(words.contains("how many others differ is not known"));
}

TEST(Guarantee, of_counting_is_no_proof) {
  auto verdict = equal_verdict();
  verdict.mode = Mode::count;
  const auto words = guarantee(verdict, true);
  EXPECT_TRUE(words.contains("only the numbers of items were compared; this is no proof")) << words;
  EXPECT_FALSE(words.contains("digest"));
  verdict.destination.items += 1;
  EXPECT_EQ(outcome_of(verdict), "different");
  EXPECT_FALSE(guarantee(verdict, true).contains("equal numbers"));
}

}  // namespace
}  // namespace dynaferry::ui
