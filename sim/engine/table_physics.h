// The capacity of one table: its own and that of each of its global indexes. Local indexes spend
// the table's. Says in the service's words why a request has to wait (facts §2.1, §6.1).
// Inside sim/engine only.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/engine/answer.h"
#include "sim/physics/resource.h"

namespace dynaferry::sim {

struct IndexDefinition;
struct PricedWrite;
class Table;

class TablePhysics {
 public:
  TablePhysics(const PhysicsOptions& options, const Table& table, WallTime now);

  // Lets the write in and charges it, or refuses it and charges nothing. A global index that is
  // short of writes holds its table's back.
  [[nodiscard]] Outcome<> charge_write(const Table& table, const PricedWrite& write, WallTime now);

  // Hashes at which the table's partitions were cut since the last call; its stream follows.
  [[nodiscard]] std::vector<std::uint64_t> take_cuts() { return own_.take_cuts(); }

  // Where the table's partitions begin, but for the first; a new stream has a shard for each.
  [[nodiscard]] std::vector<std::uint64_t> range_starts() const {
    return own_.partitions().range_starts();
  }

  // The owner changed what is provisioned.
  void follow(const Table& table, WallTime now);

  // An index is gone.
  void forget(std::string_view index);

  // The table's (null) or a global index's capacity.
  [[nodiscard]] Resource& resource(const Table& table, const IndexDefinition* index, WallTime now);
  // Whether a read may begin at this place.
  [[nodiscard]] Outcome<> ask_read(const Table& table, const IndexDefinition* index,
                                   PlaceView place, WallTime now);

 private:
  PhysicsOptions options_;
  Resource own_;
  std::map<std::string, Resource, std::less<>> indexes_;  // Global ones, by name.
};

}  // namespace dynaferry::sim
