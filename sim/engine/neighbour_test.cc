#include "sim/engine/neighbour.h"

#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Street : public ClockedWorld {
 public:
  explicit Street(int writes) : ClockedWorld(with_physics()) {
    ok("CreateTable",
       R"({"TableName":"shared","ProvisionedThroughput":{"ReadCapacityUnits":50,
        "WriteCapacityUnits":)" +
           std::to_string(writes) + R"(},
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},
                                {"AttributeName":"at","AttributeType":"N"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"},
                     {"AttributeName":"at","KeyType":"RANGE"}]})");
  }

  std::size_t move_in(NeighbourSpec spec) {
    spec.table = "shared";
    return engine().add_neighbour(caller(), std::move(spec));
  }
  const NeighbourCounts& counts(std::size_t number) {
    ok("ListTables", "{}");
    return engine().neighbour(number);
  }
  std::string everything() { return ok("Scan", R"({"TableName":"shared"})"); }
};

TEST(Neighbour, reads_and_writes_at_its_pace) {
  Street street(1'000);
  const auto neighbour = street.move_in({.reads = 20, .writes = 50});
  street.now += seconds(100);
  EXPECT_NEAR(static_cast<double>(street.counts(neighbour).writes), 5'000, 50);
  EXPECT_NEAR(static_cast<double>(street.counts(neighbour).reads), 2'000, 20);
  EXPECT_EQ(street.counts(neighbour).throttled_writes, 0U);
}

TEST(Neighbour, shares_the_capacity_of_its_table_and_counts_when_it_is_turned_away) {
  Street street(30);
  const auto one = street.move_in({.writes = 40, .seed = 1});
  const auto other = street.move_in({.writes = 40, .seed = 2});
  street.now += seconds(600);
  const auto done = street.counts(one).writes + street.counts(other).writes;
  EXPECT_NEAR(static_cast<double>(done), 30 * 600, 30 * 6);
  EXPECT_GT(street.counts(one).throttled_writes, 100U);
  EXPECT_GT(street.counts(other).throttled_writes, 100U);
}

TEST(Neighbour, inserts_updates_and_deletes) {
  Street street(1'000);
  street.move_in({.writes = 100, .inserts = 1, .deletes = 0});
  street.now += seconds(5);
  street.everything();
  const auto grown = street.count("shared");
  EXPECT_GT(grown, 400);
  street.move_in({.writes = 500, .inserts = 0, .deletes = 1, .seed = 3});
  street.now += seconds(20);
  street.everything();
  EXPECT_LT(street.count("shared"), grown / 2);
}

TEST(Neighbour, does_the_same_however_often_the_engine_is_called) {
  std::string seldom, often;
  for (const bool frequent : {false, true}) {
    Street street(100);
    street.move_in({.writes = 25, .inserts = 0.5});
    for (int i = 0; i < 100; ++i) {
      street.now += milliseconds(100);
      if (frequent) street.ok("ListTables", "{}");
    }
    (frequent ? often : seldom) = street.everything();
  }
  EXPECT_EQ(often, seldom);
}

TEST(Neighbour, asks_nothing_of_a_table_that_is_not_there) {
  Street street(100);
  street.ok("DeleteTable", R"({"TableName":"shared"})");
  const auto neighbour = street.move_in({.writes = 25});
  street.now += seconds(10);
  EXPECT_EQ(street.counts(neighbour).writes, 0U);
}

}  // namespace
}  // namespace dynaferry::sim
