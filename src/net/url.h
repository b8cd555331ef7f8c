// An http or https URL, taken apart. No query or fragment handling: an endpoint has neither.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"

namespace dynaferry::net {

struct Url {
  std::string scheme;      // "http" or "https".
  std::string host;        // Lower case; an IPv6 address without its brackets.
  std::uint16_t port = 0;  // The scheme's own when not given.
  std::string path;        // With its leading slash, or empty.
  std::string userinfo;    // "user:password", percent-decoded. A secret: never to be shown.

  // Without the scheme ("proxy:3128") it is http. Faults: invalid; the message hides userinfo.
  [[nodiscard]] static Result<Url> parse(std::string_view text);

  [[nodiscard]] bool is_tls() const { return scheme == "https"; }
  [[nodiscard]] bool has_default_port() const { return port == (is_tls() ? 443 : 80); }
  // As a Host header has it: brackets around IPv6, the port unless it is the scheme's own.
  [[nodiscard]] std::string host_header() const;
  // Scheme, host and port: what may be shown.
  [[nodiscard]] std::string origin() const { return scheme + "://" + host_header(); }
};

}  // namespace dynaferry::net
