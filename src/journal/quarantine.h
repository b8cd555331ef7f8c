// Where items go that a destination refuses (`--on-bad-item quarantine`), whole, so that a copy can go
// on and nothing is lost. Format: docs/formats/quarantine.md.
//
// QuarantineFile is the program's, MemoryQuarantine is for
// simulations.
//
// Threading: one loop's thread.

#pragma once

#include <set>
#include <string>

#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::journal {

class Quarantine {
 public:
  virtual ~Quarantine() = default;

  // Durable when it returns, also through a power cut. `line` is one line of the format, without its
  // end. One that is there already is not added again: after a kill the same item comes again.
  // Fault: internal; nothing can be added any more.
  virtual rt::Task<Result<>> add(std::string line) = 0;
};

class MemoryQuarantine final : public Quarantine {
 public:
  rt::Task<Result<>> add(std::string line) override {
    lines_.insert(std::move(line));
    co_return Result<>{};
  }
  [[nodiscard]] const std::set<std::string>& lines() const { return lines_; }

 private:
  std::set<std::string> lines_{};
};

}  // namespace dynaferry::journal
