#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <boost/asio/ip/tcp.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "net/client_pool.h"
#include "net/http_server.h"
#include "net/message_reader.h"
#include "net/tcp_dialer.h"
#include "net/tcp_listener.h"
#include "net/tcp_stream.h"
#include "net/test_certificates.h"
#include "net/tls_stream.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"

namespace dynaferry::net {
namespace {

using namespace std::chrono_literals;

class Echo final : public HttpService {
 public:
  rt::Task<Result<HttpResponse>> serve(HttpRequest request) override {
    last = request;
    HttpResponse response;
    response.status = 200;
    response.body.append(request.body);
    co_return response;
  }
  HttpRequest last;
};

struct World {
  rt::RealLoop loop;
  Echo echo;
  HttpServer server{loop, echo};
  TcpListener listener{loop, server};
};

using Body = std::function<rt::Task<>(World&, ClientPool&)>;

rt::Task<> with_server(World& world, TcpDialerOptions options, Body body) {
  rt::Scope scope(world.loop);
  scope.spawn(world.listener.run());
  TcpDialer dialer(world.loop, std::move(options));
  ClientPool pool(world.loop, dialer);
  co_await body(world, pool);
  pool.close_idle();
  world.listener.close();
  co_await world.server.stop();
  co_await scope.join();
}

HttpRequest post(std::string body) {
  HttpRequest request;
  request.headers.add("Host", "test");
  request.body = std::move(body);
  return request;
}

Url url_of(const std::string& text) { return *Url::parse(text); }

std::string at(const char* scheme_and_host, std::uint16_t port) {
  return std::string(scheme_and_host) + ":" + std::to_string(port);
}

Result<HttpResponse>* out = nullptr;  // Where ask() puts its answer.

rt::Task<> ask(World&, ClientPool& pool) {
  auto request_answer = post("hello");
  auto answer = co_await pool.serve(std::move(request_answer));
  *out = std::move(answer);
}

Result<HttpResponse> asked(World& world, TcpDialerOptions options) {
  Result<HttpResponse> answer = fail(Fault::internal, "not asked");
  out = &answer;
  rt::run_task(world.loop, with_server(world, std::move(options), ask));
  return answer;
}

TEST(Tcp, carries_a_request_and_its_answer) {
  World world;
  const auto port = world.listener.listen({});
  ASSERT_TRUE(port);
  const auto answer = asked(world, {url_of(at("http://localhost", *port)), {}, {}});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body.view(), "hello");
}

rt::Task<> many(World& world, ClientPool& pool) {
  const std::string large(5'000'000, 'y');
  for (int i = 0; i < 20; ++i) {
    const auto body = i % 5 == 0 ? large : std::to_string(i);
    auto request = post(body);
    auto answer = co_await pool.serve(std::move(request));
    EXPECT_TRUE(answer && answer->body.view() == body);
  }
  EXPECT_EQ(pool.dialed(), 1U);
  co_await world.loop.sleep(1ms);
}

TEST(Tcp, keeps_a_connection_through_requests_of_every_size) {
  World world;
  const auto port = *world.listener.listen({});
  rt::run_task(world.loop,
               with_server(world, {url_of(at("http://127.0.0.1", port)), {}, {}}, many));
}

rt::Task<> restarted(World& world, ClientPool& pool) {
  auto request_before = post("a");
  auto before = co_await pool.serve(std::move(request_before));
  EXPECT_TRUE(before);
  co_await world.server.stop();
  co_await world.loop.sleep(1ms);
  auto request_after = post("b");  // The server accepts and closes at once.
  auto after = co_await pool.serve(std::move(request_after));
  EXPECT_FALSE(after);
  EXPECT_EQ(pool.dialed(), 2U);
}

TEST(Tcp, notices_a_connection_that_was_closed_while_idle) {
  World world;
  const auto port = *world.listener.listen({});
  rt::run_task(world.loop,
               with_server(world, {url_of(at("http://127.0.0.1", port)), {}, {}}, restarted));
}

// A name server would hardly know these, and no hosts file has them.
TEST(Tcp, takes_localhost_and_names_below_it_as_loopback_without_asking) {
  for (const char* host : {"http://any.table.localhost", "http://LOCALHOST", "http://localhost."}) {
    World world;
    const auto port = world.listener.listen({});
    ASSERT_TRUE(port);
    const auto answer = asked(world, {url_of(at(host, *port)), {}, {}});
    ASSERT_TRUE(answer) << host << ": " << answer.error().text();
    EXPECT_EQ(answer->body.view(), "hello");
  }
}

TEST(Tcp, says_where_it_could_not_connect) {
  World world;
  const auto port = *world.listener.listen({});
  world.listener.close();
  const auto answer = asked(world, {url_of(at("http://127.0.0.1", port)), {}, {}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "ConnectFailed");
  EXPECT_NE(answer.error().message.find(at("127.0.0.1", port)), std::string::npos);
}

TEST(Tcp, says_which_name_it_could_not_resolve) {
  World world;
  ASSERT_TRUE(world.listener.listen({}));
  const std::string name(64, 'x');  // Longer than a label may be: no server is asked.
  TcpDialerOptions options{url_of("http://" + name), {}, {}};
  const auto answer = asked(world, options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "ResolveFailed");
  EXPECT_NE(answer.error().message.find(name), std::string::npos);
}

TEST(Tcp, refuses_to_listen_where_someone_else_does) {
  World world;
  const auto port = *world.listener.listen({});
  TcpListener other(world.loop, world.server);
  ListenOptions same;
  same.port = port;
  const auto second = other.listen(same);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::conflict);
}

// --- TLS

struct TlsWorld : World {
  explicit TlsWorld(const char* names = "DNS:localhost,IP:127.0.0.1") {
    const auto own = authority.certify(names);
    ListenOptions options;
    options.tls = *TlsContext::for_server(own.certificate, own.key);
    port = *listener.listen(options);
  }
  TestAuthority authority;
  Bundle bundle{authority};
  std::uint16_t port = 0;
};

TEST(Tls, accepts_a_certificate_of_an_authority_we_believe) {
  for (const char* host : {"https://localhost", "https://127.0.0.1"}) {
    TlsWorld world;
    const auto answer = asked(world, {url_of(at(host, world.port)), world.bundle.believed(), {}});
    ASSERT_TRUE(answer) << answer.error().text();
    EXPECT_EQ(answer->body.view(), "hello");
  }
}

TEST(Tls, keeps_a_connection_through_requests_of_every_size) {
  TlsWorld world;
  rt::run_task(
      world.loop,
      with_server(world, {url_of(at("https://localhost", world.port)), world.bundle.believed(), {}},
                  many));
}

void expect_refused(const Result<HttpResponse>& answer, const std::string& why) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::refused);
  EXPECT_EQ(answer.error().code, "CertificateRefused");
  EXPECT_NE(answer.error().message.find(why), std::string::npos) << answer.error().message;
  EXPECT_NE(answer.error().message.find("localhost:"), std::string::npos);
}

