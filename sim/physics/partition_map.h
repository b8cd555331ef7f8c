// The partitions of one table or index: ranges of places (hash of the partition key, then the
// bytes of the whole key), each with its own hard limits, split when they are hot or full.
//
// Where a hot partition is split follows from what was asked of it lately: at the middle of that
// load, or, when one partition key has most of it, so that this key is alone. A key that is alone is
// split by its sort keys, unless the table has a local index, which keeps a collection together
// (facts §6.1).
//
// Threading: none of its own. Failure: none.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/physics/physics_options.h"
#include "sim/physics/token_bucket.h"

namespace dynaferry::sim {

enum class Direction : unsigned char { read, write };

// A place in the order of items, looked at only.
struct PlaceView {
  std::uint64_t hash = 0;
  std::string_view bytes{};
  auto operator<=>(const PlaceView&) const = default;
};

class PartitionMap {
 public:
  PartitionMap(const PhysicsOptions& options, std::size_t count, bool may_split_collections,
               WallTime now);

  [[nodiscard]] std::size_t count() const { return partitions_.size(); }
  // The partition in which a place lies.
  [[nodiscard]] std::size_t at(PlaceView place) const;
  // Where partition n begins; n > 0.
  [[nodiscard]] PlaceView begin_of(std::size_t n) const;
  // The hashes at which ranges begin, but for the first: two keys of one hash never part.
  [[nodiscard]] std::vector<std::uint64_t> range_starts() const;

  [[nodiscard]] bool may(Direction direction, std::size_t n, WallTime now);
  // `place` lies in partition n.
  void charge(Direction direction, std::size_t n, PlaceView place, double units);
  void add_bytes(PlaceView place, double bytes);

  // Splits the widest ranges until there are `count`.
  void grow_to(std::size_t count, WallTime now);
  // A minute is over: splits what has been hot for long enough, and what is full.
  void end_minute(WallTime now);

  // The hashes at which ranges were cut since the last call: two keys of one hash never part.
  [[nodiscard]] std::vector<std::uint64_t> take_cuts();

 private:
  struct Load {
    std::uint64_t hash = 0;
    std::string bytes{};
  };
  static constexpr std::size_t remembered_loads = 128;

  struct Partition {
    std::uint64_t hash = 0;  // Where it begins.
    std::string bytes{};
    TokenBucket reads;
    TokenBucket writes;
    double minute_reads = 0;
    double minute_writes = 0;
    std::int64_t hot_minutes = 0;
    double stored = 0;
    std::vector<Load> loads{};  // The latest, oldest overwritten first.
    std::size_t next_load = 0;
  };

  [[nodiscard]] Partition fresh(PlaceView begin, WallTime now) const;
  [[nodiscard]] PlaceView end_of(std::size_t n) const;
  [[nodiscard]] double width(std::size_t n) const;
  bool cut(std::size_t n, PlaceView place, WallTime now);
  bool cut_in_the_middle(std::size_t n, WallTime now);
  void split_hot(std::size_t n, WallTime now);
  bool isolate(std::size_t n, std::uint64_t hash, WallTime now);
  bool split_collection(std::size_t n, const std::vector<Load>& loads, WallTime now);

  PhysicsOptions options_;
  bool may_split_collections_;
  std::vector<Partition> partitions_;
  std::vector<std::uint64_t> cuts_;
};

}  // namespace dynaferry::sim
