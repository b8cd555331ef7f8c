// Members that requests of many settings operations share, with the service's complaints. Inside
// sim/engine only.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "sim/engine/operation.h"

namespace dynaferry::sim {

[[nodiscard]] std::string table_arn(const Caller& caller, std::string_view table);

// TableName, a name or an ARN.
[[nodiscard]] Outcome<std::string> name_of_table(const json::Object& request);
// The table of that name; otherwise ResourceNotFoundException.
[[nodiscard]] Outcome<Table*> known_table(Operation& operation, const std::string& name);
// The table of TableName, in whatever state.
[[nodiscard]] Outcome<Table*> table_in(Operation& operation, const json::Object& request);
// The same, ACTIVE or UPDATING.
[[nodiscard]] Outcome<Table*> ready_table_in(Operation& operation, const json::Object& request);
// The table of ResourceArn.
[[nodiscard]] Outcome<Table*> table_with_arn(Operation& operation, const json::Object& request);

// A member that must be there; `where` is its name in complaints.
[[nodiscard]] Outcome<std::string> required_text(const json::Object& owner, std::string_view name,
                                                 std::string_view where);
[[nodiscard]] Outcome<const json::Object*> required_object(const json::Object& owner,
                                                           std::string_view name,
                                                           std::string_view where);
// A text that is one of a set.
[[nodiscard]] Outcome<> check_word(std::string_view text, std::string_view where,
                                   std::initializer_list<std::string_view> words);
// MaxResults or a like member, from 1 to `most`; `most` when absent.
[[nodiscard]] Outcome<std::size_t> page_length(const json::Object& request, std::string_view name,
                                               std::string_view where, std::size_t most);

[[nodiscard]] double epoch_seconds(WallTime at);

}  // namespace dynaferry::sim
