// Several listeners as one.

#pragma once

#include <utility>
#include <vector>

#include "run/listener.h"

namespace dynaferry::ui {

class FanOut final : public run::Listener {
 public:
  explicit FanOut(std::vector<run::Listener*> to) : to_(std::move(to)) {}

  void sides(const run::SideText& source, const run::SideText& destination) override {
    for (auto* one : to_) one->sides(source, destination);
  }
  void looked(const run::Look& look) override {
    for (auto* one : to_) one->looked(look);
  }
  void phase(const run::TablePair& pair, run::Phase phase) override {
    for (auto* one : to_) one->phase(pair, phase);
  }
  void warning(const std::string& text) override {
    for (auto* one : to_) one->warning(text);
  }
  void differs(const run::TablePair& pair, const verify::Difference& difference) override {
    for (auto* one : to_) one->differs(pair, difference);
  }
  void quarantined(const run::TablePair& pair, const run::Quarantined& item) override {
    for (auto* one : to_) one->quarantined(pair, item);
  }
  void problem(const run::Problem& problem) override {
    for (auto* one : to_) one->problem(problem);
  }
  void progress(const std::vector<run::PairProgress>& pairs) override {
    for (auto* one : to_) one->progress(pairs);
  }
  void pair_ended(const run::PairEnd& end) override {
    for (auto* one : to_) one->pair_ended(end);
  }
  void ended(const run::Summary& summary) override {
    for (auto* one : to_) one->ended(summary);
  }

 private:
  std::vector<run::Listener*> to_;
};

}  // namespace dynaferry::ui
