#include "run/paced_world.h"

#include <fmt/format.h>

#include <utility>

#include "pace/paced_table.h"
#include "run/look.h"

namespace dynaferry::run {

PacedWorld::Budgeted::Budgeted(const Side& unpaced, rt::Clock& loop, std::string flag_name,
                               std::optional<ReadBudget> read_budget)
    : clock(loop), flag(std::move(flag_name)), budget(read_budget), side(unpaced) {
  if (budget && !budget->is_percentage)
    of_all = std::make_shared<pace::Pacer>(clock, budget->amount);
  side.open_table = [this, open = unpaced.open_table](const model::TableDescription& table) {
    auto opened = open(table);
    auto pacer = pacer_of(table);
    if (pacer == nullptr) return opened;
    return std::unique_ptr<ddb::Table>(
        std::make_unique<pace::PacedTable>(std::move(opened), std::move(pacer)));
  };
}

std::shared_ptr<pace::Pacer> PacedWorld::Budgeted::pacer_of(
    const model::TableDescription& table) const {
  const auto found = of_each.find(table.name);
  return found == of_each.end() ? of_all : found->second;
}

void PacedWorld::Budgeted::look_at(Look& look, const std::optional<model::TableDescription>& table,
                                   std::optional<double>& units) {
  if (!budget) return;
  if (!budget->is_percentage) {
    units = budget->amount;
    return;
  }
  const auto known = table ? table->known_read_units : 0;
  if (known > 0) {
    units = static_cast<double>(known) * budget->amount / 100;
    of_each.try_emplace(table->name, std::make_shared<pace::Pacer>(clock, *units));
    return;
  }
  add_problem(look, Exit::usage,
              table
                  ? fmt::format("--{} is a percentage, and \"{}\" tells no capacity to take it "
                                "of: it is on demand, without a maximum or a warm throughput",
                                flag, table->name.str())
                  : fmt::format("--{} is a percentage, and the table is still to be created", flag),
              "give a number of units a second, over all tables of the run");
}

PacedWorld::PacedWorld(World& world, const Request& request)
    : source_(world.source, world.loop, "source-read-budget", request.source_read_budget),
      destination_(world.destination, world.loop, "dest-read-budget",
                   request.destination_read_budget),
      world_{world.loop,        world.random,   source_.side,
             destination_.side, world.journals, world.listener} {}

void PacedWorld::look_at(Look& look) {
  source_.look_at(look, look.source, look.source_read_budget);
  destination_.look_at(look, look.destination, look.destination_read_budget);
}

void PacedWorld::stop() {
  for (const auto* each : {&source_, &destination_}) {
    if (each->of_all) each->of_all->stop();
    for (const auto& [name, pacer] : each->of_each) pacer->stop();
  }
}

}  // namespace dynaferry::run
