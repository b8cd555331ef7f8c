#include "net/http_server.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "net/test_world.h"

namespace dynaferry::net {
namespace {

template <class AnyWorld>
rt::Task<std::string> raw_exchange(AnyWorld& world, std::string text) {
  auto dialed = co_await world.network.dial();
  auto stream = *std::move(dialed);
  (void)co_await stream->write(text, "");  // May fail; then nothing comes back.
  std::string got;
  std::vector<char> room(1000);
  const auto deadline = world.loop.at(world.loop.now() + 10s, [&stream] { stream->close(); });
  for (;;) {
    auto size = co_await stream->read_some(room);
    if (!size || *size == 0) break;
    got.append(room.data(), *size);
  }
  stream.reset();
  co_await world.server.stop();
  co_return got;
}

std::string raw(std::string text) {
  World world(1, {}, {.max_body = 1000});
  return rt::run_task(world.loop, raw_exchange(world, std::move(text)));
}

TEST(HttpServer, answers_what_is_malformed_with_400) {
  EXPECT_TRUE(raw("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST(HttpServer, answers_what_is_too_large_with_413) {
  EXPECT_TRUE(raw("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n" + std::string(1001, 'x'))
                  .starts_with("HTTP/1.1 413 "));
  const auto chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  EXPECT_TRUE(raw("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk)
                  .starts_with("HTTP/1.1 413 "));
}

TEST(HttpServer, takes_chunked_requests_and_several_at_once) {
  const auto got =
      raw("POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
          "GET /b HTTP/1.1\r\nConnection: close\r\n\r\n");
  EXPECT_NE(got.find("X-Target: /a"), std::string::npos);
  EXPECT_NE(got.find("abcHTTP/1.1 200 OK"), std::string::npos);
  EXPECT_NE(got.find("X-Target: /b"), std::string::npos);
  EXPECT_NE(got.find("Connection: close"), std::string::npos);
}

TEST(HttpServer, asks_for_the_body_of_a_client_that_waits_to_be_asked) {
  const auto got = raw(
      "POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 3\r\n\r\n");
  EXPECT_TRUE(got.starts_with("HTTP/1.1 100 Continue\r\n\r\n"));
}

// Answers each request with what the test wants.
class Spoiler final : public HttpService {
 public:
  rt::Task<Result<HttpResponse>> serve(HttpRequest) override {
    HttpResponse response;
    response.status = 200;
    response.headers = headers;
    response.body = Buffer("0123456789");
    response.body_bytes_per_second = rate;
    co_return response;
  }
  Headers headers;
  std::uint64_t rate = 0;
};

struct SpoiltWorld {
  rt::SimLoop loop{1};
  Spoiler spoiler;
  bool admitted = true;
  HttpServer server{loop, spoiler, {.admits = [this] { return admitted; }}};
  MemoryNetwork network{
      loop, [this](std::unique_ptr<Stream> stream) { server.accept(std::move(stream)); }};
};

std::string spoilt(SpoiltWorld& world) {
  return rt::run_task(world.loop, raw_exchange(world, "GET /a HTTP/1.1\r\n\r\n"));
}

TEST(HttpServer, sends_the_length_that_a_service_tells_right_or_wrong) {
  for (const auto* length : {"3", "20"}) {
    SpoiltWorld world;
    world.spoiler.headers = {{"Content-Length", length}};
    EXPECT_EQ(spoilt(world), std::string("HTTP/1.1 200 OK\r\nContent-Length: ") + length +
                                 "\r\nConnection: keep-alive\r\n\r\n0123456789");
  }
}

TEST(HttpServer, closes_the_connection_when_a_service_says_so) {
  SpoiltWorld world;
  world.spoiler.headers = {{"Connection", "close"}};
  EXPECT_EQ(spoilt(world),
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\n0123456789");
  EXPECT_LT(world.loop.now(), 1s) << "it waited for the client to close";
}

TEST(HttpServer, hands_a_body_out_no_faster_than_it_should) {
  for (const auto& [rate, takes] : {std::pair{2U, Ns(5s)}, std::pair{20U, Ns(500ms)}}) {
    SpoiltWorld world;
    world.spoiler.headers = {{"Connection", "close"}};
    world.spoiler.rate = rate;
    EXPECT_TRUE(spoilt(world).ends_with("0123456789"));
    EXPECT_EQ(world.loop.now(), takes);
  }
}

TEST(HttpServer, closes_connections_that_are_not_admitted) {
  SpoiltWorld world;
  world.admitted = false;
  EXPECT_EQ(spoilt(world), "");
  EXPECT_EQ(world.server.connections(), 0U);
}

rt::Task<> in_turn_or_not(World& world) {
  auto request = post("stuck");
  auto answer = co_await world.pool.serve(std::move(request));
  EXPECT_FALSE(answer);
}

rt::Task<> stop_while_busy(World& world) {
  rt::Scope scope(world.loop);
  scope.spawn(in_turn(world, 1));
  co_await world.loop.sleep(1s);
  co_await world.server.stop();
  EXPECT_EQ(world.echo.answers, 1);
  EXPECT_EQ(world.server.connections(), 0U);
  co_await scope.join();
  auto request = post("late");
  auto refused = co_await world.pool.serve(std::move(request));
  EXPECT_FALSE(refused);
  EXPECT_EQ(world.echo.calls, 1);
}

TEST(HttpServer, ends_what_it_is_serving_when_it_is_stopped) {
  World world(1);
  world.echo.delay = 5s;
  rt::run_task(world.loop, stop_while_busy(world));
}

rt::Task<> stop_a_stuck_one(World& world) {
  rt::Scope scope(world.loop);
  scope.spawn(in_turn_or_not(world));
  co_await world.loop.sleep(1s);
  const auto start = world.loop.now();
  co_await world.server.stop();
  EXPECT_EQ(world.loop.now() - start, 10s);
  co_await scope.join();
}

TEST(HttpServer, cancels_what_does_not_end_when_it_is_stopped) {
  World world(1);
  world.echo.delay = 1h;
  rt::run_task(world.loop, stop_a_stuck_one(world));
}

}  // namespace
}  // namespace dynaferry::net
