// What each table of a batch or transaction consumed, in the order of the request. Inside sim/engine
// only.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/engine/capacity.h"

namespace dynaferry::sim {

class BatchUnits {
 public:
  // `table` must outlive this.
  [[nodiscard]] ConsumedUnits& of(std::string_view table);
  // A member of the answer, if it was asked for.
  void append_json(std::string& out, CapacityDetail detail) const;

 private:
  std::vector<std::pair<std::string_view, ConsumedUnits>> tables_;
};

}  // namespace dynaferry::sim
