#include "ui/verdict_json.h"

#include "crypto/hash.h"
#include "ui/guarantee.h"

namespace dynaferry::ui {
namespace {

using json::Object;

// A sample counts nothing but what it costs.
Object to_json(const verify::SideTotals& totals, verify::Mode mode) {
  const auto counted = [mode](std::uint64_t n) {
    return mode == verify::Mode::sample ? json::Value(nullptr) : json::Value(n);
  };
  return {{"items", counted(totals.items)},
          {"bytes", counted(totals.bytes)},
          {"read_units", units_value(totals.read_units)},
          {"replication_attributes", counted(totals.replication_attributes)}};
}

json::Value root_digest_of(const verify::Verdict& verdict) {
  if (verdict.mode != verify::Mode::full) return nullptr;
  return Object{{"source", model::to_hex(verdict.source.root)},
                {"destination", model::to_hex(verdict.destination.root)},
                {"key", crypto::hex(verdict.digest_key)}};
}

}  // namespace

json::Value units_value(std::optional<double> units) {
  if (!units) return nullptr;
  const auto whole = static_cast<std::uint64_t>(*units);
  return static_cast<double>(whole) == *units ? json::Value(whole) : json::Value(*units);
}

Object to_json(const verify::Verdict& verdict) {
  return {{"verdict", outcome_of(verdict)},
          {"mode", name_of(verdict.mode)},
          {"exact", verdict.is_exact()},
          {"counts", Object{{"missing", verdict.missing},
                            {"extra", verdict.extra},
                            {"different", verdict.different},
                            {"unsettled", verdict.unsettled},
                            {"in_flux", verdict.in_flux},
                            {"repaired", verdict.repaired},
                            {"deleted", verdict.deleted},
                            {"left_alone", verdict.left_alone},
                            {"sampled_of_source", verdict.sampled_of_source},
                            {"sampled_of_destination", verdict.sampled_of_destination}}},
          {"totals", Object{{"source", to_json(verdict.source, verdict.mode)},
                            {"destination", to_json(verdict.destination, verdict.mode)}}},
          {"write_units", units_value(verdict.write_units)},
          {"root_digest", root_digest_of(verdict)},
          {"began_at", verdict.began_at},
          {"ended_at", verdict.ended_at}};
}

Object to_json(const verify::Progress& progress) {
  return {{"step", name_of(progress.step)},
          {"mode", name_of(progress.mode)},
          {"items_of_source", progress.items_of_source},
          {"items_of_destination", progress.items_of_destination},
          {"bytes_read", progress.bytes_read},
          {"read_units_of_source", units_value(progress.read_units_of_source)},
          {"read_units_of_destination", units_value(progress.read_units_of_destination)},
          {"throttled", progress.throttled},
          {"segments", progress.segments},
          {"segments_done", progress.segments_done},
          {"keys_to_look_at", progress.keys_to_look_at}};
}

Object to_json(const run::Problem& problem) {
  return {{"exit", static_cast<int>(problem.exit)},
          {"what", problem.what},
          {"data", problem.data},
          {"next", problem.next}};
}

json::Array to_json(const std::vector<std::string>& texts) {
  json::Array array(texts.begin(), texts.end());
  return array;
}

}  // namespace dynaferry::ui
