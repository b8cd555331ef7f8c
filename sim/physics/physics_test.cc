// Each limit alone, under a load that always asks for more: what comes through in all can be worked
// out with a pencil, and is met within 1 %.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/random.h"
#include "sim/physics/resource.h"

namespace dynaferry::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

using Where = std::function<PlaceView()>;

class Load {
 public:
  Load(PhysicsOptions options, Provision provision, bool may_split_collections = true)
      : resource_(options, provision, may_split_collections, now_) {}

  [[nodiscard]] Resource& resource() { return resource_; }
  [[nodiscard]] WallTime now() const { return now_; }

  void rest(milliseconds time) { now_ += time; }

  // All that is let in while `time` passes, asked for every 10 ms until refused.
  double press(Direction direction, milliseconds time, double units, const Where& where) {
    double done = 0;
    for (const auto end = now_ + time; now_ < end; now_ += milliseconds(10)) {
      for (auto place = where(); !(last_ = resource_.shortage(direction, place, now_));
           place = where()) {
        resource_.charge(direction, place, units);
        done += units;
      }
    }
    return done;
  }
  [[nodiscard]] std::optional<Shortage> last() const { return last_; }

 private:
  WallTime now_{};
  Resource resource_;
  std::optional<Shortage> last_;
};

Where anywhere(std::uint64_t seed = 1) {
  return [random = Random(seed)]() mutable { return PlaceView{random.next()}; };
}
Where at(std::uint64_t hash) {
  return [hash] { return PlaceView{hash, "key"}; };
}

constexpr Provision on_demand{.on_demand = true};

