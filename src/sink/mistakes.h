// What mutants of the sink do (core/mutant.h). Only sink.cc includes this.
//
// Threading: as sink.h. Failure: none.

#pragma once

#include <cstddef>
#include <vector>

#include "core/error.h"
#include "core/mutant.h"
#include "ddb/table.h"
#include "model/page.h"

namespace dynaferry::sink {

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
