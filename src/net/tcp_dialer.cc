#include "net/tcp_dialer.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string_view>
#include <utility>

#include "core/check.h"
#include "net/message_reader.h"
#include "net/proxy.h"
#include "net/tcp_stream.h"
#include "net/tls_stream.h"
#include "rt/wait.h"

namespace dynaferry::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

std::string place(const std::string& host, std::uint16_t port) {
  return host + ":" + std::to_string(port);
}

// RFC 6761 §6.3: the loopback, whatever a hosts file or a name server says; in an empty root there is
// neither. A Url's host is in lower case.
bool is_loopback_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  return host == "localhost" || host.ends_with(".localhost");
}

// Shared with the resolver's thread's answer, which may come long after we have stopped waiting.
struct Resolving {
  explicit Resolving(asio::io_context& io) : resolver(io) {}
  tcp::resolver resolver;
  rt::Wait* wait = nullptr;
  error_code error = asio::error::timed_out;
  tcp::resolver::results_type results;
};

}  // namespace

TcpDialer::TcpDialer(rt::RealLoop& loop, TcpDialerOptions options)
    : loop_(loop), options_(std::move(options)) {
  check(!options_.target.is_tls() || options_.tls, "dialer: https needs a TLS context");
}

Error TcpDialer::phase_failed(std::string code, std::string what) const {
  Error error{Fault::busy, std::move(what)};
  error.code = std::move(code);
  return error;
}

std::string TcpDialer::target_prefix() const {
  return options_.proxy && !options_.target.is_tls() ? options_.target.origin() : std::string();
}

Headers TcpDialer::extra_headers() const {
  Headers headers;
  if (options_.proxy && !options_.target.is_tls()) {
    auto authorization = proxy_authorization(*options_.proxy);
    if (!authorization.empty()) headers.add("Proxy-Authorization", std::move(authorization));
  }
  return headers;
}

rt::Task<Result<std::unique_ptr<Stream>>> TcpDialer::dial() {
  const auto& first = options_.proxy ? *options_.proxy : options_.target;
  auto connected = co_await connect(first.host, first.port);
  if (!connected || !options_.target.is_tls()) co_return connected;
  auto stream = *std::move(connected);
  if (options_.proxy) {
    auto tunnelled = co_await tunnel(*stream);
    if (!tunnelled) co_return fail(std::move(tunnelled).error());
  }
  co_return co_await secure(std::move(stream));
}

rt::Task<Result<TcpDialer::Endpoints>> TcpDialer::resolve(std::string host, std::uint16_t port) {
  error_code not_literal;
  const auto address = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return Endpoints{tcp::endpoint(address, port)};
  if (is_loopback_name(host)) {
    co_return Endpoints{tcp::endpoint(asio::ip::address_v4::loopback(), port),
                        tcp::endpoint(asio::ip::address_v6::loopback(), port)};
  }

  const auto resolving = std::make_shared<Resolving>(loop_.io_context());
  rt::Wait wait;
  resolving->wait = &wait;
  resolving->resolver.async_resolve(host, std::to_string(port),
                                    [resolving](const error_code& error, auto results) {
                                      if (resolving->wait == nullptr) return;
                                      resolving->error = error;
                                      resolving->results = std::move(results);
                                      resolving->wait->wake();
                                    });
  const auto deadline =
      loop_.at(loop_.now() + options_.deadlines.resolve, [&wait] { wait.wake(); });
  const bool woken = co_await wait.suspend();
  resolving->wait = nullptr;
  if (!woken) {
    resolving->resolver.cancel();
    rt::unwind();
  }
  Endpoints endpoints;
  for (const auto& entry : resolving->results) endpoints.push_back(entry.endpoint());
  if (!endpoints.empty()) co_return endpoints;
  resolving->resolver.cancel();
  co_return fail(phase_failed(
      "ResolveFailed", "cannot resolve the name " + host + ": " + resolving->error.message()));
}

rt::Task<Result<std::unique_ptr<Stream>>> TcpDialer::connect(std::string host, std::uint16_t port) {
  auto endpoints = co_await resolve(host, port);
  if (!endpoints) co_return fail(std::move(endpoints).error());
  const auto until = loop_.now() + options_.deadlines.connect;
  std::string why = "no address";
  for (std::size_t i = 0; i < endpoints->size() && loop_.now() < until; ++i) {
    const bool cancelled = co_await rt::is_cancelled();
    if (cancelled) rt::unwind();
    tcp::socket socket(loop_.io_context());
    // A silent address must leave time for those behind it.
    const auto share = (until - loop_.now()) / static_cast<Ns::rep>(endpoints->size() - i);
    bool late = false;
    const auto deadline = loop_.at(loop_.now() + share, [&socket, &late] {
      late = true;
      error_code ignored;
      socket.close(ignored);
    });
    error_code error;
    co_await socket.async_connect((*endpoints)[i],
                                  asio::redirect_error(asio::use_awaitable, error));
    const bool told = co_await rt::is_cancelled();
    if (told) rt::unwind();
    if (!error && !late) co_return std::make_unique<TcpStream>(std::move(socket));
    why = late ? "no answer in time" : error.message();
  }
  co_return fail(
      phase_failed("ConnectFailed", "cannot connect to " + place(host, port) + ": " + why));
}

rt::Task<Result<>> TcpDialer::tunnel(Stream& stream) {
  const auto& proxy = *options_.proxy;
  const auto to = options_.target.host.find(':') == std::string::npos
                      ? place(options_.target.host, options_.target.port)
                      : place("[" + options_.target.host + "]", options_.target.port);
  std::string head = "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\n";
  const auto authorization = proxy_authorization(proxy);
  if (!authorization.empty()) head += "Proxy-Authorization: " + authorization + "\r\n";
  head += "\r\n";
  const auto what = "proxy " + place(proxy.host, proxy.port) + " gave no tunnel to " + to + ": ";
  const auto deadline =
      loop_.at(loop_.now() + options_.deadlines.connect, [&stream] { stream.close(); });
  auto written = co_await stream.write(head, "");
  if (!written) co_return fail(phase_failed("ProxyFailed", what + written.error().message));
  MessageReader reader(stream);
  auto answer = co_await reader.read(MessageParser::Kind::response_without_body, 0);
  if (!answer) co_return fail(phase_failed("ProxyFailed", what + answer.error().message));
  if (!*answer) co_return fail(phase_failed("ProxyFailed", what + "it closed the connection"));
  const int status = (*answer)->status;
  if (status / 100 != 2) {
    co_return fail(phase_failed("ProxyFailed", what + "status " + std::to_string(status)));
  }
  co_return Result<>{};
}

rt::Task<Result<std::unique_ptr<Stream>>> TcpDialer::secure(std::unique_ptr<Stream> stream) {
  const auto& target = options_.target;
  auto tls = TlsStream::client(std::move(stream), *options_.tls, target.host);
  auto* const watched = tls.get();
  bool late = false;
  const auto deadline = loop_.at(loop_.now() + options_.deadlines.tls, [watched, &late] {
    late = true;
    watched->close();
  });
  auto shaken = co_await tls->handshake();
  if (shaken) co_return std::unique_ptr<Stream>(std::move(tls));
  auto error = std::move(shaken).error();
  error.message = "TLS with " + place(target.host, target.port) + ": " +
                  (late ? "no handshake in time" : error.message);
  if (error.fault != Fault::refused) {
    error.fault = Fault::busy;
    error.code = "TlsFailed";
  }
  co_return fail(std::move(error));
}

}  // namespace dynaferry::net
