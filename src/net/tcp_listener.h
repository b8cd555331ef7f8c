// Accepts TCP connections, with TLS if told to, for an HttpServer. For the simulator and for tests.
//
// Threading: one loop's thread.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "core/error.h"
#include "net/http_server.h"
#include "net/tls_context.h"
#include "rt/real_loop.h"

namespace dynaferry::net {

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any that is free.
  std::optional<TlsContext> tls;
};

class TcpListener {
 public:
  TcpListener(rt::RealLoop& loop, HttpServer& server)
      : loop_(loop), acceptor_(loop.io_context()), server_(server) {}

  // Binds and listens; the port. Faults: invalid (no such address), conflict (in use), refused.
  [[nodiscard]] Result<std::uint16_t> listen(ListenOptions options);
  // Accepts until close(). Spawn it. Does not stop the server.
  [[nodiscard]] rt::Task<> run();
  void close();

 private:
  rt::RealLoop& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  HttpServer& server_;
  std::optional<TlsContext> tls_;
};

}  // namespace dynaferry::net
