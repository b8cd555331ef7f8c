// Signature V4 from the service's side (facts §1.5): takes the Authorization header apart and says
// whether the signature is the one it should be. Written on its own, so that it does not share the
// client's mistakes. Pure functions, any thread.

#pragma once

#include <string_view>

#include "core/time.h"
#include "net/http.h"
#include "sim/engine/answer.h"

namespace dynaferry::sim {

// Views into the header that it was read from.
struct Authorization {
  std::string_view access_key;
  std::string_view date;  // yyyymmdd, of the credential scope.
  std::string_view region;
  std::string_view service;
  std::string_view signed_headers;  // As listed, with semicolons between.
  std::string_view signature;
};

// Errors: MissingAuthenticationTokenException, IncompleteSignatureException.
[[nodiscard]] Outcome<Authorization> read_authorization(const net::Headers& headers);

// Errors: InvalidSignatureException when the date is more than five minutes off, the scope is not
// this service's, or the signature does not match; IncompleteSignatureException.
[[nodiscard]] Outcome<> check_signature(const Authorization& authorization,
                                        const net::HttpRequest& request, std::string_view secret,
                                        WallTime now, std::string_view service = "dynamodb");

}  // namespace dynaferry::sim
