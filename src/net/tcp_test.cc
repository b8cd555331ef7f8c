#include <gtest/gtest.h>

#include "net/client_pool.h"
#include "net/http_server.h"
#include "net/tcp_dialer.h"
#include "net/tcp_listener.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"

namespace dynaferry::net {
namespace {

class Echo final : public HttpService {
 public:
  rt::Task<Result<HttpResponse>> serve(HttpRequest request) override {
    HttpResponse response;
    response.status = 200;
    response.body.append(request.body);
    co_return response;
  }
};

struct World {
  rt::RealLoop loop;
  Echo echo;
  HttpServer server{loop, echo};
  TcpListener listener{loop, server};
};

rt::Task<Result<HttpResponse>> one(World& world, std::uint16_t port) {
  rt::Scope scope(world.loop);
  scope.spawn(world.listener.run());
  TcpDialerOptions options;
  options.target = *Url::parse("http://localhost:" + std::to_string(port));
  TcpDialer dialer(world.loop, options);
  ClientPool pool(world.loop, dialer);
  HttpRequest request;
  request.headers.add("Host", "localhost");
  request.body = "hello";
  auto answer = co_await pool.serve(std::move(request));
  world.listener.close();
  co_await world.server.stop();
  co_await scope.join();
  co_return answer;
}

TEST(Tcp, carries_a_request_and_its_answer) {
  World world;
  const auto port = world.listener.listen({});
  ASSERT_TRUE(port);
  const auto answer = rt::run_task(world.loop, one(world, *port));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->body.view(), "hello");
}

}  // namespace
}  // namespace dynaferry::net
