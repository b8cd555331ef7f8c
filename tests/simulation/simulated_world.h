// A whole migration in one thread and in virtual time: one simulated service with two accounts, and
// processes that live one after another and copy from the first to the second, or compare them. A process is all of
// the program below the command line, down to the bytes of HTTP; what outlives it is the service
// and the disk that its journals are on.
//
// Threading: one thread. Failure: a hang of the simulation is an Outcome; the rest is the test's.

#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/http_server.h"
#include "net/memory_network.h"
#include "rt/scope.h"
#include "rt/sim_loop.h"
#include "rt/stall.h"
#include "run/request.h"
#include "run/tables_run.h"
#include "sim/front/faulty_front.h"
#include "tests/simulation/mood.h"
#include "tests/simulation/simulated_disk.h"
#include "tests/simulation/small_source.h"
#include "tests/simulation/watched_service.h"

namespace dynaferry::simulation {

enum class Account : unsigned char { source, destination };

// A difference that a process told, and when.
struct Told {
  std::string table;  // At the source.
  verify::Difference difference;
  Ns at{0};
};

// How a process ended.
struct Outcome {
  std::optional<run::Summary> summary{};  // Absent: it was killed, or the simulation hung.
  std::optional<rt::Stall> stall{};
  std::vector<run::Problem> problems{};  // Of the run and of its pairs.
  std::vector<Told> differences{};       // Also what it told before it was killed.

  [[nodiscard]] bool is_done() const { return summary && summary->exit == run::Exit::done; }
  [[nodiscard]] bool was_killed() const { return !summary && !stall; }
  [[nodiscard]] std::string text() const;
};

// What is copied or verified, how it is asked for, and what the service has for it.
struct Scene {
  [[nodiscard]] static run::Request usual_request();
  // A verify of tables of which the destination has a copy.
  [[nodiscard]] static Scene of_verify(std::vector<SourceTable> tables = small_source());

  std::vector<SourceTable> source = small_source();
  std::vector<std::string>
      destination{};              // CreateTable requests, of tables that are there already.
  bool is_copied = false;         // The destination has the same tables and items.
  bool spells_otherwise = false;  // The destination gives the same values in another spelling.
  std::uint64_t page_items = 8;   // Of a page of a Scan.
  run::Request request = usual_request();
  std::optional<sim::PhysicsOptions> physics{};
  // The journals are the program's own, in files there; absent: they are in memory.
  std::optional<std::filesystem::path> state_directory{};
};

class SimulatedWorld {
 public:
  explicit SimulatedWorld(std::uint64_t seed, const Mood& mood = Mood::calm(), Scene scene = {});
  ~SimulatedWorld();
  SimulatedWorld(const SimulatedWorld&) = delete;
  SimulatedWorld& operator=(const SimulatedWorld&) = delete;

  // The command of the scene, in a process of its own, until it ends.
  [[nodiscard]] Outcome copy();
  // The same, by two processes that live at the same time.
  [[nodiscard]] std::pair<Outcome, Outcome> copy_twice_at_once();
  // The living process: ends it as a signal would, or at once and without a trace.
  void interrupt();
  void kill();
  // What every copy() that follows does with its process when it has lived for so long.
  void interrupt_after(Ns life) { interrupt_after_ = life; }

  // The next process is killed when it comes to this stop point, if it does.
  void kill_at(std::uint64_t stop) {
    calls_.strike(stop, [this] { kill(); });
  }

  // Somebody else's call. Of one to the source, also source_changed().
  void another_program_calls(Account account, std::string_view operation, std::string_view request);
  // From now on, difference() and excess() are of what the source holds now.
  void source_changed();
  using Items = std::map<std::string, json::Value>;  // By SourceTable::name_of().
  [[nodiscard]] Items items(Account account, const SourceTable& table);

  void pass(Ns time);
  void set_mood(const Mood& mood);
  [[nodiscard]] run::Request& request() { return scene_.request; }  // Of the processes to come.
  [[nodiscard]] const std::vector<SourceTable>& tables() const { return scene_.source; }
  [[nodiscard]] SimulatedDisk& disk() { return disk_; }
  [[nodiscard]] OutsideCalls& calls() { return calls_; }
  [[nodiscard]] WatchedService& service() { return service_; }
  [[nodiscard]] rt::SimLoop& loop() { return loop_; }
  [[nodiscard]] std::optional<Ns> interrupted_at() const { return interrupted_at_; }

  // Compares what the engine holds. Empty: all is as it should be.
  [[nodiscard]] std::string difference();  // Of source and destination.
  [[nodiscard]] std::string excess();      // Of the destination over the source.

 private:
  class Process;

  void fill_source();
  void fill(const SourceTable& table);
  void put(const sim::Caller& caller, std::string write);
  // Waits out what throttles it.
  json::Value call(const sim::Caller& caller, std::string_view operation, std::string_view request);
  Items items_of(const sim::Caller& caller, const SourceTable& table, const std::string& name);
  [[nodiscard]] bool is_active(const sim::Caller& caller, const std::string& table);
  std::string compare(bool allow_missing);
  Result<net::LinkOptions> plan_link();

  Scene scene_;
  rt::SimLoop loop_;
  Random random_;  // Of the client.
  Random links_;
  Mood mood_;
  sim::FaultPlayer player_;
  OutsideCalls calls_;
  WatchedService service_;
  sim::Engine engine_;
  sim::HttpFront front_;
  sim::FaultyFront faulty_;
  net::HttpServer server_;
  SimulatedDisk disk_;
  std::map<std::string, Items> source_;  // What difference() expects, by table.
  Process* process_ = nullptr;
  std::optional<Ns> interrupt_after_;
  std::optional<Ns> interrupted_at_;
};

}  // namespace dynaferry::simulation
