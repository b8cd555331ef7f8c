// The condition under which one item is put in another's place, or deleted: that what is stored is what
// it was seen to be (ddb/table.h, Exchange).
//
// A condition has 4 KB of text and 300 operators and functions (facts §3.8), which is about 150
// attributes. Of an item with more, those go in first that the change would take away; then as many
// others as fit.
//
// Pure functions; no threads. Fault: invalid (what is to be compared is no item).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace dynaferry::ddb {

struct Condition {
  std::string expression;  // #0=:0 AND …
  std::string names;       // {"#0":"colour",…}
  std::string values;      // {":0":{"S":"red"},…}; empty if there are none.
};

// `keys` names the primary key; an item's key attributes are not compared.
[[nodiscard]] Result<Condition> condition_for(std::optional<std::string_view> before,
                                              std::optional<std::string_view> after,
                                              const std::vector<std::string>& keys);

}  // namespace dynaferry::ddb
