#include "copy/segment_progress.h"

#include <utility>

#include "core/check.h"
#include "core/mutant.h"

namespace dynaferry::copy {

SegmentProgress::PageNumber SegmentProgress::add_page(std::optional<std::string> last_evaluated_key,
                                                      std::uint64_t items, std::uint64_t bytes) {
  check(!recorded_.finished, "segment: a page behind the end");
  pages_.push_back({std::move(last_evaluated_key), items, bytes});
  return next() - 1;
}

bool SegmentProgress::acknowledge(PageNumber page, sink::SetAside set_aside) {
  if (is_mutant(Mutant::records_out_of_order)) page = first_;
  check(page >= first_ && page - first_ < pages_.size(), "segment: a page acknowledged twice");
  auto& acknowledged = pages_[page - first_];
  acknowledged.acknowledged = true;
  acknowledged.items -= set_aside.items;
  acknowledged.bytes -= set_aside.bytes;
  acknowledged.quarantined = set_aside.items;
  bool moved = false;
  while (!pages_.empty() && pages_.front().acknowledged) {
    auto& done = pages_.front();
    if (is_mutant(Mutant::records_the_next_pages_key))
      done.last_evaluated_key = pages_.back().last_evaluated_key;
    recorded_.items += done.items;
    recorded_.bytes += done.bytes;
    recorded_.quarantined += done.quarantined;
    recorded_.finished = !done.last_evaluated_key.has_value();
    if (is_mutant(Mutant::finishes_a_segment_that_is_read))
      recorded_.finished = !pages_.back().last_evaluated_key;
    recorded_.last_evaluated_key = std::move(done.last_evaluated_key);
    pages_.pop_front();
    ++first_;
    moved = true;
  }
  return moved;
}

}  // namespace dynaferry::copy
