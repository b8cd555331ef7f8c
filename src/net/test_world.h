// A client and a server in virtual time, joined by memory.

#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "net/client_pool.h"
#include "net/http_server.h"
#include "net/memory_network.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::net {

using namespace std::chrono_literals;

// Answers with what it was sent, after a while.
class Echo final : public HttpService {
 public:
  explicit Echo(rt::Loop& loop) : loop_(loop) {}
  rt::Task<Result<HttpResponse>> serve(HttpRequest request) override {
    ++calls;
    seen.insert(request.body);
    most_at_once = std::max(most_at_once, ++at_once);
    if (delay > 0s) co_await loop_.sleep(delay);
    --at_once;
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
  int at_once = 0;
  int most_at_once = 0;
  std::multiset<std::string> seen;

 private:
  rt::Loop& loop_;
};

struct World {
  explicit World(std::uint64_t seed, ClientPoolOptions options = {}, HttpServerOptions bounds = {})
      : loop(seed),
        echo(loop),
        server(loop, echo, bounds),
        network(
            loop, [this](std::unique_ptr<Stream> stream) { server.accept(std::move(stream)); },
            [this](std::uint64_t n) { return plan(n); }),
        pool(loop, network, options) {}

  Result<LinkOptions> plan(std::uint64_t n) {
    if (special) return special();
    if (const auto found = refusals.find(n); found != refusals.end()) return fail(found->second);
    return link;
  }

  rt::SimLoop loop;
  LinkOptions link;
  std::map<std::uint64_t, Error> refusals;
  std::function<Result<LinkOptions>()> special;
  Echo echo;
  HttpServer server;
  MemoryNetwork network;
  ClientPool pool;
};

inline HttpRequest post(std::string body) {
  HttpRequest request;
  request.headers.add("Host", "test");
  request.body = std::move(body);
  return request;
}

// Lets the pool and the server go.
inline rt::Task<> finish(World& world) {
  world.pool.close_idle();
  co_await world.server.stop();
}

inline rt::Task<> in_turn(World& world, int count) {
  for (int i = 0; i < count; ++i) {
    auto request = post(std::to_string(i));
    auto answer = co_await world.pool.serve(std::move(request));
    EXPECT_TRUE(answer && answer->body.view() == std::to_string(i));
  }
}

}  // namespace dynaferry::net
