// The streams whose tables were deleted. They take no more records and can be read for a day
// (facts §4.2), also when there is another table of that name by then.
//
// Threading: one thread at a time. Failure: none.

#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "sim/streams/table_streams.h"

namespace dynaferry::sim {

class OrphanStreams {
 public:
  // The table is gone; its stream was disabled when that began.
  void adopt(TableStreams table);
  // Lets go of what is too old to be read.
  void forget_old(WallTime now);

  // What can be read.
  [[nodiscard]] std::vector<Stream*> readable(WallTime now);
  // Of all that are not forgotten; null: there is none.
  [[nodiscard]] Stream* find(std::string_view arn);

 private:
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace dynaferry::sim
