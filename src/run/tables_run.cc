#include "run/tables_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "ddb/patience.h"
#include "run/look.h"
#include "run/mapping.h"
#include "run/pair_run.h"
#include "run/pair_verify.h"

namespace dynaferry::run {
namespace {

constexpr std::uint32_t kBatchesAtOnce = 16;
constexpr std::size_t kLooksAtOnce = 8;
constexpr std::chrono::milliseconds kTick{250};
constexpr std::chrono::seconds kLongSilence{10};

std::string how_to_choose(const Request& request) {
  return fmt::format("\"dynaferry {} --help\" tells how tables are chosen and named",
                     request.copies ? "copy" : "verify");
}

}  // namespace

std::string_view name_of(Phase phase) {
  switch (phase) {
    case Phase::waiting: return "waiting";
    case Phase::creating: return "creating";
    case Phase::copying: return "copying";
    case Phase::verifying: return "verifying";
    case Phase::finished: return "finished";
    case Phase::failed: return "failed";
    case Phase::stopped: return "stopped";
  }
  return "unknown";
}

TablesRun::TablesRun(World& world, Request request)
    : request_(std::move(request)),
      paced_(world, request_),
      world_(paced_.world()),
      batches_(request_.concurrency.value_or(kBatchesAtOnce)) {}

rt::Task<Summary> TablesRun::run() {
  begun_ = world_.loop.now();
  rt::Scope scope(world_.loop);
  scope_ = &scope;
  auto all = everything();
  scope.spawn(std::move(all));
  auto ticking = tick();
  scope.spawn(std::move(ticking));
  co_await scope.join();
  scope_ = nullptr;
  auto out = summary();
  world_.listener.ended(out);
  co_return out;
}

rt::Task<> TablesRun::everything() {
  world_.listener.sides(world_.source.text, world_.destination.text);
  const auto chosen = co_await choose();
  if (!chosen) {
    const Place place{"listing the tables of",   "source", "",
                      world_.source.text.region, "",       untouched};
    auto problem = problem_from(chosen.error(), place);
    if (chosen.error().fault == Fault::invalid) {
      problem = {Exit::usage, chosen.error().text(), place.data, how_to_choose(request_)};
    }
    left_out_.push_back(problem.exit);
    world_.listener.problem(problem);
  } else {
    co_await for_each_pair(kLooksAtOnce, &TablesRun::look_at);
    const bool writes = request_.copies || (request_.verify && request_.verify->repair);
    if (writes) refuse_chains();
    co_await for_each_pair(kLooksAtOnce, &TablesRun::look_closer_at);
    // Only now is anything left on this machine's disk.
    if (may_go_on()) co_await for_each_pair(kLooksAtOnce, &TablesRun::take);
    for (const auto& pair : pairs_) {
      if (pair->look().problems.empty()) world_.listener.looked(pair->look());
    }
    if (may_go_on() && !request_.dry_run) {
      co_await for_each_pair(request_.tables_at_once, &TablesRun::carry_out);
    }
  }
  scope_->cancel();  // Ends tick().
}

rt::Task<Result<>> TablesRun::choose() {
  Listing listing;
  if (needs_listing(request_.choice)) {
    DF_CO_TRY(listing, co_await world_.source.catalog.list());
  }
  const bool same_side = world_.source.account == world_.destination.account;
  DF_CO_TRY(auto chosen, look(request_.choice, listing, same_side));
  for (const auto& problem : chosen.problems) {
    left_out_.push_back(request_.keep_going ? Exit::failed : Exit::usage);
    world_.listener.problem({Exit::usage, problem, untouched, how_to_choose(request_)});
  }
  for (const auto& glob : chosen.unused_excludes) {
    world_.listener.warning(fmt::format("--exclude {} fits no table that was chosen", glob));
  }
  check_restart(chosen.pairs);
  warn_of_kept_names(chosen.pairs);
  for (auto& pair : chosen.pairs) pairs_.push_back(make(std::move(pair)));
  co_return Result<>{};
}

void TablesRun::check_restart(const std::vector<TablePair>& pairs) {
  for (const auto& name : request_.restart) {
    if (std::ranges::find(pairs, TableName(name), &TablePair::destination) != pairs.end()) continue;
    left_out_.push_back(Exit::usage);
    world_.listener.problem({Exit::usage,
                             fmt::format("--restart {} names no destination of this run", name),
                             untouched, "give the destination's name as the run shows it"});
  }
}

// The replaced script's prefixes: a table that fits neither form keeps its name, and a slip in one
// line of .env must not go unseen.
void TablesRun::warn_of_kept_names(const std::vector<TablePair>& pairs) {
  const auto& choice = request_.choice;
  if (!choice.legacy_prefix || choice.map_prefix || choice.map_regex) return;
  for (const auto& pair : pairs) {
    if (pair.source != pair.destination) continue;
    world_.listener.warning(
        fmt::format("\"{}\" does not start with SRC_PREFIX: it keeps its name", pair.source.str()));
  }
}

rt::Task<> TablesRun::work_off(std::size_t& next, Step step) {
  while (next < pairs_.size() && !stopped_) {
    auto& pair = *pairs_[next++];
    if (!pair.look().problems.empty()) continue;
    auto task = (this->*step)(pair);
    co_await std::move(task);
  }
}

rt::Task<> TablesRun::for_each_pair(std::size_t at_once, Step step) {
  std::size_t next = 0;
  rt::Scope scope(world_.loop);
  for (std::size_t i = 0; i < std::min(at_once, pairs_.size()); ++i) {
    auto worker = work_off(next, step);
    scope.spawn(std::move(worker));
  }
  co_await scope.join();
}

std::unique_ptr<Pair> TablesRun::make(TablePair pair) {
  if (request_.copies)
    return std::make_unique<PairRun>(world_, request_, batches_, std::move(pair));
  return std::make_unique<PairVerify>(world_, request_, std::move(pair));
}

rt::Task<> TablesRun::look_at(Pair& pair) {
  co_await pair.describe();
  if (pair.look().problems.empty()) paced_.look_at(pair.look());
}

rt::Task<> TablesRun::look_closer_at(Pair& pair) { co_await pair.look_closer(); }

rt::Task<> TablesRun::take(Pair& pair) {
  pair.take();
  co_return;
}

// What is copied from a table that is also copied to would depend on the order, and what it held
// could end up nowhere.
void TablesRun::refuse_chains() {
  std::set<std::pair<std::string, std::string>> sources;  // By id and ARN.
  for (const auto& pair : pairs_) {
    const auto& source = pair->look().source;
    if (source && !source->id.empty()) sources.emplace(source->id, source->arn);
  }
  for (const auto& pair : pairs_) {
    const auto& destination = pair->look().destination;
    if (!destination || !pair->look().problems.empty()) continue;
    if (!sources.contains({destination->id, destination->arn})) continue;
    add_problem(pair->look(), Exit::usage,
                fmt::format("\"{}\" is a destination of this run and a source of it, too",
                            pair->look().pair.destination.str()),
                "copy in one direction at a time: leave one of the two pairs out, and give tables "
                "that change places a third name");
  }
}

// With --keep-going, pairs with problems are left out; without, one stops the run.
bool TablesRun::may_go_on() {
  if (stopped_) return false;
  bool problems = !left_out_.empty();
  for (auto pair = pairs_.begin(); pair != pairs_.end();) {
    const auto& found = (*pair)->look().problems;
    if (found.empty()) {
      ++pair;
      continue;
    }
    problems = true;
    ++pairs_left_out_;
    world_.listener.looked((*pair)->look());
    for (const auto& problem : found) {
      const bool others_go_on = request_.keep_going && !request_.dry_run;
      left_out_.push_back(others_go_on ? Exit::failed : problem.exit);
      world_.listener.problem(problem);
    }
    pair = pairs_.erase(pair);
  }
  return !problems || request_.keep_going;
}

rt::Task<> TablesRun::carry_out(Pair& pair) {
  auto end = co_await pair.carry_out();
  world_.listener.pair_ended(end);
  ends_.push_back(std::move(end));
  cancel_if_nothing_works();
}

void TablesRun::stop(Exit exit) {
  if (stopped_) return;
  stopped_ = exit;
  paced_.stop();
  for (const auto& pair : pairs_) pair->stop();
  cancel_if_nothing_works();
}

void TablesRun::cancel_if_nothing_works() {
  if (!stopped_ || scope_ == nullptr) return;
  if (std::ranges::none_of(pairs_, [](const auto& pair) { return pair->is_at_work(); }))
    scope_->cancel();
}

rt::Task<> TablesRun::tick() {
  while (true) {
    co_await world_.loop.sleep(kTick);
    report_progress();
    tell_of_silence(world_.source, told_of_source_);
    tell_of_silence(world_.destination, told_of_destination_);
  }
}

// A service that does not answer is waited for, for a minute and more; nobody should have to guess
// why nothing moves.
void TablesRun::tell_of_silence(const Side& side, bool& told) {
  const auto silence = side.silence();
  if (!silence || silence->lasts < kLongSilence) {
    told = false;
    return;
  }
  if (std::exchange(told, true)) return;
  world_.listener.warning(fmt::format(
      "no answer from the {} ({}) for {} s{}{}; trying on, and giving up after {} s and {} tries "
      "without one",
      &side == &world_.source ? "source" : "destination", side.text.endpoint,
      std::chrono::floor<std::chrono::seconds>(silence->lasts).count(),
      silence->last_failure.empty() ? "" : ": ", silence->last_failure,
      request_.unreachable_limit.count(), ddb::Patience::fewest_tries));
}

void TablesRun::report_progress() {
  std::vector<PairProgress> progress;
  progress.reserve(pairs_.size());
  for (const auto& pair : pairs_) progress.push_back(pair->progress());
  world_.listener.progress(progress);
}

Summary TablesRun::summary() {
  Summary out;
  std::vector<Exit> exits = left_out_;
  for (const auto& pair : pairs_) {
    const auto ended = std::ranges::find(ends_, pair->look().pair, &PairEnd::pair);
    if (ended == ends_.end() && stopped_)
      ends_.push_back(pair->end_with(*stopped_, "not finished"));
  }
  for (const auto& end : ends_) exits.push_back(end.exit);
  out.exit = stopped_ ? *stopped_ : first_of(exits);
  out.interrupted = stopped_.has_value();
  out.pairs = std::move(ends_);
  out.left_out = pairs_left_out_;
  out.took = world_.loop.now() - begun_;
  return out;
}

}  // namespace dynaferry::run
