// Lines that must be on the disk before something else is done: the items that a destination refuses
// (docs/formats/quarantine.md), and every change that a repair makes (docs/formats/repair-log.md).
//
// LineFile is the program's, MemoryLineLog is for simulations.
//
// Threading: one loop's thread.

#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::journal {

// What becomes of a line that is there already.
enum class Repeats : unsigned char {
  dropped,  // It is not added again: after a kill the same comes again.
  kept,
};

class LineLog {
 public:
  virtual ~LineLog() = default;

  // Durable when it returns, also through a power cut. `line` is one JSON object on one line, without
  // the line's end. Fault: internal; nothing can be added any more.
  virtual rt::Task<Result<>> add(std::string line) = 0;
};

class MemoryLineLog final : public LineLog {
 public:
  explicit MemoryLineLog(Repeats repeats) : repeats_(repeats) {}

  rt::Task<Result<>> add(std::string line) override {
    const bool is_there = std::ranges::find(lines_, line) != lines_.end();
    if (repeats_ == Repeats::kept || !is_there) lines_.push_back(std::move(line));
    co_return Result<>{};
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  Repeats repeats_;
  std::vector<std::string> lines_{};
};

}  // namespace dynaferry::journal
