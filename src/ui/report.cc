#include "ui/report.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/time.h"
#include "ui/guarantee.h"
#include "ui/verdict_json.h"

namespace dynaferry::ui {
namespace {

using json::Object;
using Lost = std::optional<std::string>;  // Absent: all is well.

std::string reason() { return std::generic_category().message(errno); }

// A new file, whole and on the disk. What was begun of it is taken away again if it fails.
Lost write_new(const std::string& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) return reason();
  Lost lost;
  while (!text.empty() && !lost) {
    const auto written = write(file, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      lost = reason();
    }
  }
  if (!lost && fsync(file) != 0) lost = reason();
  if (close(file) != 0 && !lost) lost = reason();
  if (lost) unlink(path.c_str());
  return lost;
}

// A file of that name would be put in its place: it may be nothing but another one, so no directory, no
// device, no link.
bool may_be_replaced(const std::string& path) {
  struct stat status{};
  return lstat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

json::Value text_or_null(const std::string& text) {
  return text.empty() ? json::Value(nullptr) : json::Value(text);
}

Object to_json(const run::SideText& side) {
  return {{"region", side.region}, {"endpoint", side.endpoint}, {"credentials", side.credentials}};
}

Object copied(const run::PairEnd& end) {
  return {{"items", end.progress.copy.items_before + end.progress.sink.items},
          {"first_page_at", text_or_null(end.first_page_at)},
          {"last_page_at", text_or_null(end.last_page_at)},
          {"quarantined", end.quarantined},
          {"not_copied", ui::to_json(end.not_copied)}};
}

// Of a pair that was looked at and not begun.
run::PairEnd not_begun(const run::Look& look) {
  run::PairEnd end;
  end.pair = look.pair;
  end.source = look.source;
  end.destination = look.destination;
  if (!look.problems.empty()) end.problem = look.problems.front();
  return end;
}

bool is_of(const run::Look& look, const run::Problem& problem) {
  return std::ranges::find(look.problems, problem.what, &run::Problem::what) != look.problems.end();
}

}  // namespace

Result<std::unique_ptr<Report>> Report::prepare(const rt::Clock& clock, ReportOptions options) {
  std::unique_ptr<Report> report(new Report(clock, std::move(options)));
  if (!may_be_replaced(report->options_.path))
    return fail(Fault::invalid, "something is there that is no regular file");
  const auto trial = report->temporary_path();
  if (auto lost = write_new(trial, "")) return fail(Fault::invalid, *std::move(lost));
  unlink(trial.c_str());
  return report;
}

Report::Report(const rt::Clock& clock, ReportOptions options)
    : clock_(clock), options_(std::move(options)), began_at_(rfc3339(clock.wall())) {}

void Report::sides(const run::SideText& source, const run::SideText& destination) {
  source_ = source;
  destination_ = destination;
}

void Report::looked(const run::Look& look) { looks_.push_back(look); }

void Report::problem(const run::Problem& problem) { problems_.push_back(problem); }

void Report::ended(const run::Summary& summary) {
  const auto text = json::serialize(document(summary)) + "\n";
  const auto temporary = temporary_path();
  lost_ = write_new(temporary, text);
  if (lost_) return;
  if (std::rename(temporary.c_str(), options_.path.c_str()) == 0) return;
  lost_ = reason();
  unlink(temporary.c_str());
}

Object Report::document(const run::Summary& summary) const {
  json::Array problems;
  for (const auto& problem : problems_) {
    // What a look found stands with its pair.
    const bool of_a_pair =
        std::ranges::any_of(looks_, [&](const auto& look) { return is_of(look, problem); });
    if (!of_a_pair) problems.push_back(ui::to_json(problem));
  }
  return {{"v", 1},
          {"program", options_.program},
          {"run", options_.run_id},
          {"command", options_.command},
          {"began_at", began_at_},
          {"ended_at", rfc3339(clock_.wall())},
          {"exit", static_cast<int>(summary.exit)},
          {"sides", Object{{"source", to_json(source_)}, {"destination", to_json(destination_)}}},
          {"tables", tables(summary)},
          {"problems", std::move(problems)}};
}

json::Array Report::tables(const run::Summary& summary) const {
  json::Array out;
  for (const auto& look : looks_) {
    const auto end = std::ranges::find(summary.pairs, look.pair, &run::PairEnd::pair);
    out.push_back(of_pair(end == summary.pairs.end() ? not_begun(look) : *end));
  }
  for (const auto& end : summary.pairs) {  // Stopped before they were looked at.
    const bool is_told = std::ranges::find(looks_, end.pair, &run::Look::pair) != looks_.end();
    if (!is_told) out.push_back(of_pair(end));
  }
  return out;
}

Object Report::of_pair(const run::PairEnd& end) const {
  Object out{{"source", side(end.pair.source, end.source, source_)},
             {"destination", side(end.pair.destination, end.destination, destination_)}};
  if (end.verdict) {
    for (auto& field : ui::to_json(*end.verdict)) out[field.key()] = std::move(field.value());
    if (!end.unequal_settings.empty()) out["verdict"] = "different";
    out["guarantee"] = guarantee(*end.verdict, options_.consistent);
  } else {
    out["verdict"] = "not verified";
    for (const auto* name : {"mode", "exact", "counts", "totals", "write_units", "root_digest",
                             "began_at", "ended_at"}) {
      out[name] = nullptr;
    }
    out["guarantee"] = "nothing: it was not verified";
  }
  out["settings"] = ui::to_json(end.unequal_settings);
  out["settings_compared"] = "keys and indexes, no others";
  out["reads"] = reads(end.pair);
  out["copied"] = options_.copies ? json::Value(copied(end)) : json::Value(nullptr);
  out["note"] = text_or_null(end.note);
  out["problem"] = end.problem ? json::Value(ui::to_json(*end.problem)) : json::Value(nullptr);
  out["repair_log"] = text_or_null(end.repair_log);
  return out;
}

Object Report::reads(const run::TablePair& pair) const {
  const auto look = std::ranges::find(looks_, pair, &run::Look::pair);
  const auto known = look == looks_.end() ? run::Look{} : *look;
  return {{"consistent", options_.consistent},
          {"source_budget", units_value(known.source_read_budget)},
          {"destination_budget", units_value(known.destination_read_budget)}};
}

Object Report::side(const TableName& name, const std::optional<model::TableDescription>& table,
                    const run::SideText& text) const {
  return {{"name", name.str()},
          {"arn", table ? text_or_null(table->arn) : json::Value(nullptr)},
          {"id", table ? text_or_null(table->id) : json::Value(nullptr)},
          {"region", text.region}};
}

}  // namespace dynaferry::ui
