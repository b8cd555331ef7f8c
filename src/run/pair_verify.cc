#include "run/pair_verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "run/look.h"
#include "settings/comparison.h"

namespace dynaferry::run {

PairVerify::PairVerify(World& world, const Request& request, TablePair pair)
    : world_(world),
      request_(request),
      look_{.pair = std::move(pair)},
      proof_(world, request, look_) {
  look_.copies_items = false;
  look_.consistent = !request.eventual_reads;
}

rt::Task<> PairVerify::describe() {
  co_await look_at_source(world_, look_);
  if (!look_.problems.empty()) co_return;
  co_await look_at_destination(world_, look_);
  if (!look_.problems.empty()) co_return;
  if (look_.creates) {
    add_problem(
        look_, Exit::failed,
        fmt::format("there is no table \"{}\" at the destination ({}, {}) to compare \"{}\" "
                    "with",
                    look_.pair.destination.str(), world_.destination.text.region,
                    world_.destination.text.endpoint, look_.pair.source.str()),
        "check the name and the mapping, or copy the table first");
    co_return;
  }
  refuse_one_table_twice(look_);
  look_.comparison = settings::compare(*look_.source, *look_.destination);
}

rt::Task<> PairVerify::look_closer() { co_return; }

void PairVerify::take() {
  if (request_.verify->repair) {
    auto opened = world_.journals.open(names_of(world_, look_), world_.loop.wall());
    if (!opened) return add_state_problem(look_, opened.error());
    destination_ = *std::move(opened);
  }
  proof_.take();
}

// Items of tables whose keys differ have nothing to be joined by.
bool PairVerify::have_same_keys() const {
  const auto& source = *look_.source;
  const auto& destination = *look_.destination;
  const auto is_same_type = [&](const std::string& name) {
    const auto one = source.attribute_types.find(name);
    const auto other = destination.attribute_types.find(name);
    return one != source.attribute_types.end() && other != destination.attribute_types.end() &&
           one->second == other->second;
  };
  return source.keys == destination.keys && std::ranges::all_of(source.keys.hash, is_same_type) &&
         std::ranges::all_of(source.keys.range, is_same_type);
}

rt::Task<PairEnd> PairVerify::carry_out() {
  if (!have_same_keys()) {
    enter(Phase::finished);
    auto end = end_with(Exit::done, "the keys differ: no item was compared");
    proof_.add_to(end);
    co_return end;
  }
  enter(Phase::verifying);
  auto proving = proof_.prove();
  const auto proved = co_await std::move(proving);
  destination_.reset();
  if (!proved) co_return failed(proved.error());
  enter(Phase::finished);
  auto end = end_with(Exit::done, "");
  proof_.add_to(end);
  co_return end;
}

void PairVerify::enter(Phase phase) {
  phase_ = phase;
  world_.listener.phase(look_.pair, phase);
}

PairProgress PairVerify::progress() const {
  PairProgress out;
  out.pair = look_.pair;
  out.phase = phase_;
  out.expected_items = look_.source ? look_.source->item_count : 0;
  out.read_budget = look_.source_read_budget;
  out.verifying = proof_.progress();
  return out;
}

PairEnd PairVerify::end_with(Exit exit, std::string note) const {
  PairEnd end;
  end.pair = look_.pair;
  end.exit = exit;
  end.note = std::move(note);
  end.progress = progress();
  proof_.name_tables(end);
  if (look_.comparison) {
    for (const auto& difference : look_.comparison->kept) end.kept.push_back(difference.text());
  }
  return end;
}

PairEnd PairVerify::failed(const Error& error) const {
  if (error.fault == Fault::cancelled) return end_with(Exit::interrupted, proof_.state_of_data());
  auto end = end_with(Exit::failed, "");
  end.problem = proof_.problem_from(error);
  end.exit = end.problem->exit;
  world_.listener.phase(look_.pair, Phase::failed);
  return end;
}

}  // namespace dynaferry::run
