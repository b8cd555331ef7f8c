// Where a service of AWS is reached in a Region (facts §1.4), and what a user may give instead.
// Pure functions. Fault: invalid.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/names.h"

namespace dynaferry::aws {

// An origin: scheme, host and port; never a path, a user or a query.
struct Endpoint {
  bool tls = true;
  std::string host{};  // Lower case; an IPv6 address without its brackets.
  std::uint16_t port = 443;
  Region signing_region{};
  std::string partition{};  // "aws", "aws-cn", …; "custom" for a URL of the user's.

  // "https://dynamodb.us-east-1.amazonaws.com", the port only when it is not the scheme's own.
  [[nodiscard]] std::string url() const;
  // For the Host field: as in url().
  [[nodiscard]] std::string authority() const;
  // localhost, 127.0.0.0/8 or ::1.
  [[nodiscard]] bool is_loopback() const;
};

// The Region as given, if it could be one: letters, digits and dashes, such as "eu-west-1".
[[nodiscard]] Result<Region> parse_region(std::string_view text);

// The public endpoint of a service that follows the common rule, such as "dynamodb" or "sts". The
// pseudo-Region "local" is http://localhost:8000, signed as us-east-1.
[[nodiscard]] Result<Endpoint> endpoint_for(std::string_view service, const Region& region);

// What a user gave as --…-endpoint-url. Requests are signed for `region` ("local": us-east-1). The
// text is never repeated in an error: it may carry a password.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view url, const Region& region);

}  // namespace dynaferry::aws
