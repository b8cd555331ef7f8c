// Reads items of one table by their keys, strongly consistent: each read is repeated until every key
// is answered or it fails for good.
//
// Threading: one loop's thread; reads may overlap.
// Failure: as Table::get_batch(), when time does not cure it; cancelled after stop().

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/random.h"
#include "ddb/patience.h"
#include "ddb/table.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

class KeyReader {
 public:
  using Items = std::vector<std::optional<std::string>>;  // As the keys; absent: no such item.

  KeyReader(rt::Loop& loop, Random& random, Table& table,
            std::chrono::seconds unreachable_limit = Patience::usual_limit)
      : loop_(loop), random_(random), table_(table), unreachable_limit_(unreachable_limit) {}

  // Repeats nothing more.
  void stop() { stopped_ = true; }

  // No two of one key, at most Table::max_get_keys.
  rt::Task<Result<Items>> read(std::vector<std::string> keys);

  [[nodiscard]] double read_units() const { return read_units_; }
  [[nodiscard]] std::uint64_t throttled() const { return throttled_; }

 private:
  rt::Loop& loop_;
  Random& random_;
  Table& table_;
  std::chrono::seconds unreachable_limit_;
  bool stopped_ = false;
  double read_units_ = 0;
  std::uint64_t throttled_ = 0;
};

}  // namespace dynaferry::ddb
