// One stream of one table: shards with their lineage, and the records in them (facts §4).
//
// An open shard takes the changes of a range of the hash. It closes when it has been open for about
// four hours, when its range is split, or when the stream is disabled; it then has an ending number,
// and after the first two, children. Records, and shards that closed, are gone after 24 hours.
// All of that happens when the stream is next looked at or written to; nothing waits for time.
//
// Threading: one thread at a time. Failure: what a reader may do wrong, or what came too late for
// it, is a StreamFault.

#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/random.h"
#include "core/time.h"
#include "sim/streams/call_rate.h"
#include "sim/streams/sequence_number.h"
#include "sim/streams/shard_readers.h"
#include "sim/streams/stream_options.h"
#include "sim/streams/stream_record.h"

namespace dynaferry::sim {

// Both ends belong to it.
struct HashRange {
  std::uint64_t first = 0;
  std::uint64_t last = ~std::uint64_t{0};
};

struct Shard {
  std::string id;
  std::string parent;  // Empty: none. It may be gone already.
  HashRange range;
  WallTime opened;
  WallTime rolls;
  std::optional<WallTime> closed;
  SequenceNumber starting;
  std::optional<SequenceNumber> ending;  // If and only if closed.
  SequenceNumber next;                   // The lowest number that the next record may have.
  std::optional<SequenceNumber> trimmed_through;
  std::deque<StreamRecord> records;
  CallRate reads;
  CallRate bytes_read;
  ShardReaders readers;
};

enum class StreamStatus : unsigned char { enabling, enabled, disabling, disabled };

enum class StreamFault : unsigned char {
  no_shard,   // There is none of this id (any more).
  no_number,  // The shard has no such sequence number.
  trimmed,    // What was asked for is gone.
  too_many_calls,
};

enum class StreamStart : unsigned char { trim_horizon, latest, at_number, after_number };

class Stream {
 public:
  struct Birth {
    std::string table;
    std::string region;
    std::string arn;
    std::string label;
    std::string key_schema;  // Of its table, as JSON text.
    StreamView view = StreamView::keys_only;
    WallTime created;
    WallTime enabled_from;
    std::uint64_t seed = 1;
    // Where the ranges of its first shards begin, but for the first one, in order. Absent:
    // StreamOptions::shards says how many there are.
    std::optional<std::vector<std::uint64_t>> range_starts{};
  };

  Stream(Birth birth, const StreamOptions& options);

  [[nodiscard]] const Birth& birth() const { return birth_; }
  [[nodiscard]] StreamStatus status(WallTime now) const;
  // Disabled for so long that nothing is left.
  [[nodiscard]] bool is_gone(WallTime now) const;

  // A change of the item with this hash.
  void record(const Change& change, std::uint64_t hash, WallTime now);
  // The partition that holds `at_hash` becomes two; the upper one begins there. Where a range
  // begins already, nothing is split.
  void split(std::uint64_t at_hash, WallTime now);
  // Closes every shard for good.
  void disable(WallTime now);

  struct ListedShard {
    const Shard* shard = nullptr;
    bool open = false;  // As it is told, which is not always the truth.
  };
  struct ListRequest {
    std::string_view after;   // A shard's id; or empty.
    std::string_view parent;  // Only its children; or empty.
    std::size_t limit = 100;
  };
  struct Listing {
    std::vector<ListedShard> shards;  // In the order of their ids.
    bool more = false;
  };
  [[nodiscard]] std::expected<Listing, StreamFault> list(const ListRequest& request, WallTime now);

  // The position of an iterator: the number from which on it reads.
  [[nodiscard]] std::expected<SequenceNumber, StreamFault> position(
      std::string_view shard_id, StreamStart start, const std::optional<SequenceNumber>& number,
      WallTime now);

  // A number for who begins to read (shard_readers.h).
  [[nodiscard]] std::uint64_t next_reader() { return ++readers_; }

  struct ReadRequest {
    std::string_view shard;
    SequenceNumber from;
    std::size_t limit = 1000;
    std::uint64_t reader = 0;
  };
  struct Reading {
    std::vector<const StreamRecord*> records;  // Good until the stream is used again.
    std::optional<SequenceNumber> next;        // Absent: the shard is closed and read to its end.
  };
  [[nodiscard]] std::expected<Reading, StreamFault> read(const ReadRequest& request, WallTime now);

 private:
  void advance(WallTime now);
  void note_next_event();
  Shard& open(HashRange range, WallTime at, const Shard* parent);
  void close(Shard& shard, WallTime at);
  [[nodiscard]] std::vector<Shard*>::iterator open_shard(std::uint64_t hash);
  [[nodiscard]] Shard* find(std::string_view id);
  [[nodiscard]] bool may_read(Shard& shard, std::uint64_t reader, WallTime now) const;
  void trim(Shard& shard, WallTime now) const;
  [[nodiscard]] bool is_listed(const Shard& shard, std::string_view parent, WallTime now) const;
  [[nodiscard]] ListedShard listed(const Shard& shard, WallTime now) const;
  [[nodiscard]] SequenceNumber latest(const Shard& shard, WallTime now) const;
  [[nodiscard]] std::string new_shard_id(WallTime at);

  Birth birth_;
  StreamOptions options_;
  Random random_;
  std::map<std::string, Shard, std::less<>> shards_;  // By id: its nodes stay where they are.
  std::vector<Shard*> open_;                          // By range.
  std::optional<WallTime> disabled_;
  std::optional<WallTime> next_event_;  // When a shard rolls or goes next.
  CallRate lists_;
  std::uint64_t readers_ = 0;
};

}  // namespace dynaferry::sim
