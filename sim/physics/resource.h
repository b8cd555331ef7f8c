// The capacity of one table or one index: what its owner pays for, what the account may have, and
// what each partition can carry. A request asks first and is charged when it was done.
//
// Provisioned: so many units a second, and what was not used in the last 300 s. On demand: what its
// partitions carry, at most the owner's maximum and the table's quota; twice the highest minute of
// its past is made room for, half an hour later (facts §6.1).
//
// Threading: none of its own. Failure: none; a refusal is a value.

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/physics/partition_map.h"
#include "sim/physics/physics_options.h"
#include "sim/physics/token_bucket.h"

namespace dynaferry::sim {

// What the owner asked for, in units a second. 0: nothing of that kind.
struct Provision {
  bool on_demand = false;
  double reads = 0;  // Provisioned.
  double writes = 0;
  double most_reads = 0;  // On-demand maxima.
  double most_writes = 0;
  double warm_reads = 0;  // Warm throughput.
  double warm_writes = 0;
  bool operator==(const Provision&) const = default;
};

// The limit that a request ran into, by the service's words for throttling reasons (facts §2.1).
enum class Shortage : unsigned char { provisioned, most_on_demand, account, key_range };

class Resource {
 public:
  // A table that has a local index keeps its item collections together.
  Resource(const PhysicsOptions& options, const Provision& provision, bool may_split_collections,
           WallTime now);

  // Does nothing if it is the same.
  void retune(const Provision& provision, WallTime now);

  // Why a request at this place has to wait. Nothing: let it in.
  [[nodiscard]] std::optional<Shortage> shortage(Direction direction, PlaceView place,
                                                 WallTime now);
  // Partition `n` did so much. `place` is where.
  void charge(Direction direction, std::size_t n, PlaceView place, double units);
  void charge(Direction direction, PlaceView place, double units) {
    charge(direction, partitions_.at(place), place, units);
  }
  void add_bytes(PlaceView place, double bytes) { partitions_.add_bytes(place, bytes); }

  [[nodiscard]] const PartitionMap& partitions() const { return partitions_; }
  // See PartitionMap::take_cuts().
  [[nodiscard]] std::vector<std::uint64_t> take_cuts() { return partitions_.take_cuts(); }

 private:
  // One direction's limits on the whole, without the partitions.
  struct Whole {
    TokenBucket bought;  // Provisioned units, or the on-demand maximum; unbounded without one.
    TokenBucket quota;
    double minute = 0;
    double peak = 0;  // The highest minute that counts, in units a second.
    std::deque<std::pair<WallTime, double>> recent{};  // Minutes too young to count.
  };

  [[nodiscard]] Whole whole(Direction direction, WallTime now) const;
  [[nodiscard]] std::size_t partitions_wanted() const;
  void advance(WallTime now);
  void end_minute(Whole& whole, WallTime now) const;

  PhysicsOptions options_;
  Provision provision_;
  PartitionMap partitions_;
  Whole reads_;
  Whole writes_;
  WallTime minute_ends_;
};

}  // namespace dynaferry::sim
