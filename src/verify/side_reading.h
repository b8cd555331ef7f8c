// Reads one side whole, by parallel segments in any order, and hands each page to whoever digests it.
//
// A page counts as read when it was taken; so positions() and what was made of the pages taken so far
// belong together at every instant at which no task runs: that is what a checkpoint holds.
//
// Threading: one loop's thread. Run it once.
// Failure: as ddb/scanner.h, or what `take` says; cancelled after stop().

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ddb/scanner.h"
#include "rt/loop.h"
#include "rt/scope.h"

namespace dynaferry::verify {

struct Position {
  // Raw JSON of the last page taken; absent: none yet.
  std::optional<std::string> last_evaluated_key{};
  bool finished = false;
  bool operator==(const Position&) const = default;
};

class SideReading {
 public:
  using Take = std::function<Result<>(const model::Page& page)>;

  // `positions`: one for each segment. `open_segments` are read at the same time.
  SideReading(rt::Loop& loop, ddb::Scanner& scanner, std::vector<Position> positions,
              std::uint32_t open_segments, Take take);

  rt::Task<Result<>> run();
  void stop() { stopped_ = true; }

  [[nodiscard]] const std::vector<Position>& positions() const { return positions_; }
  [[nodiscard]] std::uint32_t finished() const { return finished_; }  // Segments.

 private:
  rt::Task<Result<>> work(rt::Scope& scope);
  rt::Task<> read_some();
  rt::Task<Result<>> read_segment(std::size_t index);

  rt::Loop& loop_;
  ddb::Scanner& scanner_;
  std::vector<Position> positions_;
  std::uint32_t open_segments_;
  Take take_;
  std::vector<std::size_t> to_read_{};  // Segments not begun in this process; from the back.
  std::uint32_t finished_ = 0;
  bool stopped_ = false;
  std::optional<Error> failure_;
};

}  // namespace dynaferry::verify
