#include "tests/simulation/simulated_world.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "aws/credentials_provider.h"
#include "core/check.h"
#include "ddb/http_catalog.h"
#include "ddb/http_table.h"
#include "ddb/retrying_catalog.h"
#include "ddb/service_client.h"
#include "json/document.h"
#include "net/client_pool.h"
#include "rt/run_task.h"
#include "tests/simulation/spelling.h"

namespace dynaferry::simulation {
namespace {

struct Place {
  sim::Caller caller;
  const char* access_key = nullptr;
  const char* secret = nullptr;
};

const Place kSource{{"111111111111", "us-east-1"}, "AKIASOURCE", "the source's secret"};
const Place kDestination{{"222222222222", "eu-west-1"}, "AKIADESTINATION", "the other's secret"};

sim::FaultSchedule schedule_of(const Mood& mood) {
  auto schedule = sim::read_fault_schedule(mood.service);
  check(schedule.has_value(), schedule ? "" : schedule.error().message);
  return *std::move(schedule);
}

// Everything between a side's credentials and its tables, as in main.
class Wiring {
 public:
  Wiring(rt::Loop& loop, Random& random, const Place& place, net::HttpServer& server,
         std::chrono::seconds unreachable_limit, net::MemoryNetwork::Plan plan)
      : credentials_({place.access_key, aws::Secret(place.secret)}),
        network_(
            loop,
            [&server](std::unique_ptr<net::Stream> stream) { server.accept(std::move(stream)); },
            std::move(plan)),
        pool_(loop, network_),
        client_(loop, pool_, credentials_, Region(place.caller.region), "dynamodb.simulated"),
        attempts_(client_),
        catalog_(loop, random, unreachable_limit, attempts_),
        side_{.text = {place.caller.region, "http://dynamodb.simulated", place.access_key},
              .region = Region(place.caller.region),
              .account = place.caller.account,
              .catalog = catalog_,
              .open_table = [this](const model::TableDescription& table) { return open(table); },
              .silence = [this] { return client_.contact().silence(); }} {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  [[nodiscard]] run::Side& side() { return side_; }
  [[nodiscard]] net::MemoryNetwork& network() { return network_; }

 private:
  std::unique_ptr<ddb::Table> open(const model::TableDescription& table) {
    auto keys = table.keys.hash;
    keys.insert(keys.end(), table.keys.range.begin(), table.keys.range.end());
    return std::make_unique<ddb::HttpTable>(client_, table.name, std::move(keys));
  }

  aws::StaticCredentials credentials_;
  net::MemoryNetwork network_;
  net::ClientPool pool_;
  ddb::ServiceClient client_;
  ddb::HttpCatalog attempts_;
  ddb::RetryingCatalog catalog_;
  run::Side side_;
};

// Writes down what goes wrong, and what differs.
class Recorder final : public run::Listener {
 public:
  explicit Recorder(rt::Loop& loop) : loop_(loop) {}

  void sides(const run::SideText&, const run::SideText&) override {}
  void looked(const run::Look&) override {}
  void phase(const run::TablePair&, run::Phase) override {}
  void warning(const std::string&) override {}
  void differs(const run::TablePair& pair, const verify::Difference& difference) override {
    differences.push_back({pair.source.str(), difference, loop_.now()});
  }
  void quarantined(const run::TablePair&, const run::Quarantined&) override {}
  void problem(const run::Problem& problem) override { problems.push_back(problem); }
  void progress(const std::vector<run::PairProgress>&) override {}
  void pair_ended(const run::PairEnd& end) override {
    if (end.problem) problems.push_back(*end.problem);
  }
  void ended(const run::Summary&) override {}

  std::vector<run::Problem> problems;
  std::vector<Told> differences;

