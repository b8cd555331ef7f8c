#include "run/pair_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/grouped.h"
#include "core/mutant.h"
#include "core/printable.h"
#include "settings/comparison.h"
#include "settings/creation.h"

namespace dynaferry::run {
namespace {

constexpr const char* kAgain = "again";  // Of the fact "pass".

journal::Durability barrier() {
  return is_mutant(Mutant::records_without_barriers) ? journal::Durability::progress
                                                     : journal::Durability::barrier;
}

}  // namespace

PairRun::PairRun(World& world, const Request& request, rt::Semaphore& batches, TablePair pair)
    : world_(world), request_(request), batches_(batches) {
  look_.pair = std::move(pair);
  look_.copies_items = !request_.schema_only;
  look_.consistent = !request_.eventual_reads;
}

PairRun::~PairRun() = default;

rt::Task<PairEnd> PairRun::carry_out() {
  check(look_.problems.empty(), "pair: carried out in spite of problems");
  auto end = co_await work();
  const bool is_copied = end.exit == Exit::done || end.exit == Exit::listed;
  if (is_copied && request_.verify && !request_.schema_only) {
    auto proving = prove(std::move(end));
    end = co_await std::move(proving);
  }
  journal_ = nullptr;
  auto closing = open_->close();
  co_await std::move(closing);
  open_.reset();  // There may be thousands of pairs, and fewer files that may be open.
  co_return end;
}

rt::Task<PairEnd> PairRun::work() {
  // Also of a pass that is about to be begun anew: what it wrote is lost, too, if the table is gone.
  for (const auto& [index, segment] : remembered_.segments) copied_.items_recorded += segment.items;
  if (!look_.finished_at.empty()) {
    tally_ = recorded_tally();
    copied_.items_before = look_.recorded_items;
    for (const auto& [index, segment] : remembered_.segments)
      copied_.quarantined_before += segment.quarantined;
    enter(Phase::finished);
    co_return ended(
        fmt::format("was finished at {}; nothing written. --again makes one more full pass",
                    fact("finished_at")));
  }
  const auto ready = co_await make_ready();
  if (!ready) co_return failed(ready.error());
  if (request_.schema_only) {
    enter(Phase::finished);
    co_return ended("settings only; no items were copied");
  }
  const auto copied = co_await copy_items();
  if (!copied) co_return failed(copied.error());
  const auto finished = co_await finish();
  if (!finished) co_return failed(finished.error());
  enter(Phase::finished);
  co_return ended("");
}

rt::Task<Result<>> PairRun::make_ready() {
  if (!look_.destination) enter(Phase::creating);
  auto beginning = open_->begin(is_restarted());
  auto journal = co_await std::move(beginning);
  if (!journal) co_return fail(std::move(journal).error());
  journal_ = *journal;
  Facts begin = {{"command", request_.command_line},
                 {"source_id", look_.source->id},
                 {"source_arn", look_.source->arn}};
  is_new_ = !look_.destination;
  const bool asked_before = !fact("creating").empty();
  if (is_new_ && !is_mutant(Mutant::forgets_that_it_creates))
    begin.emplace_back("creating", rfc3339(world_.loop.wall()));
  auto recorded = co_await record(std::move(begin));
  if (!recorded) co_return recorded;

  auto table = co_await prepare(asked_before);
  if (!table) co_return fail(std::move(table).error());
  // The look may be hours old when it is this table's turn. Were it gone on with, all that earlier
  // runs recorded would be missing.
  if (look_.destination && look_.destination->id != table->id) co_return fail(re_created());
  look_.destination = *std::move(table);

  if (!is_new_ && needs_emptiness()) {
    // Looked at again, right before it is recorded.
    const auto empty = co_await destination_is_empty();
    if (!empty) co_return fail(Error(empty.error()).while_doing("looking whether it is empty"));
    if (!*empty)
      co_return fail(Fault::conflict, "it was filled by somebody else since it was looked at");
  }
  Facts made = {{"destination_id", look_.destination->id},
                {"destination_arn", look_.destination->arn}};
  made.emplace_back("warnings", warnings());
  if (!request_.schema_only && fact("emptiness").empty() && !is_mutant(Mutant::forgets_emptiness)) {
    made.emplace_back("emptiness", is_new_                       ? "created empty"
                                   : look_.empty.value_or(false) ? "empty"
                                                                 : "overwrite");
  }
  co_return co_await record(std::move(made));
}

rt::Task<Result<model::TableDescription>> PairRun::prepare(bool asked_before) {
  const auto& name = look_.pair.destination;
  auto& catalog = world_.destination.catalog;
  if (!is_new_) {
    auto ready = co_await settings::wait_until_ready(world_.loop, catalog, name);
    if (!ready) co_return fail(std::move(ready).error().while_doing("waiting for it"));
    co_return ready;
  }
  auto created =
      co_await settings::create_and_wait(world_.loop, catalog, name, *look_.source, asked_before);
  if (!created) co_return fail(std::move(created).error().while_doing("creating it"));
  if (created->adopted) {
    const auto empty = co_await destination_is_empty();
    if (!empty) co_return fail(Error(empty.error()).while_doing("looking whether it is empty"));
    if (!*empty) co_return fail(Fault::conflict, "a table of that name appeared that holds items");
  }
  co_return std::move(created->table);
}

rt::Task<Result<>> PairRun::record(Facts facts) {
  journal::Batch batch{.facts = facts};
  auto committed = co_await journal_->commit(std::move(batch), barrier());
  if (!committed) co_return fail(Error(committed.error()).while_doing("recording in the journal"));
  for (auto& [name, value] : facts) remembered_.facts[name] = value;
  co_return Result<>{};
}

// A pass that is under way is gone on with, unless it is not the one that is asked for: --again
// wants one of its own, and what becomes of an item may not change in the middle of a pass.
bool PairRun::begins_anew() const {
  if (remembered_.segments.empty() || is_finished()) return true;
  return fact("transform") != transform() || (request_.again && fact("pass") != kAgain);
}

std::vector<journal::Segment> PairRun::segments_to_copy() const {
  std::vector<journal::Segment> segments;
  const bool goes_on = !begins_anew();
  const auto total = look_.segments;
  for (std::uint32_t index = 0; index < total; ++index) {
    const auto known = remembered_.segments.find(index);
    const bool is_known = goes_on && known != remembered_.segments.end();
    segments.push_back(is_known ? known->second : journal::Segment{.index = index, .total = total});
  }
  return segments;
}

rt::Task<Result<>> PairRun::copy_items() {
  auto segments = segments_to_copy();
  journal::Batch begin;
  if (begins_anew()) {
    begin.forget_segments = true;
    begin.segments = segments;
    begin.facts = {{"finished_at", is_mutant(Mutant::calls_a_pair_finished_too_soon) ? "now" : ""},
                   {"first_page_at", rfc3339(world_.loop.wall())},
                   {copy::tally_fact, ""},
                   {"transform", transform()},
                   {"pass", request_.again ? kAgain : "first"}};
  }
  for (const auto& [name, value] : begin.facts) remembered_.facts[name] = value;
  auto begun = co_await journal_->commit(std::move(begin), barrier());
  if (!begun) co_return begun;
  if (stopped_) co_return fail(Fault::cancelled, "stopped");

  source_table_ = world_.source.open_table(*look_.source);
  destination_table_ = world_.destination.open_table(*look_.destination);
  if (request_.on_bad_item == OnBadItem::quarantine) {
    quarantine_ = std::make_unique<PairQuarantine>(*open_, world_.listener, look_,
                                                   request_.verbosity >= Verbosity::keys);
  }
  const bool took_before = std::ranges::any_of(segments, [](const journal::Segment& segment) {
    return segment.items + segment.quarantined > 0;
  });
  const sink::Bounds bounds{.is_new = is_new_,
                            .took_before = took_before,
                            .bad_items = quarantine_.get(),
                            .tell_keys = request_.verbosity >= Verbosity::keys,
                            .unreachable_limit = request_.unreachable_limit};
  sink_ = std::make_unique<sink::Sink>(world_.loop, world_.random, *destination_table_, batches_,
                                       bounds);
  const copy::Options options{.consistent = !request_.eventual_reads,
                              .drop_replication_attributes = !request_.keep_replication_attributes,
                              .before = recorded_tally(),
                              .unreachable_limit = request_.unreachable_limit};
  copy_ = std::make_unique<copy::TableCopy>(world_.loop, world_.random, *source_table_, *sink_,
                                            *journal_, std::move(segments), options);
  enter(Phase::copying);
  auto copied = co_await copy_->run();
  copied_ = copy_->progress();
  tally_ = copy_->tally();
  written_ = sink_->counters();
  copy_.reset();
  co_return copied;
}

std::string PairRun::what_was_repaired() const {
  return proof_->has_repaired() ? "; " + proof_->state_of_data() : "";
}

rt::Task<PairEnd> PairRun::prove(PairEnd end) {
  proof_ = std::make_unique<PairProof>(world_, request_, look_, fact("finished_at"));
  if (stopped_) proof_->stop();
  proof_->take();
  std::optional<Problem> problem;
  if (look_.problems.empty()) {
    enter(Phase::verifying);
    auto proving = proof_->prove();
    const auto proved = co_await std::move(proving);
    if (proved) {
      enter(Phase::finished);
      end.progress = progress();
      proof_->add_to(end);
      co_return end;
    }
    proof_->name_tables(end);
    if (proved.error().fault == Fault::cancelled) {
      end.exit = Exit::interrupted;
      end.note = "copied, and not verified to the end" + what_was_repaired();
      co_return end;
    }
    problem = proof_->problem_from(proved.error());
  } else {
    problem = look_.problems.front();
  }
  problem->data = state_of_data() + "; it was not verified to the end" + what_was_repaired();
  end.problem = std::move(problem);
  end.exit = end.problem->exit;
  world_.listener.phase(look_.pair, Phase::failed);
  co_return end;
}

// Had a table been re-created meanwhile, some of what was acknowledged would be in a table that is gone.
rt::Task<Result<>> PairRun::check_still_the_same() {
  auto looking = look_again(world_, look_);
  const auto destination = co_await std::move(looking);
  if (!destination) co_return fail(destination.error());
  const auto comparison = settings::compare(*look_.source, *destination);
  if (!comparison.blocking.empty()) {
    co_return fail(Fault::conflict, "its settings were changed while it was copied: " +
                                        comparison.blocking.front().text());
  }
  co_return Result<>{};
}

rt::Task<Result<>> PairRun::finish() {
  auto same = co_await check_still_the_same();
  if (!same) co_return same;
  const auto now = rfc3339(world_.loop.wall());
  Facts facts = {{"last_page_at", now}, {"finished_at", now}};
  co_return co_await record(std::move(facts));
}

void PairRun::stop() {
  stopped_ = true;
  if (copy_) copy_->stop();
  if (proof_) proof_->stop();
}

// --- telling ---------------------------------------------------------------------------------

void PairRun::enter(Phase phase) {
  phase_ = phase;
  world_.listener.phase(look_.pair, phase);
}

std::string PairRun::fact(const std::string& name) const {
  if (is_mutant(Mutant::asks_for_emptiness_again) && name == "emptiness") return {};
  const auto found = remembered_.facts.find(name);
  return found == remembered_.facts.end() ? std::string() : found->second;
}

copy::Tally PairRun::recorded_tally() const { return copy::tally_from(fact(copy::tally_fact)); }

bool PairRun::is_finished() const { return !fact("finished_at").empty(); }

PairProgress PairRun::progress() const {
  PairProgress out{
      look_.pair, phase_,  look_.source ? look_.source->item_count : 0, look_.source_read_budget,
      copied_,    written_};
  if (copy_) {
    out.copy = copy_->progress();
    out.sink = sink_->counters();
  }
  if (proof_) out.verifying = proof_->progress();
  return out;
}

std::string PairRun::state_of_data() const {
  const auto copied = progress().copy.items_recorded;
  if (copied == 0) return "no item is recorded as copied; nothing is lost";
  return fmt::format("{} items copied and recorded; nothing is lost, nothing is half-written",
                     grouped(copied));
}

// A destination that is not there any more, or is another one, may have taken with it what was
// copied; a source has not.
std::string PairRun::state_of_data(const Error& error) const {
  const bool is_gone = error.fault == Fault::absent || error.code == re_created_code;
  const auto copied = progress().copy.items_recorded;
  if (!is_gone || copied == 0) return state_of_data();
  if (is_of_source(error)) {
    return fmt::format("{} items of it were copied and recorded; they are at the destination",
                       grouped(copied));
  }
  return fmt::format("{} items were recorded as copied; what of them there is now is not known",
                     grouped(copied));
}

// Settings that differ or are not copied, one a line.
std::string PairRun::warnings() const {
  std::string out;
  if (look_.comparison) {
    for (const auto& difference : look_.comparison->kept) out += difference.text() + "\n";
  }
  for (const auto& setting : not_copied()) out += setting + "\n";
  return out;
}

std::vector<std::string> PairRun::not_copied() const {
  std::vector<std::string> out;
  for (const auto& setting : look_.source->other_settings)
    out.push_back(printable(setting) + ": postponed, not copied by this version");
  out.emplace_back(not_looked_at);
  return out;
}

PairEnd PairRun::end_with(Exit exit, std::string note) const {
  PairEnd end;
  end.pair = look_.pair;
  end.exit = exit;
  end.note = std::move(note);
  end.progress = progress();
  end.first_page_at = fact("first_page_at");
  end.last_page_at = fact("last_page_at");
  end.tally = tally_;
  end.quarantined = end.progress.copy.quarantined_before + end.progress.sink.set_aside;
  if (end.quarantined > 0 && open_) end.quarantine_file = open_->quarantine_name();
  if (look_.comparison) {
    for (const auto& difference : look_.comparison->kept) end.kept.push_back(difference.text());
  }
  return end;
}

PairEnd PairRun::ended(std::string note) const {
  auto end = end_with(Exit::done, std::move(note));
  if (request_.settings != SettingsScope::required) end.not_copied = not_copied();
  const bool misses_settings = request_.settings == SettingsScope::all && !end.not_copied.empty();
  if (misses_settings || end.quarantined > 0) end.exit = Exit::listed;
  return end;
}

// Only the copy itself scans the source; the innermost step names the action.
bool PairRun::is_of_source(const Error& error) const {
  if (std::ranges::find(error.doing, looking_at_the_source_again) != error.doing.end()) return true;
  return phase_ == Phase::copying && !error.doing.empty() && error.doing.back() == "Scan";
}

PairEnd PairRun::failed(const Error& error) const {
  if (error.fault == Fault::cancelled) return end_with(Exit::interrupted, state_of_data());
  auto where = is_of_source(error)
                   ? place_of(world_, look_, world_.source, "reading")
                   : place_of(world_, look_, world_.destination,
                              phase_ == Phase::copying ? "writing to" : "preparing");
  where.data = state_of_data(error);
  auto end = end_with(Exit::failed, "");
  end.problem = problem_from(error, where);
  if (error.code == re_created_code) end.problem->next = "if that is right, " + how_to_start_over();
  end.exit = end.problem->exit;
  world_.listener.phase(look_.pair, Phase::failed);
  return end;
}

}  // namespace dynaferry::run
