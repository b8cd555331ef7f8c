// Copies the items of one table: parallel scan segments → sink → journal.
//
// Segments far apart in the hash space are open at the same time, each at most `read_ahead` pages
// beyond what its journal has recorded, so that a kill repeats no more than that. A page is
// recorded when every item of it is acknowledged by the sink.
//
// Threading: one loop's thread. Run it once.
// Failure: the first failure that time cannot cure stops it; what was acknowledged by then is
// recorded before run() returns. cancelled after stop().

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "copy/segment_progress.h"
#include "copy/tally.h"
#include "core/error.h"
#include "core/random.h"
#include "ddb/patience.h"
#include "ddb/scanner.h"
#include "ddb/table.h"
#include "journal/journal.h"
#include "rt/condition.h"
#include "rt/loop.h"
#include "rt/scope.h"
#include "sink/sink.h"

namespace dynaferry::copy {

struct Options {
  bool consistent = true;
  bool drop_replication_attributes = true;
  std::uint32_t open_segments = 8;
  std::size_t read_ahead = 2;           // Pages per open segment.
  std::size_t page_bytes = 256 * 1024;  // Aim for a page's wire size.
  Tally before{};                       // Of the runs before.
  std::chrono::seconds unreachable_limit = ddb::Patience::usual_limit;
};

// The fact of a journal that holds the Tally.
inline constexpr const char* tally_fact = "tally";

// Numbers of this process's part of the copy, plus what earlier runs recorded.
struct Progress {
  Tally before{};
  std::uint64_t items_before = 0;  // Recorded by earlier runs.
  std::uint64_t bytes_before = 0;
  std::uint64_t quarantined_before = 0;  // By earlier runs, and recorded.
  std::uint64_t items_read = 0;
  std::uint64_t bytes_read = 0;
  std::uint64_t pages_read = 0;
  std::uint64_t replication_attributes = 0;
  std::uint64_t read_throttled = 0;
  double read_units = 0;
  std::uint64_t items_recorded = 0;  // In the journal now, those before included.
  std::uint32_t segments = 0;
  std::uint32_t segments_done = 0;
};

class TableCopy {
 public:
  // `segments` has one entry for each segment of the scan, as far as the journal knows it.
  TableCopy(rt::Loop& loop, Random& random, ddb::Table& source, sink::Sink& sink,
            journal::Journal& journal, std::vector<journal::Segment> segments, Options options);

  rt::Task<Result<>> run();
  void stop();

  [[nodiscard]] Progress progress() const;
  // Of this run and those before.
  [[nodiscard]] Tally tally() const;

 private:
  struct Segment {
    SegmentProgress progress;
    bool dirty = false;                        // Moved since it was last given to the journal.
    SegmentProgress::PageNumber given = 0;     // The journal was given the pages before this one.
    SegmentProgress::PageNumber recorded = 0;  // It has the pages before this one.
  };

  rt::Task<Result<>> work(rt::Scope& scope);
  rt::Task<> scan_some();
  rt::Task<Result<>> scan_segment(std::size_t index);
  rt::Task<> record();
  rt::Task<> write();
  [[nodiscard]] std::optional<std::size_t> next_segment();
  [[nodiscard]] static std::size_t exposed_pages(const Segment& segment);
  void acknowledged(std::size_t index, SegmentProgress::PageNumber page, sink::SetAside set_aside);
  void fail_with(Error error);

  rt::Loop& loop_;
  ddb::Scanner scanner_;
  sink::Sink& sink_;
  journal::Journal& journal_;
  Options options_;
  std::vector<Segment> segments_;
  std::vector<std::size_t> to_scan_;  // Segments not begun in this process; taken from the back.
  std::size_t dirty_ = 0;
  std::size_t scanning_ = 0;
  bool stopped_ = false;
  bool wrote_all_ = false;
  std::optional<Error> failure_;
  rt::Condition changed_;
  Progress progress_;
};

}  // namespace dynaferry::copy
