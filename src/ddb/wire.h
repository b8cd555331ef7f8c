// What requests and answers about items have in common (table_wire.h, item_wire.h).
//
// Pure functions; no threads. Failure: each says its own.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "json/document.h"
#include "json/spans.h"

namespace dynaferry::ddb {

// A request may have 16 MB (facts §1.1); some of it is not the item.
inline constexpr std::size_t most_item_bytes = 16'000'000;

[[nodiscard]] Error not_what_was_promised(std::string what);

// An answer that came whole and is not one: whatever it answers may or may not have happened, and
// asking again may bring a better one.
[[nodiscard]] Error unreadable(const char* action, std::string what);

// The value of a member that is there once.
[[nodiscard]] std::optional<std::string_view> only(const std::vector<json::Spans::Member>& members,
                                                   std::string_view name);

// The key of an item, or of a key alone, in its canonical form, so that two spellings of one key are
// one. `names` are those of the partition key and, if there is one, the sort key. Faults: corrupt
// (a part is missing), invalid.
[[nodiscard]] Result<std::string> key_in(const json::Object& object,
                                         const std::vector<std::string>& names);

// The same of raw JSON, of an object in which no name stands twice.
[[nodiscard]] Result<std::string> key_in(std::string_view raw,
                                         const std::vector<std::string>& names);

// What an answer's ConsumedCapacity says, of one table or of a list of them. 0 if it says nothing.
[[nodiscard]] double units_in(const json::Value& consumed_capacity);

}  // namespace dynaferry::ddb
