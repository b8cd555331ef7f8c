// Credentials that the simulated services know, with or without an end. Pure values, any thread.

#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/http.h"
#include "sim/engine/answer.h"

namespace dynaferry::sim {

struct Account {
  std::string access_key;
  std::string secret;
  std::string id;                     // Twelve digits.
  std::string session_token{};        // Not empty: X-Amz-Security-Token must be this.
  std::optional<WallTime> expires{};  // From then on, ExpiredTokenException.
  std::string arn{};                  // Of an assumed role; empty: a user.
};

// Whether the session that these credentials belong to is the one of the request, and not over.
[[nodiscard]] Outcome<> check_session(const Account& account, const net::Headers& headers,
                                      WallTime now);

// The account that an unknown access key gets: a fixed function of the key.
[[nodiscard]] std::string account_of_key(std::string_view access_key);

// Twelve digits.
[[nodiscard]] bool is_account_number(std::string_view text);
// The account that is meant: by its number, or by one of its access keys; empty, where none is named,
// stays empty. The error is in words, for a person.
[[nodiscard]] std::expected<std::string, std::string> account_named(
    const std::string& name, const std::vector<Account>& known);

}  // namespace dynaferry::sim
