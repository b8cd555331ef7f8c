// The keys that differ, one JSON object a line (docs/formats/differences.md): --diff-out.
//
// Holds keys, and items where they are asked for: 0600, also where the file was there before. Made when
// opened, so that an empty file means "none".
//
// Threading: the loop's thread.
// Failure: lost() names the first line that did not reach the file; whoever runs the program must not
// take the file for a whole one then.

#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "core/error.h"
#include "ui/quiet_listener.h"

namespace dynaferry::ui {

class DifferenceFile final : public QuietListener {
 public:
  // Empties a file that is there. Fault: invalid (it cannot be opened or kept from others).
  static Result<std::unique_ptr<DifferenceFile>> open(const std::string& path, bool with_items);
  ~DifferenceFile() override;
  DifferenceFile(const DifferenceFile&) = delete;
  DifferenceFile& operator=(const DifferenceFile&) = delete;

  void differs(const run::TablePair& pair, const verify::Difference& difference) override;
  void progress(const std::vector<run::PairProgress>& pairs) override;
  void pair_ended(const run::PairEnd& end) override;
  void ended(const run::Summary& summary) override;

  // Why not all of it is in the file, in the system's words. Absent: all of it is.
  [[nodiscard]] const std::optional<std::string>& lost() const { return lost_; }

 private:
  DifferenceFile(std::FILE* file, bool with_items) : file_(file), with_items_(with_items) {}
  void check(bool written);

  std::FILE* file_;
  bool with_items_;
  std::optional<std::string> lost_{};
};

}  // namespace dynaferry::ui
