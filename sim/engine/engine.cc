#include "sim/engine/engine.h"

#include <deque>
#include <tuple>
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

template <class Operations>
typename Operations::mapped_type named(const Operations& operations, std::string_view name) {
  const auto found = operations.find(name);
  return found == operations.end() ? nullptr : found->second;
}

}  // namespace

SettingsOperation settings_operation(std::string_view name) {
  return named(settings_operations(), name);
}
ItemOperation item_operation(std::string_view name) { return named(item_operations(), name); }
ItemOperation stream_operation(std::string_view name) { return named(stream_operations(), name); }

bool is_stream_operation(std::string_view name) { return stream_operations().contains(name); }

bool is_operation(std::string_view name) {
  return settings_operations().contains(name) || item_operations().contains(name) ||
         is_stream_operation(name);
}

std::vector<std::string_view> operation_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, operation] : settings_operations()) names.push_back(name);
  for (const auto& [name, operation] : item_operations()) names.push_back(name);
  for (const auto& [name, operation] : stream_operations()) names.push_back(name);
  return names;
}

struct Engine::State {
  // What an account has in a Region.
  struct Place {
    World world;
    CallRates rates;
    OrphanStreams orphans;
  };
  struct CallerOrder {
    bool operator()(const Caller& left, const Caller& right) const {
      return std::tie(left.account, left.region) < std::tie(right.account, right.region);
    }
  };

  explicit State(EngineOptions given) : options(std::move(given)), random(options.seed) {}

  EngineOptions options;
  Random random;
  Scratch scratch;
  TransactionLog transactions;
  std::map<Caller, Place, CallerOrder> places;
  std::deque<std::pair<Caller, Neighbour>> neighbours;  // Where each is, it stays.
  std::uint64_t calls = 0;
  std::map<std::string, std::uint64_t, std::less<>> calls_by_operation;

  std::vector<std::shared_ptr<const GeneratedItems>> generated;  // The same in every world.

  Outcome<std::string> run(Operation& operation);
  Place& place_of(const Caller& caller, WallTime now);
  void add_generated(const Caller& caller, Place& place, WallTime now);
  void add_neighbours(const Caller& caller, WallTime now);
  Operation operation_for(const Call& call, Place& place, const EngineOptions& with, WallTime now) {
    return {call, place.world, with,         random,       scratch,
            now,  place.rates, transactions, place.orphans};
  }
  std::uint64_t count(std::string_view operation);
  void advance(WallTime now);
  void let_neighbours_act(WallTime now);
  void expire_items_of_all(WallTime now);

  WallTime next_expiry{};
};

// What time to live deletes, in every table that has it switched on.
void Engine::State::expire_items_of_all(WallTime now) {
  if (options.control.expiry.count() == 0 || now < next_expiry) return;
  next_expiry = now + options.control.expiry;
  for (auto& [caller, place] : places) {
    const Call call{caller, "time to live", {}};
    for (auto& [name, table] : place.world) {
      const auto& setting = table.settings.time_to_live;
      if (!setting.state.is_on(now)) continue;
      auto operation = operation_for(call, place, options, now);
      const auto done = expire_items(operation, table, setting.attribute);
      check(done.has_value(), "simulator: an expired item cannot be deleted");
    }
  }
}

// How often it was called, with this time.
std::uint64_t Engine::State::count(std::string_view operation) {
  auto counted = calls_by_operation.find(operation);
  if (counted == calls_by_operation.end()) {
    counted = calls_by_operation.emplace(operation, 0).first;
  }
  return ++counted->second;
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
    const auto due = *first->second.due();
    auto operation = operation_for(call, place_of(first->first, due), options, due);
    first->second.act(operation);
  }
}

// A world begins at the time of what first asks for it.
Engine::State::Place& Engine::State::place_of(const Caller& caller, WallTime now) {
  const auto [named, is_new] = places.try_emplace(caller);
  if (is_new) {
    add_generated(caller, named->second, now);
    add_neighbours(caller, now);
  }
  return named->second;
}

void Engine::State::add_neighbours(const Caller& caller, WallTime now) {
  for (const auto& spec : options.neighbours) {
    if (!spec.account.empty() && spec.account != caller.account) continue;
    neighbours.emplace_back(caller, Neighbour(spec, now));
  }
}

void Engine::State::add_generated(const Caller& caller, Place& place, WallTime now) {
  auto at_once = options;
  at_once.creating = {};
  const Call call{caller, "CreateTable", {}};
  auto operation = operation_for(call, place, at_once, now);
  for (const auto& items : generated) {
    const auto& generation = items->generation();
    if (!generation.account.empty() && generation.account != caller.account) continue;
    const auto made = settings_operation(call.operation)(operation, creation_of(generation));
    check(made.has_value(), "simulator: a generated table cannot be made");
    place.world.find(generation.table)->second.generate(items);
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
  const Call call{caller, operation, request, ++state_->calls, state_->count(operation)};
  auto* const faults = state_->options.faults;
  if (faults != nullptr) {
    if (auto answer = faults->before(call)) return *std::move(answer);
  }
  const auto now = state_->options.now();
  state_->advance(now);
  auto& place = state_->place_of(caller, now);
  auto context = state_->operation_for(call, place, state_->options, now);
  bury_tables(context);
  for (auto& [name, table] : place.world) table.settle(now);
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
  const auto& world = state_->place_of(caller, state_->options.now()).world;
  const auto found = world.find(table);
  if (found == world.end()) return std::nullopt;
  return found->second.digest();
}

Answer Engine::call(const Caller& caller, std::string_view operation, const json::Object& request) {
  return call(caller, operation, std::string_view(json::serialize(request)));
}

bool Engine::has_table(const Caller& caller, std::string_view table, std::string_view index) const {
  const auto place = state_->places.find(caller);
  if (place == state_->places.end()) return false;
  const auto& world = place->second.world;
  const auto found = world.find(table);
  if (found == world.end() || found->second.is_gone(state_->options.now())) return false;
  if (index.empty()) return true;
  const auto* definition = found->second.definition().index(index);
  return definition != nullptr && definition->global;
}

}  // namespace dynaferry::sim
