#include "sim/physics/resource.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dynaferry::sim {
namespace {

constexpr double endless = std::numeric_limits<double>::max() / 4;
constexpr std::chrono::minutes one_minute{1};

std::size_t parts(double units, double each) {
  return static_cast<std::size_t>(std::ceil(units / each));
}

// How many partitions carry what the provision promises from the start.
std::size_t first_partitions(const PhysicsOptions& options, const Provision& provision) {
  const auto reads = std::max(provision.on_demand ? options.first_on_demand_reads : provision.reads,
                              provision.warm_reads);
  const auto writes =
      std::max(provision.on_demand ? options.first_on_demand_writes : provision.writes,
               provision.warm_writes);
  return std::max({std::size_t{1}, parts(reads, options.partition_reads),
                   parts(writes, options.partition_writes)});
}

// A second's worth of a limit that keeps nothing.
TokenBucket by_the_second(double rate, WallTime now) { return {rate, rate, rate, now}; }

}  // namespace

Resource::Resource(const PhysicsOptions& options, const Provision& provision,
                   bool may_split_collections, WallTime now)
    : options_(options),
      provision_(provision),
      partitions_(options, first_partitions(options, provision), may_split_collections, now),
      reads_(whole(Direction::read, now)),
      writes_(whole(Direction::write, now)),
      minute_ends_(now + one_minute) {}

Resource::Whole Resource::whole(Direction direction, WallTime now) const {
  const bool read = direction == Direction::read;
  const auto quota = by_the_second(read ? options_.table_reads : options_.table_writes, now);
  if (!provision_.on_demand) {
    const auto units = read ? provision_.reads : provision_.writes;
    return {TokenBucket(units, units * options_.burst_seconds, units, now),
            by_the_second(endless, now)};
  }
  const auto most = read ? provision_.most_reads : provision_.most_writes;
  return {by_the_second(most > 0 ? most : endless, now), quota};
}

void Resource::retune(const Provision& provision, WallTime now) {
  if (provision == provision_) return;
  const bool same_mode = provision.on_demand == provision_.on_demand;
  provision_ = provision;
  for (const auto direction : {Direction::read, Direction::write}) {
    auto& kept = direction == Direction::read ? reads_ : writes_;
    auto fresh = whole(direction, now);
    if (same_mode) {  // What was saved stays.
      kept.bought.retune(fresh.bought.rate(), fresh.bought.bound(), now);
    } else {
      kept.bought = fresh.bought;
      kept.quota = fresh.quota;
    }
  }
  partitions_.grow_to(first_partitions(options_, provision_), now);
}

std::optional<Shortage> Resource::shortage(Direction direction, PlaceView place, WallTime now) {
  advance(now);
  auto& whole = direction == Direction::read ? reads_ : writes_;
  if (!whole.bought.has_any(now)) {
    return provision_.on_demand ? Shortage::most_on_demand : Shortage::provisioned;
  }
  if (!whole.quota.has_any(now)) return Shortage::account;
  if (!partitions_.may(direction, partitions_.at(place), now)) return Shortage::key_range;
  return std::nullopt;
}

void Resource::charge(Direction direction, std::size_t n, PlaceView place, double units) {
  auto& whole = direction == Direction::read ? reads_ : writes_;
  whole.bought.take(units);
  whole.quota.take(units);
  whole.minute += units;
  partitions_.charge(direction, n, place, units);
}

void Resource::end_minute(Whole& whole, WallTime now) const {
  whole.recent.emplace_back(now, whole.minute / 60);
  whole.minute = 0;
  while (!whole.recent.empty() && now - whole.recent.front().first >= options_.growth_after) {
    whole.peak = std::max(whole.peak, whole.recent.front().second);
    whole.recent.pop_front();
  }
}

std::size_t Resource::partitions_wanted() const {
  const auto reads = std::min(options_.growth_over_peak * reads_.peak, options_.table_reads);
  const auto writes = std::min(options_.growth_over_peak * writes_.peak, options_.table_writes);
  return std::max(parts(reads, options_.partition_reads), parts(writes, options_.partition_writes));
}

void Resource::advance(WallTime now) {
  // After a long quiet, minutes in which nothing happened are passed over.
  if (now - minute_ends_ > options_.growth_after * 2) {
    end_minute(reads_, minute_ends_);
    end_minute(writes_, minute_ends_);
    partitions_.end_minute(minute_ends_);
    minute_ends_ = now - options_.growth_after - one_minute;
  }
  for (; minute_ends_ <= now; minute_ends_ += one_minute) {
    end_minute(reads_, minute_ends_);
    end_minute(writes_, minute_ends_);
    partitions_.end_minute(minute_ends_);
    if (provision_.on_demand) partitions_.grow_to(partitions_wanted(), minute_ends_);
  }
}

}  // namespace dynaferry::sim
