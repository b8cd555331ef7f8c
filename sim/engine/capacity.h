// Capacity units that a request took, by the service's rounding, and how the answer tells them
// (facts §3.3, §3.7).

#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace dynaferry::sim {

struct IndexDefinition;

// What ReturnConsumedCapacity asked for.
enum class CapacityDetail : unsigned char { none, total, indexes };

[[nodiscard]] double write_units(std::size_t bytes);  // ceil(1 KB), at least one.
[[nodiscard]] double read_units(std::size_t bytes,
                                bool consistent);  // ceil(4 KB), halved if eventual.

class ConsumedUnits {
 public:
  void add_table(double units) { table_ += units; }
  void add_index(const IndexDefinition& index, double units);
  void add(const ConsumedUnits& other);

  // {"TableName":…,"CapacityUnits":…} with as much detail as was asked for.
  void append_json(std::string& out, std::string_view table, CapacityDetail detail) const;

 private:
  double table_ = 0;
  std::map<std::string, double> local_;
  std::map<std::string, double> global_;
};

}  // namespace dynaferry::sim
