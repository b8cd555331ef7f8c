// The run as one JSON object per line, for scripts (docs/formats/events.md). Fields are only ever
// added. Never holds a secret or an item's value.
//
// Threading: the loop's thread. A line that cannot be written is told once, by `failed`; the copy
// goes on, because the user's data come first.

#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "json/document.h"
#include "rt/loop.h"
#include "run/listener.h"

namespace dynaferry::ui {

class EventLog final : public run::Listener {
 public:
  // Owns `file` unless it is stderr.
  EventLog(const rt::Clock& clock, std::FILE* file, std::string run_id,
           std::function<void(std::string)> failed);
  ~EventLog() override;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;

  void sides(const run::SideText& source, const run::SideText& destination) override;
  void looked(const run::Look& look) override;
  void phase(const run::TablePair& pair, run::Phase phase) override;
  void warning(const std::string& text) override;
  // Keys are for the file that is asked for; events have the counts.
  void differs(const run::TablePair&, const verify::Difference&) override {}
  void quarantined(const run::TablePair& pair, const run::Quarantined& item) override;
  void problem(const run::Problem& problem) override;
  void progress(const std::vector<run::PairProgress>& pairs) override;
  void pair_ended(const run::PairEnd& end) override;
  void ended(const run::Summary& summary) override;

 private:
  void write(const char* type, const run::TablePair* pair, json::Object fields);

  const rt::Clock& clock_;
  std::FILE* file_;
  std::string run_id_;
  std::function<void(std::string)> failed_;
};

}  // namespace dynaferry::ui
