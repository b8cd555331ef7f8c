// The service's errors by their codes, with the namespace, the status and the words they come with
// (facts §2.1, §2.2).
//
// Pure functions, any thread. Failure: none; an unknown code is an absent value.

#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "sim/engine/answer.h"

namespace dynaferry::sim {

// What an error may speak of.
struct ErrorPlace {
  std::string_view account;
  std::string_view region;
  std::string_view operation;
  std::string_view table;  // Empty: the call names none.
};

// `reason` is a throttling reason or empty; only a throttle has one.
[[nodiscard]] std::optional<ServiceError> service_error(std::string_view code,
                                                        std::string_view reason,
                                                        const ErrorPlace& place);
[[nodiscard]] bool may_have_reason(std::string_view code);
[[nodiscard]] bool is_throttling_reason(std::string_view reason);

// Every code that service_error() knows, and every reason of a throttle.
[[nodiscard]] std::vector<std::string_view> service_error_codes();
[[nodiscard]] std::vector<std::string_view> throttling_reasons();

}  // namespace dynaferry::sim
