#include "net/tcp_listener.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "net/tcp_stream.h"
#include "net/tls_stream.h"
#include "rt/wait.h"

namespace dynaferry::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

Error cannot_listen(const ListenOptions& options, const error_code& error) {
  const auto fault = error == asio::error::address_in_use  ? Fault::conflict
                     : error == asio::error::access_denied ? Fault::refused
                                                           : Fault::invalid;
  return {fault, "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
                     error.message()};
}

}  // namespace

Result<std::uint16_t> TcpListener::listen(ListenOptions options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return fail(cannot_listen(options, error));
  const tcp::endpoint endpoint(address, options.port);
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(cannot_listen(options, error));
  tls_ = std::move(options.tls);
  return acceptor_.local_endpoint().port();
}

rt::Task<> TcpListener::run() {
  while (acceptor_.is_open()) {
    const bool cancelled = co_await rt::is_cancelled();
    if (cancelled) rt::unwind();
    error_code error;
    auto socket = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (error) {  // The client has gone again, files have run out, or we were closed.
      co_await loop_.sleep(std::chrono::milliseconds(10));
      continue;
    }
    std::unique_ptr<Stream> stream = std::make_unique<TcpStream>(std::move(socket));
    if (tls_) stream = TlsStream::server(std::move(stream), *tls_);
    server_.accept(std::move(stream));
  }
}

void TcpListener::close() {
  error_code ignored;  // Nothing can be done about it, and nobody is served any more either way.
  acceptor_.close(ignored);
}

}  // namespace dynaferry::net
