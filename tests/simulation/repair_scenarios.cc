#include "tests/simulation/repair_scenarios.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tests/simulation/judged.h"
#include "tests/simulation/spelling.h"
#include "tests/simulation/verify_scenarios.h"

namespace dynaferry::simulation {
namespace {

Scene repairing(Scene scene) {
  scene.request.verify->repair = true;
  scene.request.verify->delete_extra = true;
  return scene;
}

}  // namespace

std::string a_repair(std::uint64_t seed) {
  SimulatedWorld world(seed, passing_mood(seed), repairing(drawn_verify(seed)));
  const auto planted = plant_differences(world, seed, seed % 4);
  const auto outcome = world.copy();
  const auto extra = count_of(planted, verify::Kind::extra);
  return misrepaired(world, outcome) +
         unless_counted(outcome, {.repaired = planted.size() - extra, .deleted = extra});
}

std::string a_repair_that_deletes_nothing(std::uint64_t seed) {
  auto scene = repairing(drawn_verify(seed));
  scene.request.verify->delete_extra = false;
  SimulatedWorld world(seed, Mood::calm(), std::move(scene));
  auto planted = plant_differences(world, seed, 4);
  const auto outcome = world.copy();
  std::erase_if(planted, [](const auto& one) { return one.second != verify::Kind::extra; });
  auto [kinds, wrong] = heard_from(world, outcome);
  if (kinds != planted) wrong += "told:\n" + text_of(kinds);
  const auto difference = world.difference();
  const auto differing = static_cast<std::size_t>(std::ranges::count(difference, '\n'));
  if (differing != planted.size()) wrong += difference;
  const auto expected = planted.empty() ? run::Exit::done : run::Exit::differs;
  if (!outcome.summary || outcome.summary->exit != expected) wrong += outcome.text();
  return wrong;
}

namespace {

Scene few_users() {
  auto users = tiny_source();
  users.resize(1);
  return repairing(Scene::of_verify(std::move(users)));
}

// One that was planted, and that the source has.
ItemName one_of(const Kinds& planted, Random& random) {
  std::vector<ItemName> names;
  for (const auto& [name, kind] : planted) {
    if (kind != verify::Kind::extra) names.push_back(name);
  }
  return names.empty() ? ItemName{} : names[random.below(names.size())];
}

void add(json::Object& item, std::string_view name) {
  item[name] = json::Object{{"S", "of somebody else"}};
}

}  // namespace

std::string a_newer_value_at_the_destination(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::calm(), few_users());
  const auto planted = plant_differences(world, seed, 6);
  Random random(seed);
  const auto name = one_of(planted, random);
  if (name.first.empty()) return {};
  const auto& table = world.tables().front();
  const auto there = world.items(Account::destination, table);
  const auto of_source = world.items(Account::source, table).at(name.second);
  const auto known = there.find(name.second);
  const bool only_adds = known != there.end() && random.below(2) == 0;
  auto newer = (only_adds ? known->second : of_source).as_object();
  add(newer, "newer");
  bool is_written = false;
  const auto write = [&] {
    is_written = true;
    world.another_program_calls(Account::destination, "PutItem",
                                put_request(Account::destination, table, newer));
  };
  world.calls().strike(1 + random.below(4), write, "PutItem");
  const auto outcome = world.copy();
  if (!is_written) return misrepaired(world, outcome);
  std::string wrong;
  if (!are_equal(world.items(Account::destination, table)[name.second], newer))
    wrong += "the newer value was written over\n";
  const Kinds expected{{name, verify::Kind::different}};
  if (auto heard = heard_from(world, outcome); heard.kinds != expected)
    wrong += heard.wrong + "told:\n" + text_of(heard.kinds);
  if (!outcome.summary || outcome.summary->exit != run::Exit::differs) wrong += outcome.text();
  const auto extra = count_of(planted, verify::Kind::extra);
  return wrong +
         unless_counted(
             outcome, {.repaired = planted.size() - extra - 1, .deleted = extra, .left_alone = 1});
}

std::string a_newer_value_at_the_source(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::calm(), few_users());
  const auto planted = plant_differences(world, seed, 6);
  Random random(seed);
  const auto name = one_of(planted, random);
  if (name.first.empty()) return {};
  const auto& table = world.tables().front();
  auto newer = world.items(Account::source, table).at(name.second).as_object();
  add(newer, "newer");
  const auto write = [&] {
    world.another_program_calls(Account::source, "PutItem",
                                put_request(Account::source, table, newer));
  };
  world.calls().strike(1 + random.below(4), write, "PutItem");
  const auto outcome = world.copy();
  world.source_changed();
  const auto extra = count_of(planted, verify::Kind::extra);
  return misrepaired(world, outcome) +
         unless_counted(outcome, {.repaired = planted.size() - extra, .deleted = extra});
}

}  // namespace dynaferry::simulation
