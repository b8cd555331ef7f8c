#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "net/client_pool.h"
#include "net/http_server.h"
#include "net/memory_network.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::net {
namespace {

using namespace std::chrono_literals;

// Answers with what it was sent, after a while.
class Echo final : public HttpService {
 public:
  explicit Echo(rt::Loop& loop) : loop_(loop) {}
  rt::Task<Result<HttpResponse>> serve(HttpRequest request) override {
    ++calls;
    if (delay > 0s) co_await loop_.sleep(delay);
    HttpResponse response;
    response.status = 200;
    response.headers.add("X-Method", request.method);
    response.headers.add("X-Target", request.target);
    response.body.append(request.body);
    ++answers;
    co_return response;
  }
  Ns delay{0};
  int calls = 0;
  int answers = 0;

 private:
  rt::Loop& loop_;
};

struct World {
  explicit World(std::uint64_t seed, ClientPoolOptions options = {}, HttpServerOptions bounds = {})
      : loop(seed),
        echo(loop),
        server(loop, echo, bounds),
        network(loop, [this](std::unique_ptr<Stream> stream) { server.accept(std::move(stream)); },
                [this](std::uint64_t n) { return plan(n); }),
        pool(loop, network, options) {}

  Result<LinkOptions> plan(std::uint64_t n) {
    if (const auto found = refusals.find(n); found != refusals.end()) return fail(found->second);
    return link;
  }

  rt::SimLoop loop;
  LinkOptions link;
  std::map<std::uint64_t, Error> refusals;
  Echo echo;
  HttpServer server;
  MemoryNetwork network;
  ClientPool pool;
};

HttpRequest post(std::string body) {
  HttpRequest request;
  request.headers.add("Host", "test");
  request.body = std::move(body);
  return request;
}

rt::Task<Result<HttpResponse>> one(World& world, std::string body) {
  auto answer = co_await world.pool.serve(post(std::move(body)));
  world.pool.close_idle();
  co_await world.server.stop();
  co_return answer;
}

TEST(HttpClient, carries_a_request_and_its_answer) {
  World world(1);
  const auto answer = rt::run_task(world.loop, one(world, "hello"));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body.view(), "hello");
  EXPECT_EQ(answer->headers.get("x-method"), "POST");
}

}  // namespace
}  // namespace dynaferry::net
