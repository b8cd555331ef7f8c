// Items that the destination refuses, because an index of its own cannot take them: set aside, all of
// them and nothing else, whatever else happens.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/simulation/seeds.h"
#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {
namespace {

constexpr unsigned kItems = 150;
constexpr unsigned kBad = kItems / 10;

std::string parts_table(std::string_view name, std::string_view attributes,
                        std::string_view indexes) {
  return fmt::format(R"({{"TableName":"{}","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{{"AttributeName":"id","AttributeType":"S"}}{}],
      "KeySchema":[{{"AttributeName":"id","KeyType":"HASH"}}]{}}})",
                     name, attributes, indexes);
}

Scene parts() {
  Scene scene;
  SourceTable table{"DEV-PARTS", {"id"}, parts_table("DEV-PARTS", "", ""), {}};
  table.writes = puts_into(table.name, kItems, [](unsigned n) {
    return fmt::format(R"("id":{{"S":"part {}"}},"shelf":{{"{}":"{}"}})", n,
                       n % 10 == 0 ? "S" : "N", n);
  });
  scene.source = {table};
  scene.destination = {parts_table(
      table.destination(), R"(,{"AttributeName":"shelf","AttributeType":"N"})",
      R"(,"GlobalSecondaryIndexes":[{"IndexName":"by-shelf","Projection":{"ProjectionType":"ALL"},
          "KeySchema":[{"AttributeName":"shelf","KeyType":"HASH"}]}])")};
  scene.request.on_bad_item = run::OnBadItem::quarantine;
  return scene;
}

// Every line is of another item: what is missing over there, and just that, is here.
void expect_all_set_aside(SimulatedWorld& world) {
  auto& disk = *world.disk().journals().begin()->second;
  const auto& lines = disk.quarantine().lines();
  for (unsigned n = 0; n < kItems; n += 10) {
    const auto key = fmt::format(R"("key":{{"id":{{"S":"part {}"}}}})", n);
    EXPECT_EQ(std::ranges::count_if(
                  lines, [&](const auto& line) { return line.find(key) != std::string::npos; }),
              1)
        << key;
  }
  EXPECT_EQ(lines.size(), kBad);
  const auto difference = world.difference();
  EXPECT_EQ(std::ranges::count(difference, '\n'), kBad) << difference;
  EXPECT_EQ(world.excess(), "");
  std::uint64_t recorded = 0;
  const auto contents = disk.read();
  for (const auto& [index, segment] : contents->segments) recorded += segment.quarantined;
  EXPECT_EQ(recorded, kBad);
}

void expect_listed(const Outcome& outcome) {
  ASSERT_TRUE(outcome.summary) << outcome.text();
  EXPECT_EQ(outcome.summary->exit, run::Exit::listed) << outcome.text();
  EXPECT_EQ(outcome.summary->pairs.front().quarantined, kBad);
}

TEST(BadItems, are_set_aside_whatever_mood_the_service_is_in) {
  for (const auto seed : seeds(100, 10)) {
    SCOPED_TRACE(replay(seed));
    SimulatedWorld world(seed, Mood::passing(seed), parts());
    expect_listed(world.copy());
    expect_all_set_aside(world);
    if (HasFailure()) return;
  }
}

TEST(BadItems, are_set_aside_once_across_a_kill_at_every_outside_call) {
  for (const auto n : every(1, 10'000, 25)) {
    SCOPED_TRACE(replay(n));
    SimulatedWorld world(1, Mood::calm(), parts());
    world.kill_at(n);
    const bool ended = !world.copy().was_killed();
    if (!ended) expect_listed(world.copy());
    expect_all_set_aside(world);
    if (HasFailure() || ended) return;
  }
}

TEST(BadItems, stop_their_table_by_default_and_are_set_aside_when_that_is_asked_for) {
  SimulatedWorld world(1, Mood::calm(), parts());
  world.request().on_bad_item = run::OnBadItem::stop;
  const auto stopped = world.copy();
  ASSERT_EQ(stopped.problems.size(), 1U);
  EXPECT_EQ(stopped.problems.front().exit, run::Exit::failed);
  EXPECT_EQ(world.excess(), "");
  world.request().on_bad_item = run::OnBadItem::quarantine;
  expect_listed(world.copy());
  expect_all_set_aside(world);
}

// What cannot be set aside durably stops the table, and is not lost.
TEST(BadItems, wait_for_room_on_the_disk) {
  for (const auto seed : seeds(60, 10)) {
    SCOPED_TRACE(replay(seed));
    auto mood = Mood::calm();
    mood.disk.full_after = 3 + seed;
    mood.disk.full_for = 1'000'000;
    SimulatedWorld world(seed, mood, parts());
    const auto full = world.copy();
    EXPECT_EQ(world.excess(), "");
    world.set_mood(Mood::calm());
    if (!full.summary || full.summary->exit != run::Exit::listed) expect_listed(world.copy());
    expect_all_set_aside(world);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace dynaferry::simulation
