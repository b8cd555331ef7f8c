// Is this existing destination a table that the source's items can be copied into?
//
// Keys are compared part by part and indexes one by one. An existing destination is never changed
// unasked: what differs is either a reason to stop or something to tell.
//
// Pure functions.

#pragma once

#include <string>
#include <vector>

#include "model/table_description.h"

namespace dynaferry::settings {

// One setting that differs, with both values in words.
struct Difference {
  std::string setting;  // "sort key", "global index by-date"
  std::string source;
  std::string destination;

  [[nodiscard]] std::string text() const;  // "sort key: source …, destination …"
  bool operator==(const Difference&) const = default;
};

struct Comparison {
  // Keys and indexes: copying would fail, or would lose what the source's readers rely on.
  std::vector<Difference> blocking{};
  // Billing, throughput and additional indexes: the destination's owner may well want it so.
  std::vector<Difference> kept{};
};

[[nodiscard]] Comparison compare(const model::TableDescription& source,
                                 const model::TableDescription& destination);

// "on demand" or "provisioned, 5 read and 10 write units".
[[nodiscard]] std::string capacity_text(const model::TableDescription& table);

}  // namespace dynaferry::settings
