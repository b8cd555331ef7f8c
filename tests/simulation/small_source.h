// The tables that every simulated copy copies: three, of each kind of key, one with a global index
// and one with a local one, and items that hold what is easily damaged on the way.

#pragma once

#include <string>
#include <vector>

namespace dynaferry::simulation {

struct SourceTable {
  std::string name;  // At the destination, "PROD-" replaces "DEV-".
  std::vector<std::string> keys;
  std::string creation;             // A CreateTable request.
  std::vector<std::string> writes;  // BatchWriteItem requests.
};

// Made once.
[[nodiscard]] const std::vector<SourceTable>& small_source();

}  // namespace dynaferry::simulation
