#include "net/proxy.h"

#include <openssl/evp.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <string_view>

namespace dynaferry::net {
namespace {

namespace ip = boost::asio::ip;

bool is_loopback(const std::string& host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  boost::system::error_code error;
  const auto address = ip::make_address(host, error);
  return !error && address.is_loopback();
}

bool in_network(const std::string& host, const std::string& network) {
  boost::system::error_code error;
  const auto address = ip::make_address_v4(host, error);
  if (error) return false;
  const auto net = ip::make_network_v4(network, error);
  return !error && net.canonical() == ip::network_v4(address, net.prefix_length()).canonical();
}

bool below(std::string_view host, std::string_view domain) {
  if (domain.starts_with('*')) domain.remove_prefix(1);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.empty()) return false;
  if (!host.ends_with(domain)) return false;
  return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

bool matches(const Url& target, std::string_view entry) {
  if (entry == "*") return true;
  if (entry.find('/') != std::string_view::npos) {
    return in_network(target.host, std::string(entry));
  }
  if (entry == target.host) return true;  // Also an IPv6 address, which is full of colons.
  auto parsed = Url::parse(entry.starts_with('*') ? entry.substr(1) : entry);
  if (!parsed) return false;
  const bool has_port = entry.rfind(':') != std::string_view::npos;
  if (has_port && parsed->port != target.port) return false;
  return below(target.host, parsed->host);
}

bool is_exempt(const Url& target, std::string_view no_proxy) {
  while (!no_proxy.empty()) {
    const auto end = std::min(no_proxy.find_first_of(", \t"), no_proxy.size());
    const auto entry = no_proxy.substr(0, end);
    if (!entry.empty() && matches(target, entry)) return true;
    no_proxy.remove_prefix(std::min(end + 1, no_proxy.size()));
  }
  return false;
}

}  // namespace

Result<std::optional<Url>> choose_proxy(const ProxySettings& settings, const Url& target) {
  const auto& chosen = target.is_tls() ? settings.https_proxy : settings.http_proxy;
  if (chosen.empty() || is_loopback(target.host) || is_exempt(target, settings.no_proxy)) {
    return std::nullopt;
  }
  auto proxy = Url::parse(chosen);
  if (!proxy) {
    return fail(std::move(proxy).error().while_doing(target.is_tls() ? "reading HTTPS_PROXY"
                                                                     : "reading HTTP_PROXY"));
  }
  return std::optional<Url>(*std::move(proxy));
}

std::string proxy_authorization(const Url& proxy) {
  if (proxy.userinfo.empty()) return {};
  std::string coded(4 * ((proxy.userinfo.size() + 2) / 3) + 1, '\0');
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(coded.data()),
                                    reinterpret_cast<const unsigned char*>(proxy.userinfo.data()),
                                    static_cast<int>(proxy.userinfo.size()));
  coded.resize(static_cast<std::size_t>(size));
  return "Basic " + coded;
}

}  // namespace dynaferry::net
