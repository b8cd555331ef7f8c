#include "run/problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ddb/faults.h"
#include "ddb/patience.h"
#include "sink/sink.h"

namespace dynaferry::run {
namespace {

Exit exit_of(const Error& error) {
  if (error.code == re_created_code) return Exit::other_tables;
  switch (error.fault) {
    case Fault::refused: return Exit::refused;
    case Fault::busy:
    case Fault::lost: return error.code == ddb::unreachable_code ? Exit::unreachable : Exit::failed;
    case Fault::cancelled: return Exit::interrupted;
    case Fault::absent:
    case Fault::conflict:
    case Fault::invalid:
    case Fault::corrupt:
    case Fault::internal: return Exit::failed;
  }
  return Exit::failed;
}

// ServiceClient's own step is the innermost: "Scan".
std::string action_of(const Error& error) {
  return error.doing.empty() ? std::string() : error.doing.back();
}

std::string what_of(const Error& error, const Place& place) {
  const auto where =
      place.table.empty()
          ? fmt::format("{} the {} ({})", place.doing, place.side, place.region)
          : fmt::format("{} {} \"{}\" ({})", place.doing, place.side, place.table, place.region);
  if (error.fault == Fault::refused && error.code == "AccessDeniedException") {
    return fmt::format("{} was refused: {}, action dynamodb:{}", where, error.code,
                       action_of(error));
  }
  if (error.fault == Fault::refused) return fmt::format("{} was refused: {}", where, error.text());
  return fmt::format("{} failed: {}", where, error.text());
}

std::string next_of(const Error& error, const Place& place) {
  const auto target = !place.arn.empty() ? place.arn
                      : place.table.empty()
                          ? fmt::format("all tables of the {}", place.side)
                          : fmt::format("the {}'s table \"{}\"", place.side, place.table);
  if (error.code == "AccessDeniedException") {
    return fmt::format("grant dynamodb:{} on {}, then run the same command", action_of(error),
                       target);
  }
  if (error.code == ddb::limit_exceeded_code) {
    return "wait until fewer tables are being made, or have that quota of the account raised; then "
           "run the same command: it goes on";
  }
  if (error.code == sink::refuses_all_code) {
    return "the table is at fault and not its items: compare its keys and indexes with what the "
           "items "
           "hold; what was set aside stays in the quarantine file; then run the same command: it "
           "goes on";
  }
  switch (error.fault) {
    case Fault::refused:
      return fmt::format(
          "check the access key, the secret key and the session token of the {} and the clock of "
          "this machine, then run the same command",
          place.side);
    case Fault::busy:
    case Fault::lost:
      return "check that the endpoint can be reached from here, then run the same command: it goes "
             "on";
    case Fault::absent:
      return "check that the table still exists on that side; it is never re-created silently";
    case Fault::invalid:
      return fmt::format(
          "if the message names an item, mend it at the source{}; then run the same command: it "
          "goes "
          "on",
          action_of(error) == "BatchWriteItem"
              ? ", or set such items aside with --on-bad-item quarantine"
              : "");
    case Fault::conflict:
      return "wait until nobody else changes the table, then run the same command";
    case Fault::corrupt:
      return "do not trust what gave this answer; if it is the journal, see --restart";
    case Fault::cancelled: return "run the same command to go on";
    case Fault::internal:
      return "make room or mend what the message names, then run the same command: it goes on";
  }
  return {};
}

}  // namespace

Exit first_of(std::span<const Exit> exits) {
  constexpr std::array order = {Exit::usage,        Exit::failed,       Exit::refused,
                                Exit::other_tables, Exit::state_in_use, Exit::unreachable,
                                Exit::not_ready,    Exit::differs,      Exit::hung_up,
                                Exit::interrupted,  Exit::terminated,   Exit::listed};
  for (const auto exit : order) {
    if (std::ranges::find(exits, exit) != exits.end()) return exit;
  }
  return Exit::done;
}

Problem problem_from(const Error& error, const Place& place) {
  return {exit_of(error), what_of(error, place), place.data, next_of(error, place)};
}

}  // namespace dynaferry::run
