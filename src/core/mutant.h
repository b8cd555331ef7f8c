// Mistakes that code which keeps the promise "nothing is ever lost" could make. Tests make them, one at
// a time, to see that the simulation notices each (docs/decisions/0008, tests/simulation/mutant_test.cc).
//
// In a build that users run there is nothing of them: is_mutant() is the constant false, and what
// follows from it is gone. With DYNAFERRY_MUTANTS (the presets debug and asan) it asks a variable that
// a test sets.
//
// Threading: set the variable before a loop runs. Failure: none.

#pragma once

namespace dynaferry {

enum class Mutant : unsigned char {
  none,

  // Of the sink; what each does there is in sink/mistakes.h.
  forgets_unprocessed,         // Takes what was handed back for done.
  repeats_the_wrong_entry,     // Takes what was handed back for its neighbour.
  gives_up_after_three_tries,  // As SDKs do; and goes on.
  takes_busy_for_success,
  takes_lost_for_success,
  drops_the_end_of_a_batch,  // That is not full.
  records_when_sent,         // A page, when all of its items are on their way.
  records_one_item_early,    // A page, when all of its items but one are acknowledged.

  // Of the copy.
  records_out_of_order,             // A page, though one before it in its segment is open.
  records_the_next_pages_key,       // That a page was read is taken for its being copied.
  records_another_segments_key,     // Where another segment goes on.
  finishes_a_segment_that_is_read,  // And not acknowledged to its end.
  passes_over_a_failed_commit,

  // Of the run.
  forgets_that_it_creates,         // CreateTable is sent with nothing recorded.
  records_without_barriers,        // What must be durable before an act may get lost.
  forgets_emptiness,               // Items are written with nothing recorded of it.
  asks_for_emptiness_again,        // Of what it has filled itself.
  passes_over_table_ids,           // A journal of other tables is gone on with.
  takes_another_segment_count,     // Than the one that the keys recorded belong to.
  calls_a_pair_finished_too_soon,  // Before its last pages are copied.
  adopts_strangers,  // Any table that is there after a CreateTable of unknown outcome.

  // Of the digest of an item.
  sums_unfinished_digests,   // What one item gains, another may lose.
  compares_numbers_as_text,  // And not as numbers.
  counts_the_order_of_sets,

  // Of the verify.
  joins_by_bucket_only,                // And not by key.
  forgets_the_destinations_positions,  // In a checkpoint that knows the sums.
  resumes_under_a_new_digest_key,
  resumes_a_finished_reading,
  takes_unprocessed_keys_for_absent,
  trusts_one_read_of_the_source,  // And not two, around that of the destination.
  settles_after_one_look,         // That a key differs.
  forgets_what_differed_once,     // When it is looked at again.
  forgets_extras,

  // Of its repair.
  deletes_without_leave,
  repairs_newer_values,                // Of somebody else, who wrote them meanwhile.
  passes_over_what_it_replaced,        // Though it was more than it should have been.
  takes_its_own_change_for_somebodys,  // When the answer to it was lost.
  looks_no_more_after_a_repair,

  // Of the journal.
  takes_no_lock,
  believes_damaged_segments,
};

#ifdef DYNAFERRY_MUTANTS
// Which one this process is.
inline Mutant& mutant() {
  static Mutant chosen = Mutant::none;
  return chosen;
}
[[nodiscard]] inline bool is_mutant(Mutant which) { return mutant() == which; }
#else
[[nodiscard]] constexpr bool is_mutant(Mutant) { return false; }
#endif

}  // namespace dynaferry
