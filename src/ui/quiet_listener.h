// A listener that passes over whatever it is told: for those that care about a part.

#pragma once

#include "run/listener.h"

namespace dynaferry::ui {

class QuietListener : public run::Listener {
 public:
  void sides(const run::SideText&, const run::SideText&) override {}
  void looked(const run::Look&) override {}
  void phase(const run::TablePair&, run::Phase) override {}
  void warning(const std::string&) override {}
  void quarantined(const run::TablePair&, const run::Quarantined&) override {}
  void differs(const run::TablePair&, const verify::Difference&) override {}
  void problem(const run::Problem&) override {}
  void progress(const std::vector<run::PairProgress>&) override {}
  void pair_ended(const run::PairEnd&) override {}
  void ended(const run::Summary&) override {}
};

}  // namespace dynaferry::ui
