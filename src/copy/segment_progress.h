// How far one scan segment has come, in the sense that may be recorded: up to the last page of
// which, and of all pages before which, every item is acknowledged.
//
// Pure bookkeeping; one loop's thread.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "journal/journal.h"
#include "sink/sink.h"

namespace dynaferry::copy {

class SegmentProgress {
 public:
  explicit SegmentProgress(journal::Segment recorded) : recorded_(std::move(recorded)) {}

  using PageNumber = std::uint64_t;

  // A page was read behind all earlier ones. Its number is for acknowledge().
  PageNumber add_page(std::optional<std::string> last_evaluated_key, std::uint64_t items,
                      std::uint64_t bytes);
  // Every item of it is durable: in the destination, but for those set aside, which are quarantined.
  // True if that moved what may be recorded.
  bool acknowledge(PageNumber page, sink::SetAside set_aside);

  // What may be recorded now.
  [[nodiscard]] const journal::Segment& recordable() const { return recorded_; }
  // The first page that is not part of it, and the one that will be read next.
  [[nodiscard]] PageNumber first_open() const { return first_; }
  [[nodiscard]] PageNumber next() const { return first_ + pages_.size(); }

 private:
  struct Page {
    std::optional<std::string> last_evaluated_key;
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;
    std::uint64_t quarantined = 0;
    bool acknowledged = false;
  };

  journal::Segment recorded_;
  std::deque<Page> pages_;
  PageNumber first_ = 0;  // Number of pages_.front().
};

}  // namespace dynaferry::copy
