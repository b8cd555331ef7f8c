// Signature V4 from the service's side (facts §1.5): takes the Authorization header apart and says
// whether the signature is the one it should be. Written on its own, so that it does not share the
// client's mistakes. Pure functions, any thread.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "net/http.h"
#include "sim/engine/answer.h"

namespace dynaferry::sim {

struct Authorization {
  std::string access_key;
  std::string date;  // yyyymmdd, of the credential scope.
  std::string region;
  std::string service;
  std::vector<std::string> signed_headers;  // As listed.
  std::string signature;
};

// Errors: MissingAuthenticationTokenException, IncompleteSignatureException.
[[nodiscard]] Outcome<Authorization> read_authorization(const net::Headers& headers);

// Errors: InvalidSignatureException when the date is more than five minutes off, the scope is not
// this service's, or the signature does not match; IncompleteSignatureException.
[[nodiscard]] Outcome<> check_signature(const Authorization& authorization,
                                        const net::HttpRequest& request, std::string_view secret,
                                        WallTime now, std::string_view service = "dynamodb");

}  // namespace dynaferry::sim
