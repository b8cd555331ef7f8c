// Which proxy, if any, stands between us and a host. Pure: the caller hands in the values of the
// environment's variables.

#pragma once

#include <optional>
#include <string>

#include "core/error.h"
#include "net/url.h"

namespace dynaferry::net {

struct ProxySettings {
  std::string https_proxy;  // HTTPS_PROXY or https_proxy; empty: none.
  std::string http_proxy;
  std::string no_proxy;  // "localhost,.example.com,10.0.0.0/8,host:8443" or "*".
};

// nullopt: connect directly. Loopback is never proxied. A NO_PROXY entry matches its host and
// everything below it, with or without a leading dot; with a port, that port only; CIDR for IPv4.
// Faults: invalid (the chosen variable is not a URL).
[[nodiscard]] Result<std::optional<Url>> choose_proxy(const ProxySettings& settings,
                                                      const Url& target);

// "Basic …" for Proxy-Authorization; empty when the proxy's URL has no userinfo.
[[nodiscard]] std::string proxy_authorization(const Url& proxy);

}  // namespace dynaferry::net
