// Connections over TCP: name resolution, every address in turn, a proxy if there is one, TLS if
// the URL says https; each phase with its own deadline.
//
// Threading, failure: see net/dialer.h. The name is resolved anew for each connection, so that load
// spreads over a service's addresses.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/dialer.h"
#include "net/tls_context.h"
#include "net/url.h"
#include "rt/real_loop.h"

namespace dynaferry::net {

struct Deadlines {
  Ns resolve = std::chrono::seconds(5);
  Ns connect = std::chrono::seconds(5);  // All addresses together; also the proxy's CONNECT.
  Ns tls = std::chrono::seconds(10);
};

struct TcpDialerOptions {
  Url target;
  std::optional<TlsContext> tls;  // Required for https.
  std::optional<Url> proxy;       // See net/proxy.h.
  Deadlines deadlines{};
};

class TcpDialer final : public Dialer {
 public:
  TcpDialer(rt::RealLoop& loop, TcpDialerOptions options);

  rt::Task<Result<std::unique_ptr<Stream>>> dial() override;
  [[nodiscard]] std::string target_prefix() const override;
  [[nodiscard]] Headers extra_headers() const override;

 private:
  using Endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

  rt::Task<Result<Endpoints>> resolve(std::string host, std::uint16_t port);
  rt::Task<Result<std::unique_ptr<Stream>>> connect(std::string host, std::uint16_t port);
  rt::Task<Result<>> tunnel(Stream& stream);
  rt::Task<Result<std::unique_ptr<Stream>>> secure(std::unique_ptr<Stream> stream);
  [[nodiscard]] Error phase_failed(std::string code, std::string what) const;

  rt::RealLoop& loop_;
  TcpDialerOptions options_;
};

}  // namespace dynaferry::net
