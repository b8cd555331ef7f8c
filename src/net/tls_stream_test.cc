#include "net/tls_stream.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "net/memory_stream.h"
#include "net/test_certificates.h"
#include "net/test_world.h"

namespace dynaferry::net {
namespace {

// TLS works on any stream, so also in virtual time, under cuts at every byte.

class TlsNetwork final : public Dialer {
 public:
  TlsNetwork(rt::SimLoop& loop, HttpServer& server, TlsContext client, TlsContext host,
             LinkOptions link)
      : loop_(loop), server_(server), client_(client), host_(host), link_(link) {}
  rt::Task<Result<std::unique_ptr<Stream>>> dial() override {
    auto ends = MemoryLink::connect(loop_, link_);
    server_.accept(TlsStream::server(std::move(ends.server), host_));
    auto stream = TlsStream::client(std::move(ends.client), client_, "localhost");
    auto shaken = co_await stream->handshake();
    if (!shaken) {
      auto error = std::move(shaken).error();
      error.fault = Fault::busy;
      co_return fail(std::move(error));
    }
    co_return std::unique_ptr<Stream>(std::move(stream));
  }

 private:
  rt::SimLoop& loop_;
  HttpServer& server_;
  TlsContext client_, host_;
  LinkOptions link_;
};

rt::Task<Result<HttpResponse>> one_over_tls(HttpServer& server, ClientPool& pool) {
  auto request_answer = post("hello");
  auto answer = co_await pool.serve(std::move(request_answer));
  pool.close_idle();
  co_await server.stop();
  co_return answer;
}

TEST(Tls, runs_in_virtual_time_and_tells_busy_from_lost_at_every_cut) {
  const TestAuthority authority;
  const Bundle bundle(authority);
  const auto own = authority.certify("DNS:localhost");
  const auto host = *TlsContext::for_server(own.certificate, own.key);
  bool was_lost = false;
  bool answered = false;
  for (std::uint64_t cut = 0; cut < 3000; cut += 5 + (cut % 17)) {
    rt::SimLoop loop(cut);
    Echo echo(loop);
    HttpServer server(loop, echo);
    LinkOptions link;
    link.to_server.cut_after = cut;
    link.read_at_most = 1 + cut % 50;
    TlsNetwork network(loop, server, bundle.believed(), host, link);
    ClientPool pool(loop, network);
    const auto answer = rt::run_task(loop, one_over_tls(server, pool));
    if (answer) {
      answered = true;
      EXPECT_EQ(answer->body.view(), "hello");
      continue;
    }
    ASSERT_FALSE(answered) << "a later cut did more harm than an earlier one";
    if (answer.error().fault == Fault::lost) {
      was_lost = true;
    } else {
      EXPECT_EQ(answer.error().fault, Fault::busy) << answer.error().text();
      EXPECT_FALSE(was_lost) << cut;
      EXPECT_EQ(echo.calls, 0);
    }
  }
  EXPECT_TRUE(was_lost);
  EXPECT_TRUE(answered);
}

}  // namespace
}  // namespace dynaferry::net