TEST(Tls, refuses_a_certificate_of_an_authority_we_do_not_know) {
  TlsWorld world;
  const TestAuthority stranger;
  const Bundle other(stranger);
  expect_refused(asked(world, {url_of(at("https://localhost", world.port)), other.believed(), {}}),
                 "certificate");
}

TEST(Tls, refuses_a_certificate_for_another_name) {
  TlsWorld world("DNS:example.com,DNS:*.localhost");
  expect_refused(
      asked(world, {url_of(at("https://localhost", world.port)), world.bundle.believed(), {}}),
      "hostname mismatch");
}

TEST(Tls, says_that_a_plain_server_speaks_no_tls) {
  World world;
  const auto port = *world.listener.listen({});
  const TestAuthority authority;
  const Bundle bundle(authority);
  const auto answer = asked(world, {url_of(at("https://localhost", port)), bundle.believed(), {}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "TlsFailed");
}

TEST(Tls, refuses_versions_before_1_2) {
  const TestAuthority authority;
  const Bundle bundle(authority);
  const auto client = bundle.believed();
  EXPECT_EQ(SSL_CTX_get_min_proto_version(client.native()), TLS1_2_VERSION);

  TlsWorld world;
  const auto own = world.authority.certify("DNS:localhost");
  const auto old = *TlsContext::for_server(own.certificate, own.key);
  SSL_CTX_set_min_proto_version(old.native(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(old.native(), TLS1_1_VERSION);
  SSL_CTX_set_cipher_list(old.native(), "ALL:@SECLEVEL=0");
  ListenOptions options;
  options.tls = old;
  World other;
  const auto port = *other.listener.listen(options);
  const auto answer =
      asked(other, {url_of(at("https://localhost", port)), world.bundle.believed(), {}});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "TlsFailed");
}

TEST(Tls, waits_only_so_long_for_the_handshake) {
  World world;
  boost::asio::ip::tcp::acceptor silent(world.loop.io_context(),
                                        {boost::asio::ip::address_v4::loopback(), 0});
  const TestAuthority authority;
  const Bundle bundle(authority);
  TcpDialerOptions options{
      url_of(at("https://localhost", silent.local_endpoint().port())), bundle.believed(), {}};
  options.deadlines.tls = 50ms;
  const auto answer = asked(world, options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "TlsFailed");
  EXPECT_NE(answer.error().message.find("in time"), std::string::npos);
}

TEST(Tls, names_a_bundle_that_is_none) {
  const auto path =
      std::filesystem::temp_directory_path() / ("no-bundle-" + std::to_string(::getpid()) + ".pem");
  std::ofstream(path) << "not a certificate";
  const auto context = TlsContext::for_client(*find_trust({path}));
  std::filesystem::remove(path);
  ASSERT_FALSE(context);
  EXPECT_NE(context.error().message.find(path.string()), std::string::npos);
}

// --- a proxy of thirty lines

struct Proxy {
  explicit Proxy(rt::RealLoop& l)
      : loop(l), acceptor(l.io_context(), {boost::asio::ip::address_v4::loopback(), 0}) {}
  [[nodiscard]] std::uint16_t port() const { return acceptor.local_endpoint().port(); }
  rt::RealLoop& loop;
  boost::asio::ip::tcp::acceptor acceptor;
  Headers headers;
  std::string target;
  std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n";
};

rt::Task<> relay(Stream& from, Stream& to) {
  std::vector<char> room(10000);
  for (;;) {
    auto size = co_await from.read_some(room);
    if (!size || *size == 0) break;
    const std::string_view got(room.data(), *size);
    auto written = co_await to.write(got, "");
    if (!written) break;
  }
  from.close();
  to.close();
}

rt::Task<> run_proxy(Proxy& proxy, std::uint16_t upstream) {
  namespace asio = boost::asio;
  auto socket = co_await proxy.acceptor.async_accept(asio::use_awaitable);
  TcpStream client(std::move(socket));
  MessageReader reader(client);
  auto asked_for = co_await reader.read(MessageParser::Kind::request, 1000);
  proxy.headers = (*asked_for)->headers;
  proxy.target = (*asked_for)->target;
  auto told = co_await client.write(proxy.answer, "");
  if (upstream == 0) co_return;
  asio::ip::tcp::socket to(proxy.loop.io_context());
  const asio::ip::tcp::endpoint where(asio::ip::address_v4::loopback(), upstream);
  co_await to.async_connect(where, asio::use_awaitable);
  TcpStream server(std::move(to));
  rt::Scope scope(proxy.loop);
  scope.spawn(relay(client, server));
  scope.spawn(relay(server, client));
  co_await scope.join();
}

rt::Task<> through_proxy(World& world, Proxy& proxy, std::uint16_t upstream,
                         TcpDialerOptions options) {
  rt::Scope scope(world.loop);
  scope.spawn(run_proxy(proxy, upstream));
  co_await with_server(world, std::move(options), ask);
  co_await scope.join();
}

TEST(Tcp, tunnels_https_through_a_proxy_that_wants_a_password) {
  TlsWorld world;
  Proxy proxy(world.loop);
  TcpDialerOptions options{url_of(at("https://localhost", world.port)), world.bundle.believed(),
                           url_of(at("http://user:secret@127.0.0.1", proxy.port()))};
  Result<HttpResponse> answer = fail(Fault::internal, "not asked");
  out = &answer;
  rt::run_task(world.loop, through_proxy(world, proxy, world.port, options));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body.view(), "hello");
  EXPECT_EQ(proxy.target, at("localhost", world.port));
  EXPECT_EQ(proxy.headers.get("proxy-authorization"), "Basic dXNlcjpzZWNyZXQ=");
  EXPECT_EQ(world.echo.last.headers.get("proxy-authorization"), "");
}

TEST(Tcp, says_that_a_proxy_gave_no_tunnel_without_its_password) {
  TlsWorld world;
  Proxy proxy(world.loop);
  proxy.answer = "HTTP/1.1 407 No\r\nContent-Length: 3\r\n\r\nno!";
  TcpDialerOptions options{url_of(at("https://localhost", world.port)), world.bundle.believed(),
                           url_of(at("http://user:secret@127.0.0.1", proxy.port()))};
  Result<HttpResponse> answer = fail(Fault::internal, "not asked");
  out = &answer;
  rt::run_task(world.loop, through_proxy(world, proxy, 0, options));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "ProxyFailed");
  EXPECT_NE(answer.error().message.find("407"), std::string::npos);
  EXPECT_EQ(answer.error().text().find("secret"), std::string::npos);
}

