#include "sim/engine/engine.h"

#include <deque>
#include <utility>

#include "core/check.h"
#include "sim/engine/expiry.h"
#include "sim/engine/item_operations.h"
#include "sim/engine/operation.h"
#include "sim/engine/stream_settings.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_depth = 256;

Answer answer_of(Outcome<std::string> outcome) {
  if (outcome) return {*std::move(outcome)};
  return {{}, std::move(outcome).error()};
}

}  // namespace

struct Engine::State {
  explicit State(EngineOptions given) : options(std::move(given)), random(options.seed) {}

  EngineOptions options;
  Random random;
  Scratch scratch;
  TransactionLog transactions;
  std::map<std::pair<std::string, std::string>, World> worlds;  // By account and Region.
  std::deque<std::pair<Caller, Neighbour>> neighbours;          // Where each is, it stays.
  std::map<std::pair<std::string, std::string>, CallRates> rates;
  std::map<std::pair<std::string, std::string>, OrphanStreams> orphans;
  std::uint64_t calls = 0;
  std::map<std::string, std::uint64_t, std::less<>> calls_by_operation;

  std::vector<std::shared_ptr<const GeneratedItems>> generated;  // The same in every world.

  Outcome<std::string> run(Operation& operation);
  World& world_of(const Caller& caller);
  void add_generated(const Caller& caller, World& world);
  void add_neighbours(const Caller& caller);
  Operation operation_for(const Call& call, World& world, const EngineOptions& with, WallTime now) {
    const std::pair place{call.caller.account, call.caller.region};
    return {call, world, with, random, scratch, now, rates[place], transactions, orphans[place]};
  }
  void advance(WallTime now);
  void let_neighbours_act(WallTime now);
  void expire_items_of_all(WallTime now);

  WallTime next_expiry{};
};

// What time to live deletes, in every table that has it switched on.
void Engine::State::expire_items_of_all(WallTime now) {
  if (options.control.expiry.count() == 0 || now < next_expiry) return;
  next_expiry = now + options.control.expiry;
  for (auto& [place, world] : worlds) {
    const Caller caller{place.first, place.second};
    const Call call{caller, "time to live", {}};
    for (auto& [name, table] : world) {
      const auto& setting = table.settings.time_to_live;
      if (!setting.state.is_on(now)) continue;
      auto operation = operation_for(call, world, options, now);
      const auto done = expire_items(operation, table, setting.attribute);
      check(done.has_value(), "simulator: an expired item cannot be deleted");
    }
  }
}

void Engine::State::advance(WallTime now) {
  let_neighbours_act(now);
  expire_items_of_all(now);
}

// All that is due, in the order of time.
void Engine::State::let_neighbours_act(WallTime now) {
  while (true) {
    std::pair<Caller, Neighbour>* first = nullptr;
    for (auto& one : neighbours) {
      const auto due = one.second.due();
      if (due && *due <= now && (first == nullptr || *due < *first->second.due())) first = &one;
    }
    if (first == nullptr) return;
    const Call call{first->first, "neighbour", {}};
    auto operation = operation_for(call, world_of(first->first), options, *first->second.due());
    first->second.act(operation);
  }
}

World& Engine::State::world_of(const Caller& caller) {
  const auto [named, is_new] = worlds.try_emplace({caller.account, caller.region});
  if (is_new) {
    add_generated(caller, named->second);
    add_neighbours(caller);
  }
  return named->second;
}

void Engine::State::add_neighbours(const Caller& caller) {
  for (const auto& spec : options.neighbours) {
    if (!spec.account.empty() && spec.account != caller.account) continue;
    neighbours.emplace_back(caller, Neighbour(spec, options.now()));
  }
}

void Engine::State::add_generated(const Caller& caller, World& world) {
  auto at_once = options;
  at_once.creating = {};
  const Call call{caller, "CreateTable", {}};
  auto operation = operation_for(call, world, at_once, options.now());
  for (const auto& items : generated) {
    const auto& generation = items->generation();
    if (!generation.account.empty() && generation.account != caller.account) continue;
    const auto made = settings_operation(call.operation)(operation, creation_of(generation));
    check(made.has_value(), "simulator: a generated table cannot be made");
    world.find(generation.table)->second.generate(items);
  }
}

