#include "ui/console.h"

#include <fmt/format.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "core/printable.h"
#include "settings/comparison.h"
#include "ui/numbers.h"

namespace dynaferry::ui {
namespace {

using run::Exit;

std::size_t terminal_width(std::FILE* terminal) {
  winsize size{};
  if (ioctl(fileno(terminal), TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Cut to the width, in characters rather than bytes.
std::string fit(const std::string& text, std::size_t width) {
  std::size_t shown = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && ++shown > width) return text.substr(0, i);
  }
  return text;
}

// All pairs of a run are compared in one mode.
std::string_view without_a_difference(const run::Summary& summary) {
  const auto verified = std::ranges::find_if(
      summary.pairs, [](const run::PairEnd& end) { return end.verdict.has_value(); });
  using verify::Mode;
  switch (verified == summary.pairs.end() ? Mode::full : verified->verdict->mode) {
    case Mode::sample: return "without a difference in the sample, which proves little";
    case Mode::count: return "with equal numbers of items, which proves nothing";
    case Mode::full: break;
  }
  return "without a difference";
}

}  // namespace

namespace {

// What copy would make of the journal that is there.
std::string earlier_run(const run::Look& look) {
  if (!look.recalled) {
    return "at work, or killed: copy goes on from its journal (reading it now would change it)";
  }
  if (!look.finished_at.empty()) {
    return fmt::format("finished at {}: copy would write nothing; --again makes one more full pass",
                       look.finished_at);
  }
  if (look.passes_again) return "finished: copy would make one more full pass";
  if (look.recorded_items == 0) return "begun, no item recorded: copy would go on";
  return fmt::format("{} recorded: copy would go on behind them",
                     counted(look.recorded_items, "item"));
}

// Whether there is still something to copy of it.
bool is_to_copy(const run::PairProgress& pair) {
  using run::Phase;
  return pair.phase == Phase::waiting || pair.phase == Phase::creating ||
         pair.phase == Phase::copying;
}

std::string what_is_overwritten(const run::Look& look) {
  return fmt::format(
      "items with equal keys; it holds {} by the service's count, up to six hours old",
      counted(static_cast<std::uint64_t>(look.destination->item_count), "item"));
}

}  // namespace

Console::Console(const rt::Clock& clock, ConsoleOptions options)
    : clock_(clock), options_(std::move(options)), begun_(clock.now()), last_line_(begun_) {}

Console::~Console() { clear_live(); }

std::string Console::paint(const char* code, const std::string& text) const {
  return options_.colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

std::string Console::bold(const std::string& text) const { return paint("1", text); }

std::string Console::name_of(const run::TablePair& pair) const {
  if (pair.source == pair.destination) return pair.source.str();
  return fmt::format("{} {} {}", pair.source.str(), options_.copies ? "→" : "~",
                     pair.destination.str());
}

void Console::clear_live() {
  if (!live_shown_) return;
  std::fputs("\r\x1b[K", options_.err);
  live_shown_ = false;
}

void Console::say(const std::string& line) {
  if (options_.silent) return;
  clear_live();
  std::fputs((line + "\n").c_str(), options_.err);
  std::fflush(options_.err);
}

void Console::result(const std::string& line) {
  clear_live();
  const bool written =
      std::fputs((line + "\n").c_str(), options_.out) >= 0 && std::fflush(options_.out) == 0;
  if (!written && !lost_result_) lost_result_ = std::generic_category().message(errno);
}

void Console::sides(const run::SideText& source, const run::SideText& destination) {
  if (options_.verbosity == run::Verbosity::quiet) return;
  for (const auto& [name, side] :
       {std::pair("source     ", &source), {"destination", &destination}}) {
    const auto line =
        fmt::format("{}  {}  {}  {}", name, side->region, side->endpoint, side->credentials);
    options_.plan ? result(line) : say(line);  // Of a plan they are a part of the result.
  }
}

void Console::looked(const run::Look& look) {
  if (!options_.plan && look.overwrites && look.problems.empty()) {
    say(fmt::format("{}: overwrites {}", name_of(look.pair), what_is_overwritten(look)));
  }
  if (!options_.plan && look.recorded_items > 0 && look.finished_at.empty() &&
      look.problems.empty()) {
    say(fmt::format("{}: goes on; {} recorded by an earlier run {} skipped", name_of(look.pair),
                    counted(look.recorded_items, "item"), look.recorded_items == 1 ? "is" : "are"));
  }
  if (!options_.plan) return;
  ++planned_;
  blocked_ += look.problems.empty() ? 0U : 1U;
  result(bold(name_of(look.pair)));
  if (look.source) planned(look);
  for (const auto& problem : look.problems) {
    result(paint("31;1", "  BLOCKED      ") + problem.what);
  }
}

void Console::planned(const run::Look& look) {
  const auto& source = *look.source;
  result(fmt::format("  keys         {}", to_text(source.keys, source)));
  for (const auto& index : source.local_indexes) {
    result(fmt::format("  local index  {}: {}; projects {}", printable(index.name),
                       to_text(index.keys, source), to_text(index.projection)));
  }
  for (const auto& index : source.global_indexes) {
    result(fmt::format("  global index {}: {}; projects {}", printable(index.name),
                       to_text(index.keys, source), to_text(index.projection)));
  }
  result(fmt::format("  capacity     {}", settings::capacity_text(source)));
  result(fmt::format("  size         about {}, {} (the service's count, hours old)",
                     counted(static_cast<std::uint64_t>(source.item_count), "item"),
                     bytes_text(static_cast<std::uint64_t>(source.size_bytes))));
  if (look.creates) {
    result("  destination  does not exist: will be created with keys, indexes and capacity");
  } else if (look.destination && look.problems.empty()) {
    result(fmt::format("  destination  exists, is compatible{}",
                       look.empty.value_or(false) ? " and empty" : ""));
  }
  if (look.overwrites) result("  overwrites   " + what_is_overwritten(look));
  if (look.remembered) result("  earlier run  " + earlier_run(look));
  if (look.quarantined > 0) {
    result(fmt::format("  quarantined  {}, not copied, by that run",
                       counted(look.quarantined, "item")));
  }
  if (look.comparison) {
    for (const auto& difference : look.comparison->kept) {
      result(fmt::format("  kept         {}", difference.text()));
    }
  }
  for (const auto& setting : source.other_settings) {
    result(fmt::format("  not copied   {}: postponed, not copied by this version",
                       printable(setting)));
  }
  if (!look.copies_items) return result("  items        none: settings only");
  result(fmt::format("  items        {} scan segments, {} consistent", look.segments,
                     look.consistent ? "strongly" : "eventually"));
  const auto read_budget = [this](const char* side, const std::optional<double>& units) {
    if (units)
      result(fmt::format("  reads        at most {:g} units a second of the {}", *units, side));
  };
  read_budget("source", look.source_read_budget);
  if (!options_.verifies) return;
  read_budget("destination", look.destination_read_budget);
  result("  then         reads both tables whole and compares every item");
  if (options_.verify.repairs)
    result("               writes what is missing or different once more");
  if (options_.verify.deletes_extra) result("               DELETES what only the destination has");
}

void Console::phase(const run::TablePair& pair, run::Phase phase) {
  if (options_.verbosity == run::Verbosity::quiet || options_.live) return;
  if (phase == run::Phase::finished || phase == run::Phase::failed)
    return;  // pair_ended() says it.
  say(fmt::format("{}: {}", name_of(pair), run::name_of(phase)));
}

void Console::warning(const std::string& text) { say(paint("33", "warning: ") + text); }

void Console::quarantined(const run::TablePair& pair, const run::Quarantined& item) {
  constexpr std::uint64_t most = 10;  // Of each table; there may be millions.
  if (options_.verbosity == run::Verbosity::quiet) return;
  const auto number = ++quarantined_[item.file];
  if (number > most) return;
  warning(fmt::format("{}: the item {} was refused ({}) and set aside{}", name_of(pair),
                      printable(item.item), printable(item.code),
                      number < most ? "" : "; more of them are not told one by one"));
}

void Console::problem(const run::Problem& problem) {
  ++problems_;
  say(paint("31;1", "error: ") + problem.what);
  if (!problem.data.empty()) say("  data: " + problem.data);
  if (!problem.next.empty()) say("  next: " + problem.next);
}

void Console::differs(const run::TablePair& pair, const verify::Difference& difference) {
  differing_[pair.destination.str()].add(difference, options_.verbosity >= run::Verbosity::keys);
}

std::string Console::totals(const std::vector<run::PairProgress>& pairs) {
  std::uint64_t before = 0, written = 0, expected = 0, bytes = 0, throttled = 0, done = 0,
                segments = 0, segments_done = 0;
  for (const auto& pair : pairs) {
    before += pair.copy.items_before;
    written += pair.sink.items;
    expected += static_cast<std::uint64_t>(std::max<std::int64_t>(0, pair.expected_items));
    bytes += pair.copy.bytes_before + pair.sink.bytes;
    throttled += pair.sink.throttled + pair.sink.unprocessed + pair.copy.read_throttled;
    done += pair.phase == run::Phase::finished ? 1U : 0U;
    segments += pair.copy.segments;
    segments_done += pair.copy.segments_done;
  }
  const auto seconds = std::chrono::duration<double>(clock_.now() - begun_).count();
  const auto rate =
      static_cast<std::uint64_t>(seconds > 0 ? static_cast<double>(written) / seconds : 0);
  const auto verifying = std::ranges::count_if(pairs, VerifyProgress::is_verifying);
  const bool copies = std::ranges::any_of(pairs, is_to_copy);
  // While any table is copied, that is told; a verify waits for the last of them.
  if (!options_.copies || (verifying > 0 && !copies))
    return verify_progress_.line(pairs, clock_.now());
  // The service's count is hours old: "of about" only while it can be true.
  const auto about =
      expected > before + written ? fmt::format(" of about {}", grouped(expected)) : "";
  // What matters first: a narrow terminal cuts the end.
  auto text = fmt::format("{}/{} tables  {}{} items  {} items/s", done, pairs.size(),
                          grouped(before + written), about, grouped(rate));
  if (verifying > 0) text += fmt::format("  verifying {}", verifying);
  if (throttled > 0) text += fmt::format("  throttled {}", grouped(throttled));
  return text + fmt::format("  {}  segments {}/{}", bytes_text(bytes), segments_done, segments);
}

void Console::progress(const std::vector<run::PairProgress>& pairs) {
  if (options_.silent || options_.verbosity == run::Verbosity::quiet || options_.plan) return;
  verify_progress_.take(pairs, clock_.now());
  if (options_.live) {
    const auto line = fit(totals(pairs), terminal_width(options_.err) - 1);
    std::fputs(("\r\x1b[K" + line).c_str(), options_.err);
    std::fflush(options_.err);
    live_shown_ = true;
  } else if (clock_.now() - last_line_ >= options_.interval) {
    last_line_ = clock_.now();
    say(totals(pairs));
  }
}

void Console::pair_ended(const run::PairEnd& end) {
  if (end.problem) {
    problem(*end.problem);
    return;
  }
  if (end.exit == Exit::interrupted) return;  // ended() tells of all that were stopped.
  const auto name = name_of(end.pair);
  if (!end.note.empty()) {
    result(fmt::format("{}: {}", name, end.note));
  } else if (options_.copies) {
    copied(end, name);
  }
  if (end.verdict) {
    verified(end);
  } else {
    for (const auto& setting : end.unequal_settings) result("  setting      " + printable(setting));
  }
  tell_quarantined(end);
  if (options_.verbosity == run::Verbosity::quiet) return;
  for (const auto& kept : end.kept) result("  kept         " + kept);
  for (const auto& setting : end.not_copied) {
    if (setting != run::not_looked_at) result("  not copied   " + setting);
  }
}

// Of a verify alone it is the headline; of a copy, a part of what became of it.
void Console::verified(const run::PairEnd& end) {
  auto words = headline(*end.verdict);
  if (!end.unequal_settings.empty()) {
    words += fmt::format("; {} not", end.unequal_settings.size() == 1
                                         ? "1 setting is"
                                         : grouped(end.unequal_settings.size()) + " settings are");
  }
  const bool is_equal = end.verdict->is_equal() && end.unequal_settings.empty();
  words = paint(is_equal ? "32" : "31;1", words);
  result(options_.copies ? "  verified     " + words
                         : fmt::format("{}: {}", bold(name_of(end.pair)), words));
  const auto shown = differing_.extract(end.pair.destination.str());
  if (options_.verbosity == run::Verbosity::quiet) return;
  static const ShownDifferences none;
  for (const auto& line : details(end, shown.empty() ? none : shown.mapped(), options_.verify))
    result(line);
}

void Console::tell_quarantined(const run::PairEnd& end) {
  if (end.quarantined == 0) return;
  result(
      fmt::format("  quarantined  {}, not copied: whole and with the reason in \"{}\"\n"
                  "  next         mend them at the source, then copy once more with --again",
                  counted(end.quarantined, "item"), end.quarantine_file));
}

void Console::copied(const run::PairEnd& end, const std::string& name) {
  const auto& progress = end.progress;
  result(fmt::format(
      "{}: {} copied, {} on the wire{}", bold(name),
      counted(progress.copy.items_before + progress.sink.items, "item"),
      bytes_text(progress.copy.bytes_before + progress.sink.bytes),
      progress.copy.items_before == 0
          ? ""
          : fmt::format(" ({} of them by an earlier run)", grouped(progress.copy.items_before))));
  if (options_.verbosity == run::Verbosity::quiet) return;
  result(fmt::format("  covers       what stood unchanged from {} to {}", end.first_page_at,
                     end.last_page_at));
  result(fmt::format("  capacity     {} read, {} written",
                     counted(whole_units(end.tally.read_units), "unit"),
                     counted(whole_units(end.tally.write_units), "unit")));
  if (end.tally.replication_attributes > 0) {
    result(fmt::format("  left out     {} aws:rep:* attributes",
                       grouped(end.tally.replication_attributes)));
  }
}

void Console::ended(const run::Summary& summary) {
  clear_live();
  if (options_.plan) {
    if (planned_ > blocked_) result(fmt::format("not copied: {}", run::not_looked_at));
    if (summary.exit == Exit::done) {
      result("nothing was changed; dynaferry copy would do this");
    } else if (blocked_ > 0) {
      result(fmt::format("nothing was changed; {} of {} cannot be copied as things are", blocked_,
                         counted(planned_, "table")));
    }
    return;
  }
  if (summary.interrupted) {
    stopped(summary);
  } else if (options_.verbosity != run::Verbosity::quiet) {
    tell_end_of_all(summary);
  }
}

void Console::stopped(const run::Summary& summary) {
  for (const auto& end : summary.pairs) {
    const bool is_whole =
        end.exit == Exit::done || end.exit == Exit::listed || end.exit == Exit::differs;
    if (!is_whole) say(fmt::format("{}: stopped; {}", name_of(end.pair), end.note));
  }
  say(fmt::format(
      "stopped; {}\n"
      "  next: run the same command to go on{}",
      options_.copies ? "what is recorded is skipped next time, the rest is read and written again"
                      : "a reading half-way goes on next time, what was read whole is read anew",
      options_.again.empty() ? "" : ": " + options_.again));
}

void Console::tell_end_of_all(const run::Summary& summary) {
  const bool looked_past = std::ranges::any_of(summary.pairs, [](const run::PairEnd& end) {
    return std::ranges::find(end.not_copied, run::not_looked_at) != end.not_copied.end();
  });
  if (looked_past) result(fmt::format("not copied: {}", run::not_looked_at));
  if (summary.pairs.empty()) return;
  const auto done = std::ranges::count_if(summary.pairs, [](const run::PairEnd& end) {
    return end.exit == Exit::done || end.exit == Exit::listed;
  });
  const auto differing = std::ranges::count(summary.pairs, Exit::differs, &run::PairEnd::exit);
  const auto all = counted(summary.pairs.size() + summary.left_out, "table");
  const auto took = duration_text(summary.took);
  if (!options_.copies) {
    result(fmt::format("{} of {} {}, in {}", done, all, without_a_difference(summary), took));
  } else {
    result(fmt::format("{} of {} done in {}{}", done, all, took,
                       differing == 0 ? "" : fmt::format("; {} copied and not equal", differing)));
  }
}

}  // namespace dynaferry::ui
