// Says whether two tables hold the same items, or which keys differ.
//
// Mode full reads both sides whole, in parallel segments and any order, into the sums of bucket_sums.h,
// at about the price of one scan of each. Buckets that differ are read again and joined to keys
// (key_join.h); each of those is looked at until it is settled (key_looks.h), so that what changed
// while it was read is not called a difference. Mode sample looks at the keys of random segments of
// both sides; mode count compares numbers.
//
// The sums and the positions of both readings go into the journal together, so that a verify that was
// killed goes on; what it had found of single keys by then is found again.
//
// Threading: one loop's thread. Run it once.
// Failure: the first one that time cannot cure; cancelled after stop(). Nothing is written to a table
// but through the repairer.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/random.h"
#include "ddb/key_reader.h"
#include "ddb/scanner.h"
#include "ddb/table.h"
#include "journal/journal.h"
#include "journal/scratch.h"
#include "model/item_digest.h"
#include "rt/condition.h"
#include "rt/loop.h"
#include "rt/scope.h"
#include "sink/reconciler.h"
#include "verify/bucket_sums.h"
#include "verify/checkpoint.h"
#include "verify/key_join.h"
#include "verify/key_looks.h"
#include "verify/side_reading.h"
#include "verify/verdict.h"

namespace dynaferry::verify {

// Names what is read and how, in a journal: only a checkpoint of the very same reading is gone on with.
struct Options;
[[nodiscard]] std::string reading_of(const Options& options);

// In an error's `doing`, where the source could not be read.
inline constexpr const char* reading_the_source = "reading the source";

struct Options {
  Mode mode = Mode::full;
  std::uint64_t samples = 1000;  // Keys of each side.
  model::DigestKey digest_key{};
  bool consistent = true;
  bool ignore_replication_attributes = true;
  std::uint32_t source_segments = 8;
  std::uint32_t destination_segments = 8;
  std::uint64_t expected_items = 0;  // Of the larger side: decides on the number of buckets.
  std::uint32_t open_segments = 8;   // Of each side.
  std::size_t most_held_keys = 200'000;
  KeyLooks::Options looks{};
  std::chrono::seconds unreachable_limit = ddb::Patience::usual_limit;
};

class TableVerify {
 public:
  struct Tables {
    ddb::Table& source;
    ddb::Table& destination;
    std::vector<std::string> key_names;  // Of both.
  };

  // `checkpoint`: of a reading of these tables with these options, to go on from.
  TableVerify(rt::Loop& loop, Random& random, Tables tables, journal::Journal& journal,
              journal::MakeScratch make_scratch, Options options,
              std::optional<Checkpoint> checkpoint, KeyLooks::Tell tell);
  ~TableVerify();
  TableVerify(const TableVerify&) = delete;
  TableVerify& operator=(const TableVerify&) = delete;

  rt::Task<Result<Verdict>> run();
  void stop();

  [[nodiscard]] Progress progress() const;

 private:
  // One side, and what it is read with.
  struct Reader;

  rt::Task<Result<>> work();
  rt::Task<Result<>> sum_all();
  rt::Task<Result<>> find_keys();
  rt::Task<Result<>> settle_all(KeyJoin& join);
  rt::Task<Result<>> compare_samples();
  rt::Task<Result<>> sample(Reader& side, std::uint64_t& sampled);
  rt::Task<Result<>> read_keys(Reader& side, std::uint32_t segment, std::uint32_t segments,
                               std::uint64_t wanted, std::vector<std::string>& keys);
  rt::Task<Result<>> read_both(SideReading::Take of_source, SideReading::Take of_destination);
  rt::Task<> read_side(Reader& side, Reader& other, SideReading::Take take);
  rt::Task<Result<>> read_with_checkpoints(rt::Scope& scope);
  rt::Task<> keep_checkpoints();
  rt::Task<Result<>> checkpoint();
  [[nodiscard]] Checkpoint so_far() const;
  [[nodiscard]] Result<> sum(const model::Page& page, Reader& side);
  [[nodiscard]] Result<> join(const model::Page& page, Side side, KeyJoin& join);

  rt::Loop& loop_;
  Random& random_;
  journal::Journal& journal_;
  journal::MakeScratch make_scratch_;
  Options options_;
  std::vector<std::string> key_names_;
  model::ItemDigester digester_;
  std::vector<model::ItemDigest> digests_{};  // Of one page.
  std::unique_ptr<Reader> source_;
  std::unique_ptr<Reader> destination_;
  BucketSums sums_;
  Verdict verdict_;
  KeyLooks looks_;
  Progress::Step step_ = Progress::Step::reading;
  std::uint64_t keys_held_ = 0;
  std::uint64_t bytes_since_checkpoint_ = 0;
  rt::Condition changed_;
  bool is_read_ = false;  // Both sides, or as far as it goes.
  bool stopped_ = false;
  std::optional<Error> failure_;
};

}  // namespace dynaferry::verify
