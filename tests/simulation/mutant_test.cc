// The simulation held against a client that makes mistakes: each must be caught. What lets one
// through would let through the same mistake made in earnest. The client as it is ends the same
// scenarios well (scenario_test.cc).

#include <gtest/gtest.h>

#include "core/mutant.h"
#include "tests/simulation/killed_verify.h"
#include "tests/simulation/repair_scenarios.h"
#include "tests/simulation/scenarios.h"
#include "tests/simulation/verify_scenarios.h"

namespace dynaferry::simulation {
namespace {

constexpr std::uint64_t kSeeds = 40;

struct Trial {
  Mutant mutant;
  Scenario scenario;
  const char* name;
};

class MutantTest : public testing::TestWithParam<Trial> {
 protected:
  MutantTest() = default;
  ~MutantTest() override { mutant() = Mutant::none; }
};

TEST_P(MutantTest, is_caught) {
  mutant() = GetParam().mutant;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const auto wrong = GetParam().scenario(seed);
    if (wrong.empty()) continue;
    RecordProperty("caught_by_seed", static_cast<int>(seed));
    RecordProperty("caught_by", wrong.substr(0, 200));
    return;
  }
  FAIL() << "no seed up to " << kSeeds << " notices it";
}

constexpr std::initializer_list<Trial> kTrials = {
    {Mutant::forgets_unprocessed, everything_passes, "that_forgets_unprocessed_entries"},
    {Mutant::repeats_the_wrong_entry, everything_passes, "that_repeats_the_wrong_entry"},
    {Mutant::gives_up_after_three_tries, everything_passes, "that_gives_up_after_three_tries"},
    {Mutant::takes_busy_for_success, everything_passes, "that_takes_busy_for_success"},
    {Mutant::takes_lost_for_success, everything_passes, "that_takes_lost_for_success"},
    {Mutant::drops_the_end_of_a_batch, everything_passes, "that_drops_the_end_of_a_batch"},
    {Mutant::records_when_sent, everything_passes, "that_records_a_page_when_it_is_sent"},
    {Mutant::records_one_item_early, everything_passes, "that_records_a_page_one_item_early"},
    {Mutant::records_out_of_order, a_kill_anywhere, "that_records_pages_out_of_order"},
    {Mutant::records_the_next_pages_key, a_kill_anywhere, "that_records_the_key_of_the_next_page"},
    {Mutant::records_another_segments_key, a_kill_in_a_long_copy,
     "that_records_another_segments_key"},
    {Mutant::finishes_a_segment_that_is_read, a_kill_in_a_long_copy,
     "that_finishes_a_segment_when_it_is_read"},
    {Mutant::passes_over_a_failed_commit, a_full_disk, "that_passes_over_a_failed_commit"},
    {Mutant::forgets_that_it_creates, a_kill_anywhere, "that_forgets_that_it_creates"},
    {Mutant::records_without_barriers, a_kill_anywhere, "that_records_without_barriers"},
    {Mutant::forgets_emptiness, a_kill_anywhere, "that_forgets_emptiness"},
    {Mutant::asks_for_emptiness_again, a_kill_anywhere, "that_asks_for_emptiness_again"},
    {Mutant::passes_over_table_ids, a_destination_made_anew, "that_passes_over_table_ids"},
    {Mutant::takes_another_segment_count, other_segments, "that_takes_another_segment_count"},
    {Mutant::calls_a_pair_finished_too_soon, a_kill_anywhere,
     "that_calls_a_pair_finished_too_soon"},
    {Mutant::adopts_strangers, a_stranger_of_that_name, "that_adopts_strangers"},
    {Mutant::sums_unfinished_digests, planted_differences, "that_sums_unfinished_digests"},
    {Mutant::compares_numbers_as_text, another_spelling, "that_compares_numbers_as_text"},
    {Mutant::counts_the_order_of_sets, another_spelling, "that_counts_the_order_of_sets"},
    {Mutant::joins_by_bucket_only, planted_differences, "that_joins_by_bucket_only"},
    {Mutant::forgets_the_destinations_positions, a_verify_killed_in_the_middle,
     "that_forgets_the_destinations_positions"},
    {Mutant::resumes_under_a_new_digest_key, an_interrupted_verify,
     "that_resumes_under_a_new_digest_key"},
    {Mutant::resumes_a_finished_reading, a_verify_after_another, "that_resumes_a_finished_reading"},
    {Mutant::takes_unprocessed_keys_for_absent, planted_differences,
     "that_takes_unprocessed_keys_for_absent"},
    {Mutant::trusts_one_read_of_the_source, values_that_change_places,
     "that_trusts_one_read_of_the_source"},
    {Mutant::settles_after_one_look, a_live_neighbour, "that_settles_after_one_look"},
    {Mutant::forgets_what_differed_once, planted_differences, "that_forgets_what_differed_once"},
    {Mutant::forgets_extras, planted_differences, "that_forgets_extras"},
    {Mutant::deletes_without_leave, a_repair_that_deletes_nothing, "that_deletes_without_leave"},
    {Mutant::repairs_newer_values, a_newer_value_at_the_destination, "that_repairs_newer_values"},
    {Mutant::passes_over_what_it_replaced, a_newer_value_at_the_destination,
     "that_passes_over_what_it_replaced"},
    {Mutant::takes_its_own_change_for_somebodys, a_repair,
     "that_takes_its_own_change_for_somebodys"},
    {Mutant::looks_no_more_after_a_repair, a_newer_value_at_the_source,
     "that_looks_no_more_after_a_repair"},
    {Mutant::takes_no_lock, two_at_once, "that_takes_no_lock"},
    {Mutant::believes_damaged_segments, a_damaged_file, "that_believes_damaged_segments"},
};

INSTANTIATE_TEST_SUITE_P(Every, MutantTest, testing::ValuesIn(kTrials),
                         [](const auto& trial) { return trial.param.name; });

}  // namespace
}  // namespace dynaferry::simulation
