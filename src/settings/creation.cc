#include "settings/creation.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/mutant.h"
#include "ddb/patience.h"
#include "settings/comparison.h"

namespace dynaferry::settings {
namespace {

constexpr std::chrono::seconds kAbsentLimit{60};

std::string waiting_for(const model::TableDescription& table) {
  if (table.status != "ACTIVE") return fmt::format("the table is {}", table.status);
  for (const auto& index : table.global_indexes) {
    if (!index.status.empty() && index.status != "ACTIVE") {
      return fmt::format("index {} is {}", index.name, index.status);
    }
  }
  return "it is ready";
}

// After a create of unknown outcome.
Result<> check_it_is_ours(const model::TableDescription& asked,
                          const model::TableDescription& found) {
  const auto comparison = compare(asked, found);
  if (comparison.blocking.empty() && comparison.kept.empty()) return {};
  const auto& first =
      comparison.blocking.empty() ? comparison.kept.front() : comparison.blocking.front();
  return fail(
      Fault::conflict,
      fmt::format("a table of that name appeared that is not the one asked for; {}", first.text()));
}

}  // namespace

rt::Task<Result<Created>> create_and_wait(rt::Clock& clock, ddb::Catalog& catalog, TableName name,
                                          model::TableDescription like, bool asked_before) {
  // After `lost`: had it arrived, the table shows within kAbsentLimit; if it does not, ask again.
  const auto begun = clock.now();
  for (bool perhaps_ours = asked_before;; perhaps_ours = true) {
    const auto created = co_await catalog.create(name, like);
    const bool may_be_there = created || created.error().fault == Fault::lost ||
                              (created.error().fault == Fault::conflict && perhaps_ours);
    if (!may_be_there) co_return fail(created.error());
    auto ready = co_await wait_until_ready(clock, catalog, name);
    if (!ready) {
      const bool did_not_happen = !created && ready.error().fault == Fault::absent;
      if (!did_not_happen) co_return fail(std::move(ready).error());
      if (clock.now() - begun > ddb::Patience::control_plane_limit) co_return fail(created.error());
      continue;
    }
    if (created && ready->id != created->id) {
      co_return fail(Fault::conflict, "somebody else made another table of that name meanwhile");
    }
    if (!created && !is_mutant(Mutant::adopts_strangers)) {
      const auto ours = check_it_is_ours(like, *ready);
      if (!ours) co_return fail(ours.error());
    }
    co_return Created{*std::move(ready), !created.has_value()};
  }
}

rt::Task<Result<model::TableDescription>> wait_until_ready(rt::Clock& clock, ddb::Catalog& catalog,
                                                           TableName name) {
  const auto begun = clock.now();
  Ns pause = std::chrono::milliseconds(50);
  while (true) {
    auto table = co_await catalog.describe(name);
    const auto waited = clock.now() - begun;
    if (!table && (table.error().fault != Fault::absent || waited > kAbsentLimit)) co_return table;
    if (table && table->is_ready()) co_return table;
    if (waited > ready_limit) {
      co_return fail(Fault::busy,
                     fmt::format("\"{}\" is not ready after {} minutes: {}", name.str(),
                                 ready_limit.count(), waiting_for(*table)));
    }
    co_await clock.sleep(pause);
    pause = std::min<Ns>(2 * pause, std::chrono::seconds(5));
  }
}

}  // namespace dynaferry::settings
