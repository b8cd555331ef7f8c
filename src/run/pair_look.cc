// The half of PairRun that looks and changes nothing: what both sides say of the tables, whether they
// fit, what the journal remembers, and whether the destination is empty.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/mutant.h"
#include "ddb/retrying.h"
#include "ddb/scan_plan.h"
#include "run/pair_run.h"
#include "settings/comparison.h"
#include "settings/creation.h"

namespace dynaferry::run {

rt::Task<> PairRun::describe() {
  co_await look_at_source(world_, look_);
  if (look_.source) {
    look_.segments = request_.segments.value_or(ddb::segments_for(look_.source->size_bytes));
  }
  if (look_.problems.empty()) co_await describe_destination();
  if (look_.problems.empty()) compare();
  if (!look_.problems.empty()) co_return;
  // A journal that is to be forgotten does not count: what it knows must not be relied on, and it
  // stays until nothing else stands in the way.
  look_.remembered = !is_restarted() && world_.journals.remembers(names_of(world_, look_));
  if (!look_.remembered) refuse_existing();
}

rt::Task<> PairRun::describe_destination() {
  co_await look_at_destination(world_, look_);
  if (!look_.creates || !request_.data_only) co_return;
  add_problem(look_, Exit::failed,
              fmt::format("destination \"{}\" does not exist, and --data-only creates none",
                          look_.pair.destination.str()),
              "leave --data-only out, or create the table first");
}

void PairRun::compare() {
  if (!look_.destination) return;
  refuse_one_table_twice(look_);
  if (!look_.problems.empty()) return;
  const auto& source = *look_.source;
  const auto& destination = *look_.destination;
  look_.comparison = settings::compare(source, destination);
  if (look_.comparison->blocking.empty()) return;
  auto what = fmt::format("destination \"{}\" is not compatible with source \"{}\"",
                          destination.name.str(), source.name.str());
  for (const auto& difference : look_.comparison->blocking) what += "\n    " + difference.text();
  add_problem(look_, request_.dry_run ? Exit::not_ready : Exit::failed, std::move(what),
              "choose another destination, or make this one agree; dynaferry never changes an "
              "existing table unasked");
}

std::string PairRun::transform() const {
  return request_.keep_replication_attributes ? "keeps" : "drops";
}

bool PairRun::is_restarted() const {
  return std::ranges::find(request_.restart, look_.pair.destination.str()) !=
         request_.restart.end();
}

void PairRun::take_journal() {
  auto opened = world_.journals.open(names_of(world_, look_), world_.loop.wall());
  if (!opened) return add_state_problem(look_, opened.error());
  open_ = *std::move(opened);
  if (is_restarted()) return;  // What it remembers is forgotten when the copy begins.
  auto contents = open_->recall();
  if (!contents) return add_journal_problem(contents.error());
  recall(*std::move(contents));
  refuse_rival();
}

void PairRun::peek_into_journal() {
  if (look_.remembered) {
    auto contents = world_.journals.peek(names_of(world_, look_));
    if (!contents) return add_journal_problem(contents.error());
    if (*contents) recall(**std::move(contents));
  }
  refuse_rival();
}

// Two copies into one table would write over each other's items. What another one finished is the
// destination's own data, unless a copy of ours was under way before.
void PairRun::refuse_rival() {
  if (is_restarted() || !look_.finished_at.empty()) return;
  const auto rival = world_.journals.rival(names_of(world_, look_));
  if (!rival) return add_journal_problem(rival.error());
  if (!*rival) return;
  const auto& contents = (*rival)->contents;
  const bool is_finished = contents && contents->facts.contains("finished_at") &&
                           !contents->facts.at("finished_at").empty();
  const bool ours_is_under_way = !fact("emptiness").empty() && fact("finished_at").empty();
  if (is_finished && !ours_is_under_way) return;
  const auto& destination = look_.pair.destination.str();
  add_problem(
      look_, request_.dry_run ? Exit::not_ready : Exit::failed,
      fmt::format("another copy into destination \"{}\" {}; its journal is \"{}\"", destination,
                  is_finished ? "was made since this one was left" : "is not finished",
                  (*rival)->name),
      is_finished ? how_to_start_over()
                  : fmt::format("let that copy finish first, or give it up with --restart {}",
                                destination));
}

// A disk that is full or cannot be read has nothing to do with what the journal knows.
void PairRun::add_journal_problem(const Error& error) {
  add_problem(
      look_, Exit::failed, error.text(),
      error.fault == Fault::internal
          ? "make room or mend what the message names, then run the same command: it goes on"
          : fmt::format("restore the file, or forget it with --restart {}",
                        look_.pair.destination.str()));
}

void PairRun::recall(journal::Contents contents) {
  remembered_ = std::move(contents);
  for (const auto& [index, segment] : remembered_.segments) {
    look_.recorded_items += segment.items;
    look_.quarantined += segment.quarantined;
  }
  look_.passes_again = request_.again && is_finished();
  look_.recalled = true;
  look_.finished_at = request_.again ? "" : fact("finished_at");
  // All of it is copied again.
  if (look_.finished_at.empty() && begins_anew()) look_.recorded_items = 0;
  if (!begins_anew() && !is_mutant(Mutant::takes_another_segment_count))
    look_.segments = remembered_.segments.begin()->second.total;
  check_identity();
}

void PairRun::check_identity() {
  const auto expect = [&](const std::string& fact_name, const std::string& id,
                          std::string_view side, const TableName& table) {
    const auto recorded = fact(fact_name);
    if (recorded.empty() || recorded == id || is_mutant(Mutant::passes_over_table_ids)) return;
    const auto now = id.empty() ? std::string("it does not exist") : "its id is " + id;
    add_problem(look_, request_.dry_run ? Exit::not_ready : Exit::other_tables,
                fmt::format("the journal is of another {} table \"{}\" (id {}); {}: it was deleted "
                            "or re-created since, or these are another account's credentials",
                            side, table.str(), recorded, now),
                "if that is right, " + how_to_start_over());
  };
  if (!fact("transform").empty() && fact("transform") != transform() && !request_.again) {
    add_problem(
        look_, request_.dry_run ? Exit::not_ready : Exit::other_tables,
        fmt::format("the journal is of a copy that {} aws:rep:* attributes, and this one {}",
                    fact("transform"), transform()),
        "give --keep-replication-attributes as before, or copy all of it with --again");
  }
  expect("source_id", look_.source->id, "source", look_.pair.source);
  expect("destination_id", look_.destination ? look_.destination->id : "", "destination",
         look_.pair.destination);
  if (fact("creating").empty()) refuse_existing();
}

std::string PairRun::how_to_start_over() const {
  return fmt::format(
      "start over with --restart {0}; should {0} hold items, empty it first, or write over equal "
      "keys with --if-not-empty overwrite",
      look_.pair.destination.str());
}

void PairRun::refuse_existing() {
  if (!look_.destination || request_.if_exists != IfExists::fail) return;
  add_problem(look_, request_.dry_run ? Exit::not_ready : Exit::failed,
              fmt::format("destination \"{}\" exists already, and --if-exists fail was given",
                          look_.pair.destination.str()),
              "choose another destination, or leave --if-exists out");
}

// A journal that exists knows whether the destination's items are ours.
rt::Task<> PairRun::look_closer() {
  if (request_.dry_run) {
    peek_into_journal();
  } else if (look_.remembered) {
    take_journal();
  }
  if (look_.problems.empty()) co_await check_emptiness();
}

void PairRun::take() {
  if (!look_.remembered && !request_.dry_run) take_journal();
}

rt::Task<> PairRun::check_emptiness() {
  const bool known = !fact("emptiness").empty() || (look_.remembered && !look_.recalled);
  look_.overwrites = look_.destination && !known && !request_.schema_only &&
                     request_.if_not_empty == IfNotEmpty::overwrite;
  if (!look_.destination || known || !needs_emptiness()) co_return;
  const auto empty = co_await destination_is_empty();
  if (!empty) {
    add_problem(world_, look_, empty.error(), world_.destination);
    co_return;
  }
  look_.empty = *empty;
  if (!*empty) refuse_filled();
}

bool PairRun::needs_emptiness() const {
  return fact("emptiness").empty() && !request_.schema_only &&
         request_.if_not_empty != IfNotEmpty::overwrite;
}

void PairRun::refuse_filled() {
  const auto whose = is_restarted()
                         ? "items, and --restart forgets whose they are"
                         : "items, and the state directory knows of no copy that put them there";
  add_problem(
      look_, request_.dry_run ? Exit::not_ready : Exit::failed,
      fmt::format("destination \"{}\" ({}) holds {}", look_.pair.destination.str(),
                  world_.destination.text.region, whose),
      "if an earlier run made them, go on with its --state directory and its spelling of the "
      "endpoints; else choose another destination, empty this one, or write over equal keys with "
      "--if-not-empty overwrite and the table named literally");
}

rt::Task<Result<bool>> PairRun::destination_is_empty() {
  auto ready = co_await settings::wait_until_ready(world_.loop, world_.destination.catalog,
                                                   look_.pair.destination);
  if (!ready) co_return fail(std::move(ready).error());
  const auto table = world_.destination.open_table(*ready);
  ddb::ScanRequest request;
  request.limit = 1;
  while (true) {
    auto attempt = [&table, &request] { return table->scan(request); };
    auto page =
        co_await ddb::retrying(world_.loop, world_.random, request_.unreachable_limit, attempt);
    if (!page) co_return fail(std::move(page).error());
    if (!page->items.empty()) co_return false;
    if (!page->last_evaluated_key) co_return true;
    request.exclusive_start_key = std::move(page->last_evaluated_key);
  }
}

}  // namespace dynaferry::run
