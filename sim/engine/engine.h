// The simulated DynamoDB: a pure state machine. It opens no socket, starts no thread, reads no
// clock of its own and writes no file; the same calls at the same times give the same answers.
//
// The world: every (account, Region) pair is a world of its own with its own tables. A table holds
// items in the order of a hash of their partition key, fixed for all tables, then of their sort key;
// parallel Scans cut that order into equal ranges of the hash, so that concatenating the segments
// gives the serial Scan (facts §3.1, §3.6). Secondary indexes are kept in step, at once. Items are
// stored as the JSON that will be read, with their size by the service's rules (facts §3.3).
//
// Time passes as the caller's clock says. What would have happened meanwhile is done at the next
// call or advance(), each thing at its own time: neighbours read and write (neighbour.h), shards of streams roll
// (sim/streams), partitions fill, heat up, split and grow (sim/physics, when capacity is enforced),
// items expire, tables and settings become what they were asked to be (control_plane_options.h).
//
// Three kinds of tables: stored; generated, whose items are made as they are read (generation.h);
// swallowing, which keep a digest of what they are given (content_digest.h).
//
// Requests and answers are the documents of the service's JSON protocol. What the service would
// refuse, the engine refuses with the service's error; what the service has and the engine has not
// is refused as NotSimulatedException, never ignored.
//
// Threading: one thread at a time. Failure: none of its own; every answer is a value.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "json/document.h"
#include "sim/engine/answer.h"
#include "sim/engine/content_digest.h"
#include "sim/engine/control_plane_options.h"
#include "sim/engine/generation.h"
#include "sim/engine/neighbour.h"
#include "sim/physics/physics_options.h"
#include "sim/streams/stream_options.h"

namespace dynaferry::sim {

// Who calls, as the front found out.
struct Caller {
  std::string account;  // Twelve digits.
  std::string region;
};

// One call, as a fault plan sees it. Numbers count from 1.
struct Call {
  const Caller& caller;
  std::string_view operation;
  std::string_view request;               // JSON text.
  std::uint64_t number = 0;               // Of all calls to this engine.
  std::uint64_t number_of_operation = 0;  // Of the calls of this operation.
};

// One entry of a batch: a put or delete request, or a key to get, as JSON text.
struct BatchEntry {
  const Call& call;
  std::string_view table;
  std::string_view entry;
  std::size_t index = 0;  // In its table's list.
};

// Where a test makes the world go wrong. The defaults let everything pass.
class FaultPlan {
 public:
  virtual ~FaultPlan() = default;
  // An answer given instead of doing anything.
  virtual std::optional<Answer> before(const Call&) { return std::nullopt; }
  // An answer given after the effect, instead of the true one.
  virtual std::optional<Answer> after(const Call&, const Answer&) { return std::nullopt; }
  // Whether leaves_unprocessed() looks at an entry's text, which is as dear to spell as to store.
  [[nodiscard]] virtual bool reads_entries() const { return true; }
  // Whether this entry of a valid batch comes back as unprocessed.
  virtual bool leaves_unprocessed(const BatchEntry&) { return false; }
};

// What kind of world it is. By default everything is at once, enough, and goes well.
struct EngineOptions {
  // The world's time.
  std::function<WallTime()> now = [] { return WallTime{}; };
  // How long a table stays CREATING, and how long DELETING.
  std::chrono::milliseconds creating{0};
  std::chrono::milliseconds deleting{0};
  ControlPlaneOptions control{};
  // Capacity is enforced; absent: only counted.
  std::optional<PhysicsOptions> physics{};
  // Bytes of an item collection in a table with a local index (facts §3.3).
  std::size_t max_collection = std::size_t{10} << 30U;
  std::uint64_t seed = 1;       // For table ids.
  FaultPlan* faults = nullptr;  // Not owned.
  StreamOptions streams{};
  // Tables that every world has from its beginning, with items that are not stored.
  std::vector<Generation> generated{};
  // Tables created under such a name keep a digest of what is put instead of the items; '*' stands
  // for any letters.
  std::vector<std::string> swallowing{};
  // Other traffic in every world from its beginning, as far as its tables are there.
  std::vector<NeighbourSpec> neighbours{};
};

// Whether this is an operation of DynamoDB Streams, which has a target prefix of its own.
[[nodiscard]] bool is_stream_operation(std::string_view name);
// Whether the engine has an operation of this name, of either service; and the names of all.
[[nodiscard]] bool is_operation(std::string_view name);
[[nodiscard]] std::vector<std::string_view> operation_names();

class Engine {
 public:
  explicit Engine(EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // `operation` is the part of X-Amz-Target behind the dot; `request` is JSON text.
  [[nodiscard]] Answer call(const Caller& caller, std::string_view operation,
                            std::string_view request);
  [[nodiscard]] Answer call(const Caller& caller, std::string_view operation,
                            const json::Object& request);

  // Somebody else's traffic on a table of that caller, from now on. Answers its number.
  std::size_t add_neighbour(const Caller& caller, NeighbourSpec spec);
  // Of all that was due by the last call.
  [[nodiscard]] const NeighbourCounts& neighbour(std::size_t number) const;
  // Of all neighbours of tables of this name, whoever's.
  [[nodiscard]] NeighbourCounts neighbours_of(std::string_view table) const;
  // What is due by now happens, though nobody calls.
  void advance();
  // Whether there is a table, and in it the global index unless that is empty. No call.
  [[nodiscard]] bool has_table(const Caller& caller, std::string_view table,
                               std::string_view index = {}) const;
  // What a table of any kind holds; absent if there is no such table.
  [[nodiscard]] std::optional<ContentDigest> digest(const Caller& caller,
                                                    std::string_view table) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dynaferry::sim
