#include "ui/verdict_text.h"

#include <gtest/gtest.h>

#include "ui/key_digest.h"
#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

std::string text_of(const run::PairEnd& end, const ShownDifferences& shown = {},
                    const VerdictWords& words = {}) {
  std::string text;
  for (const auto& line : details(end, shown, words)) text += line + "\n";
  return text;
}

TEST(VerdictText, of_equal_tables_is_whole_and_fits_a_terminal) {
  EXPECT_EQ(headline(equal_verdict()), "equal, 1,204,331 items each");
  EXPECT_EQ(text_of(sample_end(equal_verdict())),
            R"(  digest       8f0c61e2a1b94d7793fd20b3c1aa5e10 of both
  digest key   000102030405060708090a0b0c0d0e0f
  compared     every item
               2026-11-27T02:31:00.000Z to 2026-11-27T02:42:10.125Z
  capacity     125,001 units read at the source, 125,001 at the destination
  proves       every item of both tables was read once, and the keyed 128-bit
               digests of both sides are equal: a difference that existed while
               they were read goes unseen with a probability of about 2^-128
               what is written to an item after it was read is not covered
)");
}

TEST(VerdictText, of_differences_counts_each_kind_and_says_what_to_do) {
  ShownDifferences shown;
  shown.add(sample_difference(), false);
  shown.all = 1'503;
  EXPECT_EQ(headline(different_verdict()), "1,503 keys differ");
  const auto text = text_of(sample_end(different_verdict()), shown);
  EXPECT_TRUE(
      text.starts_with(R"(  items        1,204,331 at the source, 1,204,330 at the destination
  missing      2 in the source only
  extra        1 in the destination only
  different    1,500 in both, with other values
  unsettled    1 changing whenever they were looked at
  in flux      12 differed at first and are equal now
  keys         different  )"))
      << text;
  EXPECT_TRUE(text.contains("               and 1,502 more\n"));
  EXPECT_TRUE(text.contains("--diff-out FILE writes the keys of all of them"));
  EXPECT_TRUE(text.contains("  digest       8f0c61e2a1b94d7793fd20b3c1aa5e10 of the source"));
  EXPECT_TRUE(text.contains("  next         a verify of the same tables with --repair writes"))
      << text;
}

TEST(VerdictText, names_the_file_of_all_differences) {
  ShownDifferences shown;
  shown.add(sample_difference(), false);
  const auto text =
      text_of(sample_end(different_verdict()), shown, {.keys = "diffs.ndjson", .repairs = true});
  EXPECT_TRUE(text.contains("all of them in \"diffs.ndjson\"")) << text;
  EXPECT_FALSE(text.contains("--diff-out"));
  EXPECT_FALSE(text.contains("with --repair writes"));
  EXPECT_TRUE(text.contains("tables with --repair --delete-extra deletes"));
}

TEST(VerdictText, every_line_that_can_be_broken_fits_80_columns) {
  auto end = sample_end(different_verdict());
  end.verdict->repaired = 5;
  end.verdict->left_alone = 2;
  end.unequal_settings = {
      "global index by-date: source keys at (S), all attributes, destination "
      "none at all of that name"};
  for (const auto mode : {verify::Mode::full, verify::Mode::sample, verify::Mode::count}) {
    end.verdict->mode = mode;
    for (const auto& line : details(end, {}, {.consistent = false}))
      EXPECT_LE(line.size(), 80U) << line;
  }
}

TEST(VerdictText, of_a_repair_tells_what_it_did) {
  auto verdict = equal_verdict();
  verdict.destination.items -= 2;
  verdict.repaired = 2;
  verdict.deleted = 1;
  auto end = sample_end(verdict);
  end.repair_log = "state/a.repair.ndjson";
  EXPECT_EQ(headline(verdict), "equal when last read, 3 keys repaired");
  const auto text = text_of(end);
  EXPECT_TRUE(text.contains("  repaired     2 written to the destination\n")) << text;
  EXPECT_TRUE(text.contains("  deleted      1 from the destination\n"));
  EXPECT_TRUE(text.contains("  repair log   \"state/a.repair.ndjson\"\n"));
  EXPECT_FALSE(text.contains("  next ")) << text;
}

TEST(VerdictText, of_a_sample_and_of_counting_claims_no_equality) {
  auto verdict = equal_verdict();
  verdict.mode = verify::Mode::sample;
  verdict.sampled_of_source = verdict.sampled_of_destination = 1'000;
  EXPECT_EQ(headline(verdict), "no difference in a sample of 2,000 keys");
  EXPECT_FALSE(text_of(sample_end(verdict)).contains("digest key"));
  verdict.mode = verify::Mode::count;
  EXPECT_EQ(headline(verdict), "1,204,331 items each, counted and not compared");
  verdict.destination.items = 5;
  EXPECT_EQ(headline(verdict), "1,204,331 items at the source, 5 at the destination");
}

TEST(VerdictText, shows_a_key_as_its_digest_and_no_value_or_path) {
  ShownDifferences shown;
  shown.add(sample_difference(), false);
  ASSERT_EQ(shown.lines.size(), 1U);
  EXPECT_EQ(shown.lines[0], "different  " + digest_of_key(sample_difference().key));
  EXPECT_EQ(digest_of_key(sample_difference().key).size(), 16U);
}

TEST(VerdictText, shows_a_key_and_the_paths_where_that_is_asked_for_and_never_a_value) {
  ShownDifferences shown;
  auto difference = sample_difference("a\x1b[31m");
  shown.add(difference, true);
  EXPECT_EQ(shown.lines[0],
            R"(different  {"id":{"S":"a\x1b[31m"},"at":{"N":"7"}}  at price, lines[0].sku)");
}

TEST(VerdictText, shows_only_the_first_few_of_many_differences) {
  ShownDifferences shown;
  for (int i = 0; i < 25; ++i) shown.add(sample_difference(std::to_string(i)), false);
  EXPECT_EQ(shown.lines.size(), ShownDifferences::most);
  EXPECT_EQ(shown.all, 25U);
  EXPECT_TRUE(text_of(sample_end(different_verdict()), shown).contains("and 15 more"));
}

TEST(KeyDigest, is_the_same_for_other_spellings_of_one_key_and_another_for_another) {
  const auto digest = digest_of_key(R"({"id":{"S":"a"},"at":{"N":"1000"}})");
  EXPECT_EQ(digest_of_key(R"({ "id": {"S":"\u0061"}, "at":{"N":"1e3"} })"), digest);
  EXPECT_NE(digest_of_key(R"({"id":{"S":"a"},"at":{"N":"1001"}})"), digest);
  EXPECT_NE(digest_of_key(R"({"id":{"S":"a"}})"), digest);
  EXPECT_EQ(digest_of_key("{}"), "unreadable");
  EXPECT_EQ(digest_of_key("no json"), "unreadable");
}

}  // namespace
}  // namespace dynaferry::ui
