#include "run/look.h"

#include <fmt/format.h>

#include <utility>

namespace dynaferry::run {
namespace {

const TableName& table_on(const World& world, const Look& look, const Side& side) {
  return &side == &world.source ? look.pair.source : look.pair.destination;
}

}  // namespace

Error re_created() {
  Error error{Fault::conflict, "the table was re-created meanwhile"};
  error.code = re_created_code;
  return error;
}

rt::Task<> look_at_source(World& world, Look& look) {
  const auto& name = look.pair.source;
  auto found = co_await world.source.catalog.describe(name);
  if (found) {
    look.source = *std::move(found);
    if (look.source->status == "ACTIVE" || look.source->status == "UPDATING") co_return;
    add_problem(look, Exit::failed,
                fmt::format("source \"{}\" is {}", name.str(), look.source->status),
                "wait until it is ACTIVE, then run the same command");
  } else if (found.error().fault == Fault::absent) {
    add_problem(look, Exit::usage,
                fmt::format("there is no table \"{}\" at the source ({}, {})", name.str(),
                            world.source.text.region, world.source.text.endpoint),
                "check the name, the Region and whose credentials these are");
  } else {
    add_problem(world, look, found.error(), world.source);
  }
}

rt::Task<> look_at_destination(World& world, Look& look) {
  auto found = co_await world.destination.catalog.describe(look.pair.destination);
  look.creates = !found && found.error().fault == Fault::absent;
  if (found) {
    look.destination = *std::move(found);
  } else if (!look.creates) {
    add_problem(world, look, found.error(), world.destination);
  }
}

void refuse_one_table_twice(Look& look) {
  const auto& source = *look.source;
  const auto& destination = *look.destination;
  if (source.id.empty() || source.id != destination.id || source.arn != destination.arn) return;
  add_problem(look, Exit::usage,
              fmt::format("\"{}\" and \"{}\" are one and the same table: {}", source.name.str(),
                          destination.name.str(), source.arn),
              "check both sides' credentials, Regions and endpoints");
}

void add_problem(Look& look, Exit exit, std::string what, std::string next) {
  look.problems.push_back({exit, std::move(what), untouched, std::move(next)});
}

void add_problem(World& world, Look& look, const Error& error, const Side& side) {
  look.problems.push_back(problem_from(error, place_of(world, look, side, "looking at")));
}

void add_state_problem(Look& look, const Error& error) {
  const auto exit = error.fault == Fault::conflict ? Exit::state_in_use : Exit::failed;
  add_problem(look, exit, error.text(),
              exit == Exit::state_in_use
                  ? "wait for that process to end, or stop it; then run the same command"
                  : "run where the directory can be written, or give another with --state");
}

rt::Task<Result<model::TableDescription>> look_again(World& world, const Look& look) {
  const auto source = co_await world.source.catalog.describe(look.pair.source);
  if (!source) co_return fail(Error(source.error()).while_doing(looking_at_the_source_again));
  if (source->id != look.source->id)
    co_return fail(re_created().while_doing(looking_at_the_source_again));
  auto destination = co_await world.destination.catalog.describe(look.pair.destination);
  if (!destination) {
    co_return fail(Error(destination.error()).while_doing("looking at the destination once more"));
  }
  if (destination->id != look.destination->id) co_return fail(re_created());
  co_return destination;
}

Place place_of(const World& world, const Look& look, const Side& side, std::string doing) {
  const bool is_source = &side == &world.source;
  const auto& described = is_source ? look.source : look.destination;
  return {std::move(doing), is_source ? "source" : "destination", table_on(world, look, side).str(),
          side.text.region, described ? described->arn : "",      untouched};
}

journal::PairNames names_of(const World& world, const Look& look) {
  const auto destination =
      fmt::format("{}\n{}", world.destination.text.endpoint, look.pair.destination.str());
  return {look.pair.source,
          world.source.region,
          look.pair.destination,
          world.destination.region,
          fmt::format("{}\n{}\n{}", world.source.text.endpoint, look.source->arn, destination),
          destination};
}

}  // namespace dynaferry::run
