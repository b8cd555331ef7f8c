#include "ui/event_log.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/time.h"
#include "settings/comparison.h"
#include "ui/verdict_json.h"

namespace dynaferry::ui {
namespace {

using json::Object;

Object to_json(const run::SideText& side) {
  return {{"region", side.region}, {"endpoint", side.endpoint}, {"credentials", side.credentials}};
}

Object to_json(const run::PairProgress& pair) {
  Object out{{"phase", run::name_of(pair.phase)},
             {"items_before", pair.copy.items_before},
             {"items_read", pair.copy.items_read},
             {"items_written", pair.sink.items},
             {"bytes_read", pair.copy.bytes_read},
             {"bytes_written", pair.sink.bytes},
             {"segments_done", pair.copy.segments_done},
             {"segments", pair.copy.segments},
             {"rcu", units_value(pair.copy.read_units)},
             {"wcu", units_value(pair.sink.write_units)},
             {"read_budget", units_value(pair.read_budget)},
             {"write_budget", nullptr},
             {"throttled", pair.sink.throttled + pair.sink.unprocessed + pair.copy.read_throttled},
             {"eta_low_s", nullptr},
             {"eta_high_s", nullptr}};
  if (pair.verifying) out["verify"] = ui::to_json(*pair.verifying);
  return out;
}

json::Value verdict_of(const run::PairEnd& end) {
  return end.verdict ? json::Value(ui::to_json(*end.verdict)) : json::Value(nullptr);
}

}  // namespace

EventLog::EventLog(const rt::Clock& clock, std::FILE* file, std::string run_id,
                   std::function<void(std::string)> failed)
    : clock_(clock), file_(file), run_id_(std::move(run_id)), failed_(std::move(failed)) {}

EventLog::~EventLog() {
  if (file_ != stderr) std::fclose(file_);
}

void EventLog::write(const char* type, const run::TablePair* pair, Object fields) {
  Object line{{"v", 1}, {"time", rfc3339(clock_.wall())}, {"type", type}, {"run", run_id_}};
  if (pair == nullptr) {
    line["pair"] = nullptr;
  } else {
    line["pair"] = {{"source", pair->source.str()}, {"destination", pair->destination.str()}};
  }
  for (auto& field : fields) line[field.key()] = std::move(field.value());
  const auto text = json::serialize(line) + "\n";
  const bool written =
      std::fwrite(text.data(), 1, text.size(), file_) == text.size() && std::fflush(file_) == 0;
  if (written || !failed_) return;
  const auto reason = std::generic_category().message(errno);
  std::exchange(failed_, nullptr)("events cannot be written: " + reason);
}

void EventLog::sides(const run::SideText& source, const run::SideText& destination) {
  write("run", nullptr, {{"source", to_json(source)}, {"destination", to_json(destination)}});
}

void EventLog::looked(const run::Look& look) {
  Object fields{{"segments", look.segments},
                {"creates", look.creates},
                {"remembered", look.remembered},
                {"source_read_budget", units_value(look.source_read_budget)},
                {"destination_read_budget", units_value(look.destination_read_budget)}};
  if (look.source) {
    fields["items"] = look.source->item_count;
    fields["bytes"] = look.source->size_bytes;
  }
  write("table", &look.pair, std::move(fields));
  if (!look.comparison) return;
  for (const auto& difference : look.comparison->kept) {
    write("setting", &look.pair,
          {{"setting", difference.setting},
           {"action", "kept"},
           {"source", difference.source},
           {"destination", difference.destination}});
  }
}

void EventLog::phase(const run::TablePair& pair, run::Phase phase) {
  write("phase", &pair, {{"phase", run::name_of(phase)}});
}

void EventLog::warning(const std::string& text) { write("warning", nullptr, {{"text", text}}); }

void EventLog::quarantined(const run::TablePair& pair, const run::Quarantined& item) {
  write("quarantine", &pair,
        {{"key_digest", item.key_digest}, {"code", item.code}, {"file", item.file}});
}

void EventLog::problem(const run::Problem& problem) {
  write("error", nullptr, ui::to_json(problem));
}

void EventLog::progress(const std::vector<run::PairProgress>& pairs) {
  for (const auto& pair : pairs) {
    if (pair.phase == run::Phase::copying || pair.phase == run::Phase::verifying)
      write("progress", &pair.pair, to_json(pair));
  }
}

void EventLog::pair_ended(const run::PairEnd& end) {
  if (end.problem) write("error", &end.pair, ui::to_json(*end.problem));
  auto fields = to_json(end.progress);
  if (end.verdict) fields["verdict"] = verdict_of(end);
  write("progress", &end.pair, std::move(fields));
  for (const auto& setting : end.unequal_settings)
    write("setting", &end.pair, {{"setting", setting}, {"action", "unequal"}});
  for (const auto& setting : end.not_copied)
    write("setting", &end.pair, {{"setting", setting}, {"action", "postponed"}});
}

void EventLog::ended(const run::Summary& summary) {
  json::Array pairs;
  for (const auto& end : summary.pairs) {
    Object pair{{"source", end.pair.source.str()},
                {"destination", end.pair.destination.str()},
                {"exit", static_cast<int>(end.exit)},
                {"items", end.progress.copy.items_before + end.progress.sink.items},
                {"read_units", units_value(end.tally.read_units)},
                {"write_units", units_value(end.tally.write_units)},
                {"throttled", end.tally.throttled},
                {"replication_attributes", end.tally.replication_attributes},
                {"quarantined", end.quarantined},
                {"quarantine_file", end.quarantine_file},
                {"note", end.note},
                {"first_page_at", end.first_page_at},
                {"last_page_at", end.last_page_at},
                {"not_copied", ui::to_json(end.not_copied)},
                {"kept", ui::to_json(end.kept)},
                {"verdict", verdict_of(end)},
                {"unequal_settings", ui::to_json(end.unequal_settings)},
                {"repair_log", end.repair_log}};
    pairs.push_back(std::move(pair));
  }
  write("summary", nullptr,
        {{"exit", static_cast<int>(summary.exit)},
         {"seconds", std::chrono::duration<double>(summary.took).count()},
         {"pairs", std::move(pairs)}});
}

}  // namespace dynaferry::ui
