// Somebody else's traffic on a table: it shares the table's capacity, changes items while a copy
// runs, and counts how often it was itself turned away.
//
// It does what is due whenever the engine is called, each request at its own time, so that the same
// seed gives the same traffic however often the engine is called.
//
// Threading: none of its own. Failure: none; a refusal is counted. Inside sim/engine only, but for
// the two structs.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/random.h"
#include "core/time.h"

namespace dynaferry::sim {

class Table;
struct Operation;

struct NeighbourSpec {
  std::string table{};
  std::string account{};  // In EngineOptions: twelve digits; empty: it is in every account.
  double reads = 0;       // A second; eventually consistent, of one item each.
  double writes = 0;      // A second; of one item each.
  // Of the writes; the others update items that are there.
  double inserts = 0.1;
  double deletes = 0.1;
  double hot = 0;                // The share of all this that goes to one and the same item.
  std::size_t item_bytes = 400;  // Of those inserted.
  std::uint64_t seed = 1;
};

struct NeighbourCounts {
  std::uint64_t reads = 0;  // Done.
  std::uint64_t writes = 0;
  std::uint64_t throttled_reads = 0;
  std::uint64_t throttled_writes = 0;
};

[[nodiscard]] NeighbourCounts operator+(const NeighbourCounts& one, const NeighbourCounts& other);

class Neighbour {
 public:
  Neighbour(NeighbourSpec spec, WallTime from)
      : spec_(std::move(spec)), random_(spec_.seed), next_read_(from), next_write_(from) {}

  // When its next request is due; absent: never.
  [[nodiscard]] std::optional<WallTime> due() const;
  // Makes that request. `operation` is of its table's world, at the time that is due.
  void act(Operation& operation);

  [[nodiscard]] const NeighbourSpec& spec() const { return spec_; }
  [[nodiscard]] const NeighbourCounts& counts() const { return counts_; }

 private:
  // Whole milliseconds are too coarse to pace by.
  using Moment = std::chrono::sys_time<std::chrono::nanoseconds>;

  [[nodiscard]] bool reads_next() const;
  void read(Operation& operation, Table& table);
  void write(Operation& operation, Table& table);
  [[nodiscard]] std::string changed(Operation& operation, Table& table);
  [[nodiscard]] std::string fresh(const Table& table);

  NeighbourSpec spec_;
  Random random_;
  Moment next_read_;
  Moment next_write_;
  std::uint64_t made_ = 0;  // Writes tried; what it writes is never the same twice.
  NeighbourCounts counts_;
};

}  // namespace dynaferry::sim
