// Somebody who writes to tables while they are verified: to the source, and a while later the same to
// the destination, as a live copy does; or to the source only.
//
// Threading: one loop's thread; its writes are timers. Failure: none: its calls always succeed.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/random.h"
#include "tests/simulation/planted.h"

namespace dynaferry::simulation {

class Neighbour {
 public:
  struct Habits {
    Ns begin{0};                                    // From now.
    Ns end{0};                                      // It begins no write later.
    Ns most_pause = std::chrono::milliseconds(60);  // Between two.
    Ns most_lag =
        std::chrono::milliseconds(400);  // Of the destination, whose order is the source's.
    bool follows = true;                 // False: it writes to the source only.
  };
  struct Written {
    Ns first{0};
    Ns last{0};  // At either side.
  };

  // Writes to some items of each table, over and over, and leaves alone those in `others`.
  Neighbour(SimulatedWorld& world, std::uint64_t seed, Habits habits, const Kinds& others);
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

  // Until now.
  [[nodiscard]] const std::map<ItemName, Written>& written() const { return written_; }

 private:
  struct Target {
    const SourceTable* table;
    json::Object item;
    Ns last_at_destination{0};
  };

  void plan_one(Target& target, Ns when);
  void write(Account account, const SourceTable& table, const json::Object& item, bool deletes);

  SimulatedWorld& world_;
  Random random_;
  Habits habits_;
  std::uint64_t writes_ = 0;
  std::map<ItemName, Written> written_{};
  std::vector<rt::Timer> planned_{};
};

}  // namespace dynaferry::simulation
