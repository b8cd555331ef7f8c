// How the key of an item is named where keys must not be seen.
//
// Pure function.

#pragma once

#include <string>
#include <string_view>

namespace dynaferry::ui {

// `key`: DynamoDB JSON of a primary key, the partition key first. 16 hexadecimal digits, as for
// items that are set aside; "unreadable" if it is no such key.
[[nodiscard]] std::string digest_of_key(std::string_view key);

}  // namespace dynaferry::ui
