// Who we are towards AWS: keys, plain data.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aws/secret.h"
#include "core/time.h"

namespace dynaferry::aws {

struct Credentials {
  std::string access_key_id{};  // Not a secret, but shown shortened.
  Secret secret_access_key{};
  std::optional<Secret> session_token{};
  std::optional<WallTime> expires_at{};  // Absent: never, as far as anyone said.
};

// "AKIA…CDEF": enough to recognise a key by. A short or odd one is shown as "…".
[[nodiscard]] std::string shortened(std::string_view access_key_id);

}  // namespace dynaferry::aws
