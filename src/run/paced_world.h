// The world, with the reads of both sides held to the budgets that the user gave.
//
// A budget of units holds for all tables of a side together; a percentage for each table by itself.
// What is paced is every read of items: a copy's pages, a verify's pages and looks, the look whether a
// destination is empty.
//
// Threading: one loop's thread.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "pace/pacer.h"
#include "run/listener.h"
#include "run/request.h"
#include "run/world.h"

namespace dynaferry::run {

class PacedWorld {
 public:
  PacedWorld(World& world, const Request& request);
  PacedWorld(const PacedWorld&) = delete;
  PacedWorld& operator=(const PacedWorld&) = delete;

  // Whose tables are read within the budgets, once they were looked at.
  [[nodiscard]] World& world() { return world_; }
  // Notes the budgets of a pair that was described. A percentage of nothing known is a problem.
  void look_at(Look& look);
  // Reads that wait for their turn are cancelled, and all that follow.
  void stop();

 private:
  struct Budgeted {
    Budgeted(const Side& unpaced, rt::Clock& loop, std::string flag_name,
             std::optional<ReadBudget> read_budget);

    // The pacer of a table; none without a budget.
    [[nodiscard]] std::shared_ptr<pace::Pacer> pacer_of(const model::TableDescription& table) const;
    void look_at(Look& look, const std::optional<model::TableDescription>& table,
                 std::optional<double>& units);

    rt::Clock& clock;
    std::string flag;
    std::optional<ReadBudget> budget;
    std::shared_ptr<pace::Pacer> of_all{};  // Where the budget is of all tables together.
    std::map<TableName, std::shared_ptr<pace::Pacer>> of_each{};
    Side side;
  };

  Budgeted source_;
  Budgeted destination_;
  World world_;
};

}  // namespace dynaferry::run
