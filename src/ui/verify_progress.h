// How far the verifies of a run have come, in one line.
//
// Threading: the loop's thread.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "run/listener.h"

namespace dynaferry::ui {

class VerifyProgress {
 public:
  // Counts; wants to be told each time, also when no line is shown.
  void take(const std::vector<run::PairProgress>& pairs, Ns now);

  // "0/2 tables  reading  source 1,204, dest 1,198 items  240 items/s  segments 3/8  3.4 MB". Of the
  // pairs that are verifying, the step that has the most to do yet is told. `pairs`: all of the run.
  [[nodiscard]] std::string line(const std::vector<run::PairProgress>& pairs, Ns now) const;

  [[nodiscard]] static bool is_verifying(const run::PairProgress& pair);

 private:
  struct Seen {
    verify::Progress::Step step{};
    std::uint64_t items = 0;
  };
  void count(const run::PairProgress& pair);

  std::map<std::string, Seen> seen_;  // By the destination's name.
  std::uint64_t items_ = 0;  // Read by all steps since `begun_`, from when they were first seen.
  std::optional<Ns> begun_;
};

}  // namespace dynaferry::ui
