// Mistakes that a sink could make. Tests make them, one at a time, to see that the simulation notices
// each (docs/decisions/0008, tests/simulation/mutant_test.cc).
//
// In a build that users run there is nothing of them: is_mutant() is the constant false, and what
// follows from it is gone. With DYNAFERRY_MUTANTS (the presets debug and asan) it asks a variable that
// a test sets.
//
// Only sink.cc includes this. Threading: set the variable before a loop runs. Failure: none.

#pragma once

#include <cstddef>
#include <vector>

#include "core/error.h"
#include "ddb/table.h"
#include "model/page.h"

namespace dynaferry::sink {

enum class Mutant : unsigned char {
  none,
  forgets_unprocessed,         // Takes what was handed back for done.
  repeats_the_wrong_entry,     // Takes what was handed back for its neighbour.
  gives_up_after_three_tries,  // As SDKs do; and goes on.
  takes_busy_for_success,
  takes_lost_for_success,
  drops_the_end_of_a_batch,  // That is not full.
  records_when_sent,         // A page, when all of its items are on their way.
  records_one_item_early,    // A page, when all of its items but one are acknowledged.
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

// What a mutant sends of a batch.
inline void mutilate(std::vector<model::RawItem>& items, std::size_t most) {
  const bool has_an_end = items.size() > 1 && items.size() < most;
  if (is_mutant(Mutant::drops_the_end_of_a_batch) && has_an_end) items.pop_back();
}

// What a mutant takes an answer for, to a batch of so many items that were tried so often before.
inline void misread(Result<ddb::WriteAnswer>& answer, std::size_t items, unsigned attempts) {
  const bool is_busy = !answer && answer.error().fault == Fault::busy;
  const bool is_lost = !answer && answer.error().fault == Fault::lost;
  if ((is_mutant(Mutant::takes_busy_for_success) && is_busy) ||
      (is_mutant(Mutant::takes_lost_for_success) && is_lost) ||
      (is_mutant(Mutant::gives_up_after_three_tries) && attempts >= 2) ||
      (is_mutant(Mutant::forgets_unprocessed) && answer)) {
    answer = ddb::WriteAnswer{};
  }
  if (is_mutant(Mutant::repeats_the_wrong_entry) && answer) {
    for (auto& index : answer->unprocessed) index = (index + 1) % items;
  }
}

// Whether a mutant records a page of which so many items are neither sent nor acknowledged.
[[nodiscard]] inline bool is_premature(std::size_t unsent, std::size_t unacknowledged) {
  return (is_mutant(Mutant::records_when_sent) && unsent == 0) ||
         (is_mutant(Mutant::records_one_item_early) && unacknowledged == 1);
}

}  // namespace dynaferry::sink
