#include "tests/simulation/scenarios.h"

#include <fmt/format.h>

#include "tests/simulation/killed_copy.h"
#include "tests/simulation/repeated_pages.h"
#include "tests/simulation/state_files.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::simulation {
namespace {

// What ends as it must and is whole has nothing wrong about it.
std::string unless_whole(SimulatedWorld& world, const Outcome& outcome) {
  return outcome.is_done() ? world.difference() : outcome.text();
}

// Of a process that had to refuse: it did, for that reason, and nothing has been written.
std::string unless_refused(SimulatedWorld& world, const Outcome& outcome, run::Exit exit,
                           std::size_t story_before) {
  if (!outcome.summary || outcome.summary->exit != exit) return "not refused: " + outcome.text();
  const auto story = world.service().story().substr(story_before);
  return story.find("BatchWriteItem") == std::string::npos ? "" : "written: " + story;
}

// A table of the destination as the copy creates it, but for an index that is left out.
std::string creation_without_indexes(const SourceTable& table) {
  auto creation = json::parse(table.creation_at_destination())->as_object();
  creation.erase("GlobalSecondaryIndexes");
  creation["AttributeDefinitions"].as_array().resize(1);
  return json::serialize(creation);
}

}  // namespace

std::string everything_passes(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::passing(seed));
  if (seed % 2 == 0) world.kill_at(60 + Random(seed).below(240));
  auto outcome = world.copy();
  if (outcome.was_killed()) outcome = world.copy();
  return unless_whole(world, outcome);
}

std::string a_kill_anywhere(std::uint64_t seed) {
  auto scene = tiny_copy(tiny_source());
  scene.request.if_exists = run::IfExists::fail;
  SimulatedWorld world(seed, tiny_mood(), std::move(scene));
  Kill kill{.at = 1 + seed * 37 % 200};
  if (seed % 2 == 0) kill.power_cut.emplace();
  return live_through(world, {kill}).wrong;
}

std::string a_kill_in_a_long_copy(std::uint64_t seed) {
  auto scene = tiny_copy(small_source());
  scene.request.segments = 8;
  auto mood = tiny_mood();
  mood.disk.most_wait = std::chrono::milliseconds(seed % 2 == 0 ? 500 : 20);
  SimulatedWorld world(seed, mood, std::move(scene));
  return live_through(world, {{.at = 200 + Random(seed).below(800)}}).wrong;
}

std::string a_full_disk(std::uint64_t seed) {
  auto mood = Mood::calm();
  mood.disk.full_after = 10 + seed % 30;
  mood.disk.full_for = 1'000'000'000;
  SimulatedWorld world(seed, mood, {.page_items = 2});
  const auto stopped = world.copy();
  const auto read = world.service().pages();
  if (stopped.is_done()) return "a full disk was not told";
  world.set_mood(Mood::calm());
  const auto last = world.copy();
  if (const auto repeated = most_repeated(read, world.service().pages()); repeated > kReadAhead) {
    return fmt::format("{} pages of a segment were read again", repeated);
  }
  return unless_whole(world, last);
}

std::string a_destination_made_anew(std::uint64_t seed) {
  const auto source = tiniest_source();
  SimulatedWorld world(seed, Mood::calm(), tiny_copy(source));
  world.calls().strike(2, [&world] { world.kill(); }, "BatchWriteItem");
  if (!world.copy().was_killed()) return "it was to be killed";
  const auto name = source.front().destination();
  world.another_program_calls(Account::destination, "DeleteTable",
                              fmt::format(R"({{"TableName":"{}"}})", name));
  world.another_program_calls(Account::destination, "CreateTable",
                              source.front().creation_at_destination());
  world.pass(std::chrono::seconds(5));
  const auto before = world.service().story().size();
  return unless_refused(world, world.copy(), run::Exit::other_tables, before);
}

std::string other_segments(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::calm(), {.page_items = 2});
  world.calls().strike(30 + seed % 40, [&world] { world.kill(); }, "commit");
  if (!world.copy().was_killed()) return "it was to be killed";
  world.request().segments = 3;
  return unless_whole(world, world.copy());
}

std::string a_stranger_of_that_name(std::uint64_t seed) {
  const auto source = tiniest_source();
  SimulatedWorld world(seed, Mood::calm(), tiny_copy(source));
  const auto make = [&] {
    world.another_program_calls(Account::destination, "CreateTable",
                                creation_without_indexes(source.front()));
  };
  world.calls().strike(1, make, "CreateTable");
  return unless_refused(world, world.copy(), run::Exit::failed, 0);
}

std::string two_at_once(std::uint64_t seed) {
  const auto directory = TemporaryDirectory::in_memory();
  auto scene = tiny_copy(tiniest_source());
  scene.state_directory = directory / "state";
  SimulatedWorld world(seed, Mood::calm(), std::move(scene));
  auto [one, other] = world.copy_twice_at_once();
  if (!one.is_done()) std::swap(one, other);
  if (!other.summary || other.summary->exit != run::Exit::state_in_use) {
    return "both were let at the tables: " + one.text() + ", " + other.text();
  }
  return unless_whole(world, one);
}

std::string a_damaged_file(std::uint64_t seed) {
  const StateFiles files(false);
  // Somewhere in the place where a segment goes on.
  const auto key = files.last_place_of("user ");
  return files.go_on_with({.at = key + seed % 8, .bit = seed / 8 % 8}).wrong;
}

}  // namespace dynaferry::simulation