// No partition is ever split for heat.
PhysicsOptions unsplit() {
  PhysicsOptions options;
  options.split_after = hours(1'000);
  return options;
}

void expect_near(double is, double wanted) { EXPECT_NEAR(is, wanted, wanted / 100); }

TEST(Physics, gives_a_provisioned_table_its_units_and_no_more) {
  Load load({}, {.reads = 50, .writes = 200});
  expect_near(load.press(Direction::write, hours(1), 10, anywhere()), 200 * 3600.0);
  EXPECT_EQ(load.last(), Shortage::provisioned);
  expect_near(load.press(Direction::read, hours(1), 2.5, anywhere()), 50 * 3600.0 + 50 * 300.0);
}

TEST(Physics, keeps_what_was_not_used_for_300_seconds_and_not_longer) {
  Load load({}, {.writes = 100});
  load.rest(hours(5));
  expect_near(load.press(Direction::write, minutes(10), 5, anywhere()), 100 * (600.0 + 300));
}

TEST(Physics, gives_the_same_in_the_end_to_requests_of_any_size) {
  for (const double units : {0.5, 1.0, 7.0, 400.0}) {
    Load load({}, {.writes = 40});
    expect_near(load.press(Direction::write, hours(1), units, anywhere()), 40 * 3600.0);
  }
}

TEST(Physics, lets_one_partition_key_write_1000_and_read_3000_a_second_whatever_was_bought) {
  Load load(unsplit(), {.reads = 30'000, .writes = 20'000});
  expect_near(load.press(Direction::write, minutes(5), 4, at(77)), 1'000 * 300.0);
  EXPECT_EQ(load.last(), Shortage::key_range);
  expect_near(load.press(Direction::read, minutes(5), 8, at(77)), 3'000 * 300.0);
}

TEST(Physics, carries_4000_writes_and_12000_reads_a_second_in_a_new_table_on_demand) {
  Load load(unsplit(), on_demand);
  EXPECT_EQ(load.resource().partitions().count(), 4U);
  expect_near(load.press(Direction::write, minutes(4), 16, anywhere()), 4'000 * 240.0);
  expect_near(load.press(Direction::read, minutes(4), 32, anywhere()), 12'000 * 240.0);
}

TEST(Physics, makes_room_for_twice_the_peak_of_a_table_on_demand_after_half_an_hour) {
  auto options = unsplit();
  EXPECT_EQ(options.growth_after, minutes(30));
  options.growth_after = minutes(3);  // So that the test need not press for so long.
  Load load(options, on_demand);
  expect_near(load.press(Direction::write, minutes(3), 4, anywhere()), 4'000 * 180.0);
  load.press(Direction::write, minutes(1), 4, anywhere());
  // The new partitions begin with a second's worth each.
  expect_near(load.press(Direction::write, minutes(2), 4, anywhere()), 8'000 * (120.0 + 1));
}

TEST(Physics, never_lets_a_table_on_demand_pass_its_quota) {
  PhysicsOptions options;
  options.table_writes = 6'000;
  Load load(options, {.on_demand = true, .warm_writes = 20'000});
  EXPECT_EQ(load.resource().partitions().count(), 20U);
  expect_near(load.press(Direction::write, minutes(5), 10, anywhere()), 6'000 * 300.0);
  EXPECT_EQ(load.last(), Shortage::account);
}

TEST(Physics, holds_a_table_on_demand_to_its_owners_maximum) {
  Load load({}, {.on_demand = true, .most_writes = 250});
  expect_near(load.press(Direction::write, minutes(20), 5, anywhere()), 250 * 1200.0);
  EXPECT_EQ(load.last(), Shortage::most_on_demand);
}

TEST(Physics, carries_one_partition_after_the_other_when_places_come_in_order) {
  Load load(unsplit(), {.on_demand = true, .warm_writes = 40'000});
  std::uint64_t hash = 0;
  // As a straight copy does: an even walk over all of the hash space in 10^6 steps, each as soon as
  // it is let in.
  const auto in_order = [&] {
    const auto place = PlaceView{hash};
    if (!load.resource().shortage(Direction::write, place, load.now())) hash += 18'446'744'073'709;
    return place;
  };
  // Half of the walk, and so 20 of 40 partitions, each of which begins with a second's worth.
  expect_near(load.press(Direction::write, seconds(500), 1, in_order), 1'000 * (500.0 + 20));
}

TEST(Physics, splits_a_hot_range_after_some_minutes) {
  Load load({}, {.writes = 10'000});
  Random random(3);
  // All of it in the last tenth of one of ten partitions.
  const auto width = ~std::uint64_t{0} / 10;
  const auto narrow = [&] { return PlaceView{width - 1 - random.below(width / 10)}; };
  expect_near(load.press(Direction::write, minutes(5), 10, narrow), 1'000 * 300.0);
  load.press(Direction::write, seconds(1), 10, narrow);
  // The halves of what was asked for carry as much each.
  const auto then = load.press(Direction::write, minutes(4), 10, narrow);
  EXPECT_GT(then, 1'700 * 240.0);
  EXPECT_LT(then, 2'020 * 240.0);
  EXPECT_FALSE(load.resource().take_cuts().empty());
}

TEST(Physics, gives_a_hot_key_a_partition_of_its_own_and_frees_its_neighbours) {
  Load load({}, {.writes = 3'000}, false);
  const auto hot = (~std::uint64_t{0} / 3) / 2;
  load.press(Direction::write, minutes(6), 10, at(hot));
  const auto alone = load.resource().partitions().at({hot, "key"});
  EXPECT_EQ(load.resource().partitions().begin_of(alone), PlaceView{hot});
  EXPECT_EQ(load.resource().partitions().begin_of(alone + 1), PlaceView{hot + 1});
  load.press(Direction::write, seconds(10), 1, at(hot));
  EXPECT_EQ(load.last(), Shortage::key_range);
  EXPECT_FALSE(load.resource().shortage(Direction::write, {hot + 1}, load.now()));
}

TEST(Physics, splits_an_item_collection_by_its_sort_keys_unless_a_local_index_holds_it_together) {
  for (const bool may_split : {false, true}) {
    Load load({}, {.writes = 5'000}, may_split);
    Random random(9);
    std::string bytes;
    const auto collection = [&] {
      bytes = "sort key " + std::to_string(1'000'000 + random.below(1'000'000));
      return PlaceView{42, bytes};
    };
    load.press(Direction::write, minutes(30), 20, collection);
    const auto then = load.press(Direction::write, minutes(2), 10, collection);
    // Of five ranges one has got the key alone, and is told once however often that was split.
    auto starts = load.resource().partitions().range_starts();
    EXPECT_EQ(starts.size(), 6U);
    EXPECT_TRUE(std::ranges::is_sorted(starts, std::ranges::less_equal{}));
    EXPECT_EQ(load.resource().partitions().count() > starts.size() + 1, may_split);
    if (may_split) {
      EXPECT_GT(then, 1'500 * 120.0);
    } else {
      expect_near(then, 1'000 * 120.0);
    }
  }
}

TEST(Physics, splits_a_partition_that_is_full) {
  PhysicsOptions options;
  options.partition_bytes = 1e6;
  Load load(options, {.writes = 100});
  Random random(5);
  for (int i = 0; i < 4'000; ++i) load.resource().add_bytes({random.next()}, 1'000);
  for (int minute = 0; minute < 5; ++minute) {
    load.rest(minutes(1));
    EXPECT_FALSE(load.resource().shortage(Direction::write, {1}, load.now()));
  }
  EXPECT_GE(load.resource().partitions().count(), 4U);
}

TEST(Physics, gives_more_from_the_moment_that_more_is_bought) {
  Load load({}, {.writes = 100});
  load.press(Direction::write, minutes(1), 10, anywhere());
  load.resource().retune({.writes = 2'500}, load.now());
  EXPECT_EQ(load.resource().partitions().count(), 3U);
  const auto then = load.press(Direction::write, minutes(10), 10, anywhere());
  expect_near(then, 2'500 * 600.0);
}

TEST(Physics, tells_the_partition_of_every_place) {
  Load load({}, {.on_demand = true, .warm_writes = 13'000});
  const auto& partitions = load.resource().partitions();
  for (std::size_t n = 1; n < partitions.count(); ++n) {
    const auto begin = partitions.begin_of(n);
    EXPECT_EQ(partitions.at(begin), n);
    EXPECT_EQ(partitions.at({begin.hash - 1, "whatever"}), n - 1);
  }
}

}  // namespace
}  // namespace dynaferry::sim
