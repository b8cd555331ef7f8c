// A table of a simulated source, as the requests that make and fill it.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "json/document.h"

namespace dynaferry::simulation {

struct SourceTable {
  std::string name;  // At the destination, "PROD-" replaces "DEV-".
  std::vector<std::string> keys;
  std::string creation;             // A CreateTable request.
  std::vector<std::string> writes;  // BatchWriteItem requests.

  [[nodiscard]] std::string destination() const { return "PROD" + name.substr(3); }
  [[nodiscard]] std::string creation_at_destination() const;
  // Tells one item of the table from all others, by an item or its key.
  [[nodiscard]] std::string name_of(const json::Object& item) const;
};

// BatchWriteItem requests that put `count` items: the attributes that `keys` tells of each by its
// number, and what is easily damaged on the way.
[[nodiscard]] std::vector<std::string> puts_into(const std::string& table, unsigned count,
                                                 const std::function<std::string(unsigned)>& keys);

}  // namespace dynaferry::simulation
