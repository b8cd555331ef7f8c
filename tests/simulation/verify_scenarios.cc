#include "tests/simulation/verify_scenarios.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "tests/simulation/judged.h"
#include "tests/simulation/neighbour.h"

namespace dynaferry::simulation {
namespace {

using std::chrono::milliseconds;

// Lives until the command ends, each interrupted after a while.
Outcome live_on(SimulatedWorld& world, Random& random, Ns most_life) {
  for (int life = 0; life < 3; ++life) {
    world.interrupt_after(Ns(random.below(static_cast<std::uint64_t>(most_life.count()))));
    auto outcome = world.copy();
    const bool is_interrupted = outcome.summary && outcome.summary->exit == run::Exit::interrupted;
    if (!is_interrupted) return outcome;
  }
  world.interrupt_after(std::chrono::hours(24));
  return world.copy();
}

}  // namespace

Scene drawn_verify(std::uint64_t seed) {
  const bool is_tiny = seed % 4 != 0;
  auto scene = Scene::of_verify(is_tiny ? tiny_source() : small_source());
  if (is_tiny) scene.page_items = 2;
  scene.request.segments = 1 + seed % 7;
  scene.spells_otherwise = seed % 2 == 0;
  return scene;
}

Mood passing_mood(std::uint64_t seed) { return Mood::passing(seed).with_calls_of_verify(seed); }

std::string planted_differences(std::uint64_t seed) {
  SimulatedWorld world(seed, passing_mood(seed), drawn_verify(seed));
  const auto planted = plant_differences(world, seed, seed % 4);
  return misjudged(world, world.copy(), planted);
}

std::string another_spelling(std::uint64_t seed) {
  auto scene = Scene::of_verify({small_source().front()});
  scene.spells_otherwise = true;
  SimulatedWorld world(seed, Mood::calm(), std::move(scene));
  return misjudged(world, world.copy(), {});
}

std::string an_interrupted_verify(std::uint64_t seed) {
  auto scene = drawn_verify(seed);
  scene.page_items = 2;
  SimulatedWorld world(seed, Mood::calm(), std::move(scene));
  const auto planted = plant_differences(world, seed, seed % 3);
  Random random(seed);
  const auto last = live_on(world, random, milliseconds(1500));
  return misjudged(world, last, planted);
}

std::string a_verify_by_other_segments(std::uint64_t seed) {
  auto scene = drawn_verify(seed);
  scene.page_items = 2;
  SimulatedWorld world(seed, Mood::calm(), std::move(scene));
  const auto planted = plant_differences(world, seed, 3);
  world.interrupt_after(milliseconds(200 + Random(seed).below(800)));
  (void)world.copy();
  world.interrupt_after(std::chrono::hours(24));
  world.request().segments = *world.request().segments + 1;
  return misjudged(world, world.copy(), planted);
}

std::string a_verify_after_another(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::calm(), drawn_verify(seed));
  auto wrong = misjudged(world, world.copy(), {});
  const auto planted = plant_differences(world, seed, 3);
  return wrong + misjudged(world, world.copy(), planted);
}

// --- neighbours --------------------------------------------------------------------------------------