 private:
  rt::Loop& loop_;
};

rt::Task<> side_by_side(rt::Loop& loop, rt::Task<> one, rt::Task<> other) {
  rt::Scope scope(loop);
  scope.spawn(std::move(one));
  scope.spawn(std::move(other));
  co_await scope.join();
}

}  // namespace

class SimulatedWorld::Process {
 public:
  explicit Process(SimulatedWorld& world)
      : world_(world),
        recorder_(world.loop_),
        journals_(world.disk_),
        source_(world.loop_, world.random_, kSource, world.server_,
                world.scene_.request.unreachable_limit, links()),
        destination_(world.loop_, world.random_, kDestination, world.server_,
                     world.scene_.request.unreachable_limit, links()),
        outside_{world.loop_,         world.random_, source_.side(),
                 destination_.side(), journals_,     recorder_},
        run_(outside_, world_.scene_.request) {
    world_.process_ = this;
  }
  ~Process() { world_.process_ = nullptr; }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  Outcome live(std::optional<Ns> interrupt_after) {
    rt::Timer signal;
    if (interrupt_after) {
      signal = world_.loop_.at(world_.loop_.now() + *interrupt_after, [this] { interrupt(); });
    }
    auto task = run_inside();
    return outcome(rt::try_run_task(world_.loop_, std::move(task)));
  }
  rt::Task<> run_inside() {
    rt::Scope scope(world_.loop_);
    scope_ = &scope;
    auto running = keep_summary();
    scope.spawn(std::move(running));
    co_await scope.join();
    scope_ = nullptr;
  }
  Outcome outcome(const std::expected<void, rt::Stall>& ended) {
    Outcome out;
    if (!ended) out.stall = ended.error();
    if (ended && !killed_) out.summary = std::move(summary_);
    out.problems = recorder_.problems;
    out.differences = recorder_.differences;
    return out;
  }
  void interrupt() {
    world_.interrupted_at_ = world_.loop_.now();
    run_.stop(run::Exit::interrupted);
  }
  // Nothing it does from now on is seen outside: that is what a kill looks like from there.
  void kill() {
    killed_ = true;
    journals_.die();
    source_.network().cut_all();
    destination_.network().cut_all();
    if (scope_ != nullptr) scope_->cancel();
  }

 private:
  net::MemoryNetwork::Plan links() {
    return [this](std::uint64_t) -> Result<net::LinkOptions> {
      if (killed_) return fail(Fault::busy, "the process is dead");
      return world_.plan_link();
    };
  }
  rt::Task<> keep_summary() {
    auto summary = co_await run_.run();
    summary_ = std::move(summary);
  }