TEST(Tcp, asks_a_proxy_for_plain_http_by_the_whole_url) {
  World world;
  ASSERT_TRUE(world.listener.listen({}));
  Proxy proxy(world.loop);
  proxy.answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  TcpDialerOptions options{
      url_of("http://example.invalid:8000"), {}, url_of(at("http://a:b@127.0.0.1", proxy.port()))};
  Result<HttpResponse> answer = fail(Fault::internal, "not asked");
  out = &answer;
  rt::run_task(world.loop, through_proxy(world, proxy, 0, options));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(proxy.target, "http://example.invalid:8000/");
  EXPECT_EQ(proxy.headers.get("proxy-authorization"), "Basic YTpi");
}

// --- cancellation of the real thing

rt::Task<> one_call(ClientPool& pool) {
  auto request = post("x");
  (void)co_await pool.serve(std::move(request));
}

rt::Task<> cancel_calls(rt::RealLoop& loop, ClientPool& pool) {
  rt::Scope scope(loop);
  for (int i = 0; i < 3; ++i) scope.spawn(one_call(pool));
  co_await loop.sleep(20ms);
  scope.cancel();
  co_await scope.join();
}

TEST(Tcp, unwinds_calls_that_wait_for_a_silent_server) {
  rt::RealLoop loop;
  boost::asio::ip::tcp::acceptor silent(loop.io_context(),
                                        {boost::asio::ip::address_v4::loopback(), 0});
  TcpDialerOptions options{url_of(at("http://127.0.0.1", silent.local_endpoint().port())), {}, {}};
  TcpDialer dialer(loop, options);
  ClientPool pool(loop, dialer);
  const auto start = loop.now();
  rt::run_task(loop, cancel_calls(loop, pool));
  EXPECT_LT(loop.now() - start, 5s);
}

}  // namespace
}  // namespace dynaferry::net
