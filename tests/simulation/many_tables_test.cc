// Two hundred tables at once, as the program copies them when it is asked for nothing else, from and
// to tables of which many have less capacity than the copy could use.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "tests/simulation/many_tables.h"
#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

#ifdef DYNAFERRY_FEWER_SEEDS
constexpr unsigned kTables = 24;
#else
constexpr unsigned kTables = 200;
#endif

Scene scene() {
  Scene scene{.source = many_tables(kTables), .request = {}, .physics = sim::PhysicsOptions{}};
  scene.physics->burst_seconds = 3;  // What the tables saved before the copy would carry it all.
  scene.request.choice = Scene::usual_request().choice;
  return scene;
}

// All that passes, but for throttles: those are the tables' own.
Mood troubled() {
  Mood mood;
  mood.link = {.cut = 30, .swallow = 2, .slow = 30, .most_latency = std::chrono::milliseconds(20)};
  mood.disk.most_wait = std::chrono::milliseconds(5);
  mood.service =
      "on *: wait 0ms-20ms\n"
      "on connect chance 20: drop\n"
      "on * chance 10: drop\n"
      "on * chance 10: drop after\n"
      "on * chance 10: refuse InternalServerError after\n"
      "on * chance 10: refuse ServiceUnavailable\n"
      "on * chance 10: page 502 after\n"
      "on * chance 10: crc wrong\n"
      "on * chance 10: flip\n"
      "on * chance 10: truncate 50%\n"
      "on BatchWriteItem chance 10: twice\n";
  return mood;
}

struct Throttled {
  std::uint64_t reads = 0;
  std::uint64_t writes = 0;  // Whole batches and single entries.
};

Throttled throttled(const run::Summary& summary) {
  Throttled out;
  for (const auto& pair : summary.pairs) {
    out.reads += pair.progress.copy.read_throttled;
    out.writes += pair.progress.sink.throttled + pair.progress.sink.unprocessed;
  }
  return out;
}

std::size_t ended_with(const run::Summary& summary, run::Exit exit) {
  return static_cast<std::size_t>(std::ranges::count(summary.pairs, exit, &run::PairEnd::exit));
}

// A difference is told by lines that begin with the table's name.
std::set<std::string> tables_in(const std::string& difference) {
  std::set<std::string> out;
  std::istringstream lines(difference);
  for (std::string line; std::getline(lines, line);) {
    out.insert(line.substr(0, line.find_first_of(": ")));
  }
  return out;
}

void expect_whole(SimulatedWorld& world, const Outcome& outcome) {
  ASSERT_TRUE(outcome.is_done()) << outcome.text();
  EXPECT_EQ(outcome.summary->pairs.size(), kTables);
  EXPECT_EQ(ended_with(*outcome.summary, run::Exit::done), kTables);
  EXPECT_EQ(world.difference(), "");
}

TEST(ManyTables, arrive_whole_through_throttles_and_passing_faults) {
  SimulatedWorld world(1, troubled(), scene());
  const auto outcome = world.copy();
  expect_whole(world, outcome);
  const auto turned_away = throttled(*outcome.summary);
  EXPECT_GT(turned_away.reads, kTables / 4);
  EXPECT_GT(turned_away.writes, kTables);
}

// The same command once more, after the first process was ended when it had come half-way.
void stop_half_way(void (SimulatedWorld::*end)()) {
  SimulatedWorld world(2, troubled(), scene());
  world.calls().strike(kTables * 30, [&] { (world.*end)(); });
  const auto stopped = world.copy();
  ASSERT_FALSE(stopped.stall) << stopped.text();
  ASSERT_FALSE(stopped.is_done()) << "it ended before it was stopped";
  EXPECT_TRUE(stopped.problems.empty()) << stopped.text();
  EXPECT_EQ(world.excess(), "");
  EXPECT_GT(tables_in(world.difference()).size(), kTables / 4);
  const auto read = world.service().pages();
  EXPECT_GT(read.size(), kTables);
  const auto resumed = world.copy();
  expect_whole(world, resumed);
  EXPECT_LE(most_repeated(read, world.service().pages()), kReadAhead);
}

TEST(ManyTables, go_on_where_a_killed_process_left_them) { stop_half_way(&SimulatedWorld::kill); }

TEST(ManyTables, go_on_where_a_process_was_told_to_stop) {
  stop_half_way(&SimulatedWorld::interrupt);
}

TEST(ManyTables, are_whole_but_for_the_one_that_may_not_be_written) {
  const std::string refused = "PROD-T013";
  auto mood = troubled();
  mood.service += "on BatchWriteItem table " + refused + ": refuse AccessDeniedException\n";
  SimulatedWorld world(3, mood, scene());
  const auto outcome = world.copy();
  ASSERT_TRUE(outcome.summary) << outcome.text();
  EXPECT_EQ(outcome.summary->exit, run::Exit::refused) << outcome.text();
  EXPECT_EQ(ended_with(*outcome.summary, run::Exit::done), kTables - 1);
  ASSERT_EQ(outcome.problems.size(), 1U) << outcome.text();
  EXPECT_NE(outcome.problems[0].what.find(refused), std::string::npos) << outcome.text();
  EXPECT_NE(outcome.problems[0].next.find("dynamodb:BatchWriteItem"), std::string::npos);
  EXPECT_EQ(tables_in(world.difference()), std::set<std::string>{refused});

  world.set_mood(troubled());
  const auto again = world.copy();
  expect_whole(world, again);
  for (const auto& [place, begin] : world.service().pages()) {
    EXPECT_TRUE(place.starts_with("DEV-T013 ")) << place << " was read again";
  }
}

}  // namespace
}  // namespace dynaferry::simulation
