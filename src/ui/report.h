// What a run compared and found, as one JSON document for the record (docs/formats/report.md): --report.
//
// Written when the run ends, to a temporary name beside it, synced, and renamed: the file is the whole
// report or not there, or the one of an earlier run.
//
// Threading: the loop's thread.
// Failure: lost() says why there is no report.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "json/document.h"
#include "rt/loop.h"
#include "ui/quiet_listener.h"

namespace dynaferry::ui {

struct ReportOptions {
  std::string path;
  std::string program;  // "dynaferry 1.2.3"
  std::string run_id;
  std::string command;     // As typed, without secrets.
  bool copies = false;     // A copy that ends in a verify.
  bool consistent = true;  // The whole readings.
};

class Report final : public QuietListener {
 public:
  // Fault: invalid (nothing can be written there; tried now, so that hours are not spent for nothing).
  static Result<std::unique_ptr<Report>> prepare(const rt::Clock& clock, ReportOptions options);

  void sides(const run::SideText& source, const run::SideText& destination) override;
  void looked(const run::Look& look) override;
  void problem(const run::Problem& problem) override;
  void ended(const run::Summary& summary) override;

  [[nodiscard]] const std::optional<std::string>& lost() const { return lost_; }

 private:
  Report(const rt::Clock& clock, ReportOptions options);
  [[nodiscard]] json::Object document(const run::Summary& summary) const;
  [[nodiscard]] json::Array tables(const run::Summary& summary) const;
  [[nodiscard]] json::Object of_pair(const run::PairEnd& end) const;
  [[nodiscard]] json::Object reads(const run::TablePair& pair) const;
  [[nodiscard]] json::Object side(const TableName& name,
                                  const std::optional<model::TableDescription>& table,
                                  const run::SideText& text) const;
  [[nodiscard]] std::string temporary_path() const { return options_.path + "." + options_.run_id; }

  const rt::Clock& clock_;
  ReportOptions options_;
  std::string began_at_;
  run::SideText source_{};
  run::SideText destination_{};
  std::vector<run::Look> looks_{};        // Of pairs, in the order they were told.
  std::vector<run::Problem> problems_{};  // That belong to no table.
  std::optional<std::string> lost_{};
};

}  // namespace dynaferry::ui
