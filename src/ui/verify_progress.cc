#include "ui/verify_progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "ui/numbers.h"

namespace dynaferry::ui {
namespace {

using Step = verify::Progress::Step;

// Of all pairs that are in one step.
struct Totals {
  std::uint64_t source = 0, destination = 0, bytes = 0, throttled = 0, segments = 0, done = 0,
                keys = 0;

  void add(const verify::Progress& progress) {
    source += progress.items_of_source;
    destination += progress.items_of_destination;
    bytes += progress.bytes_read;
    throttled += progress.throttled;
    segments += progress.segments;
    done += progress.segments_done;
    keys += progress.keys_to_look_at;
  }
};

}  // namespace

bool VerifyProgress::is_verifying(const run::PairProgress& pair) {
  return pair.phase == run::Phase::verifying && pair.verifying;
}

// A step counts its items from 0.
void VerifyProgress::count(const run::PairProgress& pair) {
  const auto& progress = *pair.verifying;
  const auto items = progress.items_of_source + progress.items_of_destination;
  // What it had read before it was first seen may be of an earlier run.
  auto& seen =
      seen_.try_emplace(pair.pair.destination.str(), Seen{progress.step, items}).first->second;
  const auto before = seen.step == progress.step ? std::min(seen.items, items) : 0;
  items_ += items - before;
  seen = {progress.step, items};
}

void VerifyProgress::take(const std::vector<run::PairProgress>& pairs, Ns now) {
  for (const auto& pair : pairs) {
    if (!pair.verifying) continue;
    if (!begun_) begun_ = now;
    count(pair);
  }
}

std::string VerifyProgress::line(const std::vector<run::PairProgress>& pairs, Ns now) const {
  auto step = Step::repairing;
  for (const auto& pair : pairs) {
    if (is_verifying(pair)) step = std::min(step, pair.verifying->step);
  }
  Totals totals;
  for (const auto& pair : pairs) {
    if (is_verifying(pair) && pair.verifying->step == step) totals.add(*pair.verifying);
  }
  const auto done = std::ranges::count(pairs, run::Phase::finished, &run::PairProgress::phase);
  auto text = fmt::format("{}/{} tables  {}", done, pairs.size(), name_of(step));
  const bool of_keys = step == Step::looking || step == Step::repairing;
  if (of_keys) {
    text += fmt::format("  {} to go", counted(totals.keys, "key"));
  } else {
    const auto seconds = std::chrono::duration<double>(now - begun_.value_or(now)).count();
    const auto rate = seconds > 0 ? static_cast<double>(items_) / seconds : 0;
    text += fmt::format("  source {}, dest {}  {} items/s", grouped(totals.source),
                        grouped(totals.destination), grouped(static_cast<std::uint64_t>(rate)));
  }
  if (totals.throttled > 0) text += fmt::format("  throttled {}", grouped(totals.throttled));
  if (!of_keys) text += fmt::format("  segments {}/{}", totals.done, totals.segments);
  return text + "  " + bytes_text(totals.bytes);
}

}  // namespace dynaferry::ui
