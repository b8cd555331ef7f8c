// Primary keys by value. Two spellings of one key ("1e3" and "1000", an escaped and a plain letter)
// have the same canonical form, so keys from different servers and answers can be matched.

#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace dynaferry::model {

// The canonical form of one number as DynamoDB understands it (facts §3.4): sign, up to 38
// significant digits without leading or trailing zeros, exponent; "0" for every zero. Numbers are
// equal exactly if these are. Fault: invalid (not in the service's grammar, or more digits). Without
// an allocation: model/number.h.
[[nodiscard]] Result<std::string> canonical_number(std::string_view text);

// The canonical form of a primary key, given as the raw JSON attribute values of its parts
// ({"S":…}, {"N":…} or {"B":…}); `range` is empty where the table has no sort key. Opaque, with no
// collisions between different keys. Fault: invalid.
[[nodiscard]] Result<std::string> canonical_key(std::string_view hash, std::string_view range);

// 16 hexadecimal digits that name a key in logs without showing it.
[[nodiscard]] std::string key_digest(std::string_view canonical);

}  // namespace dynaferry::model