std::string a_live_neighbour(std::uint64_t seed) {
  const bool is_calm = seed % 2 == 0;
  SimulatedWorld world(seed, is_calm ? Mood::calm() : passing_mood(seed), drawn_verify(seed));
  const auto planted = plant_differences(world, seed, seed % 3);
  Random random(seed);
  const auto until = milliseconds(200 + random.below(random.below(4) == 0 ? 20'000 : 4000));
  const Neighbour neighbour(world, seed, {.end = until}, planted);
  const auto outcome = world.copy();
  if (!outcome.summary) return outcome.text();
  auto [kinds, wrong] = heard_from(world, outcome);
  for (const auto& [name, kind] : planted) {
    if (kinds[name] != kind) wrong += fmt::format("{} is not told\n", name.second);
    kinds.erase(name);
  }
  for (const auto& [name, kind] : kinds) {
    const auto written = neighbour.written().find(name);
    const bool is_busy = kind == verify::Kind::unsettled && written != neighbour.written().end();
    if (!is_busy) wrong += text_of(Kinds{{name, kind}});
  }
  const auto expected = outcome.differences.empty() ? run::Exit::done : run::Exit::differs;
  if (outcome.summary->exit != expected) wrong += outcome.text() + "\n";
  for (const auto& end : outcome.summary->pairs) {
    if (!end.verdict || !end.verdict->is_exact() || !end.verdict->is_equal()) continue;
    if (end.verdict->source.root != end.verdict->destination.root)
      wrong += end.pair.source.str() + ": a change was seen and is not told\n";
  }
  // Nothing is unsettled that had some seconds to settle.
  for (const auto& told : outcome.differences) {
    if (!is_calm || told.difference.kind != verify::Kind::unsettled) continue;
    const auto table = std::ranges::find(world.tables(), told.table, &SourceTable::name);
    const auto key = json::parse(told.difference.key);
    const auto written = neighbour.written().find({told.table, table->name_of(key->as_object())});
    if (written != neighbour.written().end() && told.at - written->second.last > milliseconds(3500))
      wrong += told.difference.key + " is unsettled, though nobody wrote it\n";
  }
  return wrong;
}

std::string a_neighbour_at_the_source(std::uint64_t seed) {
  SimulatedWorld world(seed, Mood::calm(), drawn_verify(seed));
  const auto planted = plant_differences(world, seed, seed % 3);
  const auto end = milliseconds(100 + Random(seed).below(2000));
  const Neighbour neighbour(world, seed, {.end = end, .follows = false}, planted);
  std::optional<Ns> first_scan;
  world.calls().strike(1, [&] { first_scan = world.loop().now(); }, "Scan");
  const auto outcome = world.copy();
  if (!outcome.summary || !first_scan) return outcome.text();
  auto [kinds, wrong] = heard_from(world, outcome);
  for (const auto& [name, kind] : planted) {
    if (kinds[name] != kind) wrong += fmt::format("{} is not told\n", name.second);
    kinds.erase(name);
  }
  for (const auto& [name, written] : neighbour.written()) {
    if (written.first < *first_scan && !kinds.contains(name))
      wrong += fmt::format("{} was written at the source, and is not told\n", name.second);
    kinds.erase(name);
  }
  return wrong + text_of(kinds);
}

namespace {

// Two versions of an item, of which each side has one; they change places at once.
class Exchange {
 public:
  Exchange(SimulatedWorld& world, const SourceTable& table, const json::Object& item,
           Random& random)
      : world_(world), table_(table) {
    versions_ = {item, item};
    versions_.first["version"] = json::Object{{"S", "one"}};
    versions_.second["version"] = json::Object{{"S", "other"}};
    exchange();
    auto at = world.loop().now();
    for (const auto last = at + std::chrono::seconds(40); at < last;) {
      at += milliseconds(450 + random.below(500));
      planned_.push_back(world.loop().at(at, [this] { exchange(); }));
    }
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

 private:
  void exchange() {
    std::swap(versions_.first, versions_.second);
    const auto& [source, destination] = versions_;
    const auto source_put = put_request(Account::source, table_, source);
    const auto destination_put = put_request(Account::destination, table_, destination);
    world_.another_program_calls(Account::source, "PutItem", source_put);
    world_.another_program_calls(Account::destination, "PutItem", destination_put);
  }

  SimulatedWorld& world_;
  const SourceTable& table_;
  std::pair<json::Object, json::Object> versions_;
  std::vector<rt::Timer> planned_{};
};

}  // namespace

std::string values_that_change_places(std::uint64_t seed) {
  auto mood = Mood::calm();
  mood.link.most_latency = milliseconds(15);
  SimulatedWorld world(seed, mood, Scene::of_verify(tiniest_source()));
  const auto& table = world.tables().front();
  Random random(seed);
  const auto items = world.items(Account::source, table);
  const Exchange exchange(world, table, items.begin()->second.as_object(), random);
  const Exchange other(world, table, items.rbegin()->second.as_object(), random);
  const auto outcome = world.copy();
  if (!outcome.summary) return outcome.text();
  // What nobody suspected is told of by nobody: it is found equal only where it was looked at.
  std::uint64_t found_equal = 0;
  for (const auto& end : outcome.summary->pairs) {
    if (end.verdict) found_equal += end.verdict->in_flux;
  }
  return found_equal == 0 ? "" : fmt::format("{} were found equal", found_equal);
}

}  // namespace dynaferry::simulation
