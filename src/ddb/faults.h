// The one place where answers of the service become faults. Nothing above ddb looks at a status
// code or an error's name to decide what to do.
//
// The classes are those of facts §2.2. Two rules are ours: a 5xx answer to a write is `lost`,
// because the write may have happened; and a throttle is `busy`, because the service says that
// nothing did.

#pragma once

#include <string_view>

#include "core/error.h"
#include "net/http.h"

namespace dynaferry::ddb {

// What a failed call asks of the one who signs and sends it, before anybody above hears of it.
enum class Remedy : unsigned char {
  none,
  refresh_credentials,  // Get new ones, sign again.
  correct_clock,        // Take the offset from the answer's Date, sign again.
};

struct Refusal {
  Error error;
  Remedy remedy = Remedy::none;
};

// For any answer whose status is not 200. `action` is the operation's name ("Scan"), for the words.
[[nodiscard]] Refusal refusal_from(const net::HttpResponse& response, std::string_view action);

// Of every answer with status 413.
inline constexpr std::string_view too_large_code = "HTTP 413";
// A limit of the control plane: tables being made or changed at once, or tables at all.
inline constexpr std::string_view limit_exceeded_code = "LimitExceededException";

// True if the service may have refused the request for what is in one of its items, and took nothing of
// it.
[[nodiscard]] bool may_be_of_one_item(const Error& error);

// True if the condition of a write did not hold: the service says that nothing was written.
[[nodiscard]] bool is_failed_condition(const Error& error);

// True for faults that time may cure: busy and lost.
[[nodiscard]] bool may_pass(const Error& error);
// True if the service turned the call away for capacity (as opposed to not being reachable).
[[nodiscard]] bool is_throttle(const Error& error);

}  // namespace dynaferry::ddb
