// Whoever owns the tables, doing to them what a schedule says while somebody copies them: calls of
// its own to the engine, in the world of the call that set it off.
//
// What takes time goes on by itself: a table that is re-created is created as soon as the old one is
// gone, at the next call that comes. UPDATING is a state that the owner lays over the table: it is
// told so, and takes no changes to its settings.
//
// Threading: one thread. Failure: none; what the engine refuses the owner does not happen, and is
// counted.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/engine/engine.h"
#include "sim/faults/verdict.h"

namespace dynaferry::sim {

class TableOwner {
 public:
  using Ask =
      std::function<Answer(const Caller&, std::string_view operation, std::string_view request)>;

  // `now` counts from any origin; `ask` passes by every fault.
  TableOwner(std::function<Ns()> now, Ask ask) : now_(std::move(now)), ask_(std::move(ask)) {}

  // `table` is what the act speaks of when it names none.
  void act(const Act& act, const Caller& world, std::string_view table);
  // Goes on with what waits for the engine.
  void go_on();

  // Whether a table may be UPDATING.
  [[nodiscard]] bool is_busy() const { return !updating_until_.empty(); }
  // What a table that is UPDATING makes of a call.
  [[nodiscard]] std::optional<Answer> refuses(const Call& call, std::string_view table);
  [[nodiscard]] std::optional<Answer> retells(const Call& call, std::string_view table,
                                              const Answer& answer);

 private:
  struct Creation {
    Caller world;
    std::string request;
    std::shared_ptr<ActCounts> counts;
  };
  using Place = std::tuple<std::string, std::string, std::string>;  // Account, Region, table.

  // Asks, and counts a refusal.
  [[nodiscard]] Answer ask(ActCounts& counts, const Caller& world, std::string_view operation,
                           std::string_view request);
  void re_create(const std::shared_ptr<ActCounts>& counts, const Caller& world,
                 std::string_view table);
  void begin_updating(ActCounts& counts, const Caller& world, std::string_view table, Ns lasts);
  [[nodiscard]] bool is_updating(const Caller& world, std::string_view table);

  std::function<Ns()> now_;
  Ask ask_;
  std::vector<Creation> waiting_;
  std::map<Place, Ns> updating_until_;
};

}  // namespace dynaferry::sim
