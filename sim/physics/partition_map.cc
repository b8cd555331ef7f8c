#include "sim/physics/partition_map.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace dynaferry::sim {
namespace {

constexpr std::uint64_t last_hash = std::numeric_limits<std::uint64_t>::max();

}  // namespace

PartitionMap::PartitionMap(const PhysicsOptions& options, std::size_t count,
                           bool may_split_collections, WallTime now)
    : options_(options), may_split_collections_(may_split_collections) {
  partitions_.push_back(fresh({}, now));
  __extension__ using Wide = unsigned __int128;
  for (std::size_t n = 1; n < count; ++n) {
    partitions_.push_back(
        fresh({static_cast<std::uint64_t>((static_cast<Wide>(n) << 64U) / count)}, now));
  }
}

PartitionMap::Partition PartitionMap::fresh(PlaceView begin, WallTime now) const {
  const auto reads = options_.partition_reads;
  const auto writes = options_.partition_writes;
  return {begin.hash, std::string(begin.bytes), TokenBucket(reads, reads, reads, now),
          TokenBucket(writes, writes, writes, now)};
}

std::size_t PartitionMap::at(PlaceView place) const {
  const auto after = std::ranges::upper_bound(
      partitions_, place, {},
      [](const Partition& partition) { return PlaceView{partition.hash, partition.bytes}; });
  return static_cast<std::size_t>(after - partitions_.begin()) - 1;
}

PlaceView PartitionMap::begin_of(std::size_t n) const {
  return {partitions_[n].hash, partitions_[n].bytes};
}

std::vector<std::uint64_t> PartitionMap::range_starts() const {
  std::vector<std::uint64_t> starts;
  for (std::size_t n = 1; n < partitions_.size(); ++n) {
    if (partitions_[n].bytes.empty()) starts.push_back(partitions_[n].hash);
  }
  return starts;
}

PlaceView PartitionMap::end_of(std::size_t n) const {
  return n + 1 < partitions_.size() ? begin_of(n + 1) : PlaceView{last_hash};
}

double PartitionMap::width(std::size_t n) const {
  return static_cast<double>(end_of(n).hash - partitions_[n].hash);
}

bool PartitionMap::may(Direction direction, std::size_t n, WallTime now) {
  auto& partition = partitions_[n];
  return (direction == Direction::read ? partition.reads : partition.writes).has_any(now);
}

void PartitionMap::charge(Direction direction, std::size_t n, PlaceView place, double units) {
  auto& partition = partitions_[n];
  if (direction == Direction::read) {
    partition.reads.take(units);
    partition.minute_reads += units;
  } else {
    partition.writes.take(units);
    partition.minute_writes += units;
  }
  if (partition.loads.size() < remembered_loads) {
    partition.loads.push_back({place.hash, std::string(place.bytes)});
    return;
  }
  auto& load = partition.loads[partition.next_load];
  load.hash = place.hash;
  load.bytes.assign(place.bytes);
  partition.next_load = (partition.next_load + 1) % remembered_loads;
}

void PartitionMap::add_bytes(PlaceView place, double bytes) {
  partitions_[at(place)].stored += bytes;
}

// Cuts partition n so that a new one begins at `place`. What is stored is taken to lie evenly.
bool PartitionMap::cut(std::size_t n, PlaceView place, WallTime now) {
  if (place <= begin_of(n) || (n + 1 < partitions_.size() && place >= begin_of(n + 1))) {
    return false;
  }
  const auto share = width(n) == 0 ? 0.5
                                   : static_cast<double>(place.hash - partitions_[n].hash) /
                                         std::max(width(n), 1.0);
  const auto stored = partitions_[n].stored;
  auto left = fresh(begin_of(n), now);
  auto right = fresh(place, now);
  left.stored = stored * share;
  right.stored = stored - left.stored;
  if (place.bytes.empty()) cuts_.push_back(place.hash);
  partitions_[n] = std::move(left);
  partitions_.insert(partitions_.begin() + static_cast<std::ptrdiff_t>(n) + 1, std::move(right));
  return true;
}

bool PartitionMap::cut_in_the_middle(std::size_t n, WallTime now) {
  const auto from = partitions_[n].hash;
  return cut(n, {from + (end_of(n).hash - from) / 2 + 1}, now);
}

void PartitionMap::grow_to(std::size_t count, WallTime now) {
  while (partitions_.size() < count) {
    std::size_t widest = 0;
    for (std::size_t n = 1; n < partitions_.size(); ++n) {
      if (width(n) > width(widest)) widest = n;
    }
    if (!cut_in_the_middle(widest, now)) return;
  }
}

// So that the key of that hash has a partition of its own. False: it has one already.
bool PartitionMap::isolate(std::size_t n, std::uint64_t hash, WallTime now) {
  const bool behind = hash != last_hash && cut(n, {hash + 1}, now);
  const bool before = cut(n, {hash}, now);
  return behind || before;
}

// The loads are in the order of places and of one partition key.
bool PartitionMap::split_collection(std::size_t n, const std::vector<Load>& loads, WallTime now) {
  if (!may_split_collections_) return false;
  const auto& middle = loads[loads.size() / 2];
  return cut(n, {middle.hash, middle.bytes}, now);
}

void PartitionMap::split_hot(std::size_t n, WallTime now) {
  auto loads = partitions_[n].loads;
  std::ranges::sort(loads, {}, [](const Load& load) { return PlaceView{load.hash, load.bytes}; });
  const auto& middle = loads[loads.size() / 2];
  const auto of_middle =
      static_cast<std::size_t>(std::ranges::count(loads, middle.hash, &Load::hash));
  if (of_middle * 2 > loads.size()) {
    if (!isolate(n, middle.hash, now)) split_collection(n, loads, now);
    return;
  }
  cut(n, {middle.hash}, now);
}

void PartitionMap::end_minute(WallTime now) {
  for (std::size_t n = partitions_.size(); n-- > 0;) {
    auto& partition = partitions_[n];
    const bool hot = partition.minute_reads > options_.heat * 60 * options_.partition_reads ||
                     partition.minute_writes > options_.heat * 60 * options_.partition_writes;
    partition.hot_minutes = hot ? partition.hot_minutes + 1 : 0;
    partition.minute_reads = partition.minute_writes = 0;
    if (hot && partition.hot_minutes >= options_.split_after.count()) {
      split_hot(n, now);
    } else if (partition.stored > options_.partition_bytes) {
      cut_in_the_middle(n, now);
    }
  }
}

std::vector<std::uint64_t> PartitionMap::take_cuts() { return std::exchange(cuts_, {}); }

}  // namespace dynaferry::sim
