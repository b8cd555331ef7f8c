// Where two items differ, for people. The digest decides whether they do; this is asked of few.
//
// Pure functions; no threads.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace dynaferry::model {

// The attribute paths at which two items (DynamoDB JSON) differ by value, in bytewise order: dotted,
// with list indexes ("lines[0].price"); a part that holds one of . [ ] " \ or a control character is
// written as a JSON string ("\"a.b\""), and so is an empty one. A set that differs, and a value whose
// type differs or that only one has, is named as a whole; so is a list whose length differs, besides
// those of its elements that both have. Empty: equal, in the sense of
// docs/formats/canonical-item.md. Fault: corrupt.
[[nodiscard]] Result<std::vector<std::string>> differing_paths(
    std::string_view one, std::string_view other, bool ignore_replication_attributes = true);

// The primary key of an item as a DynamoDB JSON object of the attributes named, in that order, as raw
// as they stand in it. Fault: corrupt (one is missing).
[[nodiscard]] Result<std::string> key_of(std::string_view item,
                                         const std::vector<std::string>& key_names);

}  // namespace dynaferry::model