Outcome<std::string> Engine::State::run(Operation& operation) {
  const auto name = operation.call.operation;
  const auto request = operation.call.request;
  if (const auto settings = settings_operation(name)) {
    SIM_CHECK(operation.rates.take(name, options.control, operation.now));
    const auto document = json::parse(request, max_depth);
    if (!document || !document->is_object()) return unreadable({});
    SIM_TRY(const auto answer, settings(operation, document->get_object()));
    // Tagging answers with an empty body (facts §1.1).
    if (name == "TagResource" || name == "UntagResource") return std::string();
    return json::serialize(answer);
  }
  if (name == "BatchWriteItem") {
    if (auto written = batch_write_canonical(operation)) return *std::move(written);
  }
  auto items = item_operation(name);
  if (items == nullptr) items = stream_operation(name);
  if (items != nullptr) {
    dom::object document;
    if (scratch.request.parse(request.data(), request.size()).get(document) != simdjson::SUCCESS) {
      return unreadable({});
    }
    return items(operation, document);
  }
  return refuse(coral_space, "UnknownOperationException", {});
}

Engine::Engine(EngineOptions options) : state_(std::make_unique<State>(std::move(options))) {
  for (const auto& generation : state_->options.generated) {
    state_->generated.push_back(std::make_shared<const GeneratedItems>(generation));
  }
}
Engine::~Engine() = default;

Answer Engine::call(const Caller& caller, std::string_view operation, std::string_view request) {
  auto& counted = state_->calls_by_operation.try_emplace(std::string(operation)).first->second;
  const Call call{caller, operation, request, ++state_->calls, ++counted};
  auto* const faults = state_->options.faults;
  if (faults != nullptr) {
    if (auto answer = faults->before(call)) return *std::move(answer);
  }
  const auto now = state_->options.now();
  state_->advance(now);
  auto& world = state_->world_of(caller);
  auto context = state_->operation_for(call, world, state_->options, now);
  bury_tables(context);
  for (auto& [name, table] : world) table.settle(now);
  auto answer = answer_of(state_->run(context));
  if (faults != nullptr) {
    if (auto instead = faults->after(call, answer)) return *std::move(instead);
  }
  return answer;
}

std::size_t Engine::add_neighbour(const Caller& caller, NeighbourSpec spec) {
  state_->neighbours.emplace_back(caller, Neighbour(std::move(spec), state_->options.now()));
  return state_->neighbours.size() - 1;
}

const NeighbourCounts& Engine::neighbour(std::size_t number) const {
  return state_->neighbours.at(number).second.counts();
}

NeighbourCounts Engine::neighbours_of(std::string_view table) const {
  NeighbourCounts sum;
  for (const auto& [caller, neighbour] : state_->neighbours) {
    if (neighbour.spec().table == table) sum = sum + neighbour.counts();
  }
  return sum;
}

void Engine::advance() { state_->advance(state_->options.now()); }

std::optional<ContentDigest> Engine::digest(const Caller& caller, std::string_view table) const {
  const auto& world = state_->world_of(caller);
  const auto found = world.find(table);
  if (found == world.end()) return std::nullopt;
  return found->second.digest();
}

Answer Engine::call(const Caller& caller, std::string_view operation, const json::Object& request) {
  return call(caller, operation, std::string_view(json::serialize(request)));
}

bool Engine::has_table(const Caller& caller, std::string_view table, std::string_view index) const {
  const auto world = state_->worlds.find({caller.account, caller.region});
  if (world == state_->worlds.end()) return false;
  const auto found = world->second.find(table);
  if (found == world->second.end() || found->second.is_gone(state_->options.now())) return false;
  if (index.empty()) return true;
  const auto* definition = found->second.definition().index(index);
  return definition != nullptr && definition->global;
}

}  // namespace dynaferry::sim
