// Reads pages of one table, of whichever segments, in pages of about a size: each read is repeated
// until it succeeds or fails for good.
//
// Threading: one loop's thread; reads may overlap.
// Failure: as Table::scan(), when time does not cure it; cancelled after stop().

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "core/random.h"
#include "ddb/patience.h"
#include "ddb/table.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

class Scanner {
 public:
  struct Options {
    bool consistent = true;
    bool drop_replication_attributes = true;
    bool find_keys = true;                // As ScanRequest::find_keys.
    std::size_t page_bytes = 256 * 1024;  // Aim for a page's wire size.
    std::chrono::seconds unreachable_limit = Patience::usual_limit;
  };
  struct Counters {
    std::uint64_t pages = 0;
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;  // Wire bytes of those.
    std::uint64_t replication_attributes = 0;
    std::uint64_t throttled = 0;
    double read_units = 0;
  };

  Scanner(rt::Loop& loop, Random& random, Table& table, Options options)
      : loop_(loop), random_(random), table_(table), options_(options) {}

  // The page behind `last_evaluated_key`, or the segment's first.
  rt::Task<Result<model::Page>> read(std::uint32_t segment, std::uint32_t total_segments,
                                     std::optional<std::string> last_evaluated_key);
  // Repeats nothing more.
  void stop() { stopped_ = true; }

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  rt::Task<Result<model::Page>> repeat(ScanRequest request);
  [[nodiscard]] std::uint32_t limit() const;
  void count(const model::Page& page);

  rt::Loop& loop_;
  Random& random_;
  Table& table_;
  Options options_;
  bool stopped_ = false;
  Counters counters_;
};

}  // namespace dynaferry::ddb