  SimulatedWorld& world_;
  Recorder recorder_;
  ProcessJournals journals_;
  Wiring source_;
  Wiring destination_;
  run::World outside_;
  run::TablesRun run_;
  rt::Scope* scope_ = nullptr;
  std::optional<run::Summary> summary_;
  bool killed_ = false;
};

std::string Outcome::text() const {
  if (stall) return fmt::format("the simulation gave up: {}", rt::name_of(*stall));
  auto out = summary ? fmt::format("exit {}", static_cast<int>(summary->exit)) : "killed";
  for (const auto& problem : problems) out += "\n  " + problem.what;
  return out;
}

run::Request Scene::usual_request() {
  run::Request request;
  request.choice.names = {"DEV-*"};
  request.choice.map_prefix = {"DEV-", "PROD-"};
  request.segments = 4;
  request.concurrency = 6;
  request.tables_at_once = 2;
  request.command_line = "dynaferry copy 'DEV-*' --map-prefix DEV-=PROD-";
  return request;
}

Scene Scene::of_verify(std::vector<SourceTable> tables) {
  Scene scene{.source = std::move(tables), .is_copied = true};
  scene.request.copies = false;
  scene.request.verify.emplace();
  scene.request.command_line = "dynaferry verify 'DEV-*' --map-prefix DEV-=PROD-";
  return scene;
}

SimulatedWorld::SimulatedWorld(std::uint64_t seed, const Mood& mood, Scene scene)
    : scene_(std::move(scene)),
      loop_(seed),
      random_(seed ^ 0x636c69656e74U),
      links_(seed ^ 0x6c696e6bU),
      mood_(mood),
      player_(schedule_of(mood), seed ^ 0x73657276696365U, [this] { return loop_.now(); }),
      service_(loop_, calls_, player_, scene_.page_items),
      engine_({.now = [this] { return loop_.wall(); },
               .creating = std::chrono::milliseconds(1500),
               .physics = scene_.physics,
               .faults = &service_}),
      front_(engine_, {.now = [this] { return loop_.wall(); },
                       .check_signatures = true,
                       .accounts = {{kSource.access_key, kSource.secret, kSource.caller.account},
                                    {kDestination.access_key, kDestination.secret,
                                     kDestination.caller.account}}}),
      faulty_(loop_, front_, player_, sim::Line({}, 0), seed ^ 0x64616d616765U),
      server_(loop_, service_),
      disk_(loop_, calls_, seed ^ 0x6469736bU, mood.disk, scene_.state_directory) {
  scene_.request.unreachable_limit = mood.patience();
  player_.connect(engine_);
  service_.connect(engine_, faulty_);
  if (scene_.spells_otherwise) service_.spell_otherwise(kDestination.caller.account);
  fill_source();
}

SimulatedWorld::~SimulatedWorld() {
  auto stopping = server_.stop();
  rt::run_task(loop_, std::move(stopping));
  auto dropping = faulty_.stop();
  rt::run_task(loop_, std::move(dropping));
}

void SimulatedWorld::fill_source() {
  for (const auto& table : scene_.source) {
    call(kSource.caller, "CreateTable", table.creation);
    if (scene_.is_copied) call(kDestination.caller, "CreateTable", table.creation_at_destination());
  }
  for (const auto& creation : scene_.destination) {
    call(kDestination.caller, "CreateTable", creation);
  }
  pass(std::chrono::seconds(2));  // Tables are CREATING for a while.
  for (const auto& table : scene_.source) fill(table);
  source_changed();
}

void SimulatedWorld::fill(const SourceTable& table) {
  for (const auto& write : table.writes) {
    put(kSource.caller, write);
    if (!scene_.is_copied) continue;
    auto copy = write;
    copy.replace(copy.find(table.name), table.name.size(), table.destination());
    put(kDestination.caller, std::move(copy));
  }
}

void SimulatedWorld::put(const sim::Caller& caller, std::string write) {
  while (true) {
    const auto answer = call(caller, "BatchWriteItem", write);
    const auto& unprocessed = answer.at("UnprocessedItems");
    if (unprocessed.as_object().empty()) return;
    write = fmt::format(R"({{"RequestItems":{}}})", json::serialize(unprocessed));
    pass(std::chrono::seconds(1));
  }
}

void SimulatedWorld::pass(Ns time) {
  auto waiting = loop_.sleep(time);
  rt::run_task(loop_, std::move(waiting));
}

Outcome SimulatedWorld::copy() {
  service_.next_process();
  interrupted_at_.reset();
  if (mood_.kill) kill_at(mood_.kill->at);
  Process process(*this);
  auto outcome = process.live(interrupt_after_);
  calls_.spare();
  if (outcome.was_killed() && mood_.kill && mood_.kill->power_cut) {
    disk_.cut_power(mood_.kill->power_cut->kept, mood_.kill->power_cut->torn);
  }
  return outcome;
}

std::pair<Outcome, Outcome> SimulatedWorld::copy_twice_at_once() {
  Process one(*this);
  Process other(*this);
  auto first = one.run_inside();
  auto second = other.run_inside();
  auto both = side_by_side(loop_, std::move(first), std::move(second));
  const auto ended = rt::try_run_task(loop_, std::move(both));
  return {one.outcome(ended), other.outcome(ended)};
}

void SimulatedWorld::another_program_calls(Account account, std::string_view operation,
                                           std::string_view request) {
  (void)call(account == Account::source ? kSource.caller : kDestination.caller, operation, request);
}

void SimulatedWorld::source_changed() {
  for (const auto& table : scene_.source) source_[table.name] = items(Account::source, table);
}

SimulatedWorld::Items SimulatedWorld::items(Account account, const SourceTable& table) {
  return account == Account::source ? items_of(kSource.caller, table, table.name)
                                    : items_of(kDestination.caller, table, table.destination());
}

void SimulatedWorld::interrupt() {
  check(process_ != nullptr, "simulation: no process lives");
  process_->interrupt();
}

void SimulatedWorld::kill() {
  check(process_ != nullptr, "simulation: no process lives");
  process_->kill();
}

void SimulatedWorld::set_mood(const Mood& mood) {
  mood_ = mood;
  scene_.request.unreachable_limit = mood.patience();
  disk_.set_mood(mood.disk);
  player_.play(schedule_of(mood), random_.next());
}

Result<net::LinkOptions> SimulatedWorld::plan_link() {
  const auto happens = [this](std::uint64_t chance) { return links_.below(1000) < chance; };
  if (!player_.takes_connection()) {
    return fail(Error{Fault::busy, "connection refused", {}, "ConnectFailed"});
  }
  net::LinkOptions link;
  const auto latency = static_cast<std::uint64_t>(mood_.link.most_latency.count()) + 1;
  link.to_server.latency = Ns(links_.below(latency));
  link.to_client.latency = Ns(links_.below(latency));
  auto& lane = links_.below(2) == 0 ? link.to_server : link.to_client;
  if (happens(mood_.link.cut)) lane.cut_after = links_.below(30'000);
  if (happens(mood_.link.swallow)) lane.swallow_after = links_.below(30'000);
  if (happens(mood_.link.slow)) {
    lane.bytes_per_second = 10'000 + links_.below(1'000'000);
    link.read_at_most = 1 + links_.below(2000);
    link.window = 512 + links_.below(10'000);
  }
  return link;
}

json::Value SimulatedWorld::call(const sim::Caller& caller, std::string_view operation,
                                 std::string_view request) {
  while (true) {
    service_.be_good(true);
    const auto answer = engine_.call(caller, operation, request);
    service_.be_good(false);
    if (!answer.error) return *json::parse(answer.document);
    check(answer.error->code == "ProvisionedThroughputExceededException",
          fmt::format("simulation: {}: {}", operation, answer.body()));
    pass(std::chrono::seconds(1));
  }
}

bool SimulatedWorld::is_active(const sim::Caller& caller, const std::string& table) {
  service_.be_good(true);
  const auto answer =
      engine_.call(caller, "DescribeTable", fmt::format(R"({{"TableName":"{}"}})", table));
  service_.be_good(false);
  if (answer.error) return false;
  return json::parse(answer.document)->at("Table").at("TableStatus").as_string() == "ACTIVE";
}

SimulatedWorld::Items SimulatedWorld::items_of(const sim::Caller& caller, const SourceTable& table,
                                               const std::string& name) {
  Items items;
  auto request = fmt::format(R"({{"TableName":"{}","ConsistentRead":true)", name);
  std::string begin;
  do {
    const auto answer = call(caller, "Scan", request + begin + "}");
    for (const auto& item : answer.at("Items").as_array()) {
      items.emplace(table.name_of(item.as_object()), item);
    }
    const auto* last = json::find(answer.as_object(), "LastEvaluatedKey");
    begin = last == nullptr ? "" : R"(,"ExclusiveStartKey":)" + json::serialize(*last);
  } while (!begin.empty());
  return items;
}

std::string SimulatedWorld::compare(bool allow_missing) {
  std::string out;
  for (const auto& table : scene_.source) {
    const auto name = table.destination();
    const bool there = is_active(kDestination.caller, name);
    if (!there && !allow_missing) out += fmt::format("{} is not there\n", name);
    if (!there) continue;
    auto expected = source_.at(table.name);
    for (const auto& [key, item] : items_of(kDestination.caller, table, name)) {
      const auto known = expected.extract(key);
      if (known.empty()) {
        out += fmt::format("{}: {} is not the source's\n", name, key);
      } else if (!are_equal(known.mapped(), item)) {
        out += fmt::format("{}: {} is {}\n", name, json::serialize(known.mapped()),
                           json::serialize(item));
      }
    }
    if (allow_missing) continue;
    for (const auto& [key, item] : expected) out += fmt::format("{}: {} is missing\n", name, key);
  }
  return out;
}

std::string SimulatedWorld::difference() { return compare(false); }
std::string SimulatedWorld::excess() { return compare(true); }

}  // namespace dynaferry::simulation
