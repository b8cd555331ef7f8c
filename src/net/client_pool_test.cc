#include "net/client_pool.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/random.h"
#include "net/test_world.h"
#include "rt/event.h"

namespace dynaferry::net {
namespace {

rt::Task<Result<HttpResponse>> one(World& world, HttpRequest request) {
  auto answer = co_await world.pool.serve(std::move(request));
  co_await finish(world);
  co_return answer;
}

TEST(HttpClient, carries_a_request_and_its_answer) {
  World world(1);
  const auto answer = rt::run_task(world.loop, one(world, post("hello")));
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body.view(), "hello");
  EXPECT_EQ(answer->headers.get("x-method"), "POST");
  EXPECT_EQ(answer->headers.get("x-target"), "/");
}

TEST(HttpClient, knows_get_and_head) {
  HttpRequest get;
  get.method = "GET";
  get.target = "/where?x=1";
  World world(1);
  const auto answer = rt::run_task(world.loop, one(world, get));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->headers.get("x-target"), "/where?x=1");
  EXPECT_EQ(answer->headers.get("content-length"), "0");

  World other(1);
  auto head = post("abc");
  head.method = "HEAD";
  const auto bare = rt::run_task(other.loop, one(other, head));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->headers.get("content-length"), "3");
  EXPECT_EQ(bare->body.size(), 0U);
}

rt::Task<> keep_alive(World& world) {
  co_await in_turn(world, 50);
  EXPECT_EQ(world.pool.dialed(), 1U);
  co_await world.loop.sleep(19s);
  co_await in_turn(world, 1);
  EXPECT_EQ(world.pool.dialed(), 1U);
  co_await world.loop.sleep(21s);
  co_await in_turn(world, 1);
  EXPECT_EQ(world.pool.dialed(), 2U);
  EXPECT_EQ(world.pool.idle(), 1U);
  co_await finish(world);
}

TEST(ClientPool, reuses_a_connection_until_it_is_old) {
  World world(1);
  rt::run_task(world.loop, keep_alive(world));
}

rt::Task<> crowd(World& world, int tasks) {
  rt::Scope scope(world.loop);
  for (int i = 0; i < tasks; ++i) scope.spawn(in_turn(world, 5));
  co_await scope.join();
  co_await finish(world);
}

TEST(ClientPool, keeps_its_bound_on_connections) {
  ClientPoolOptions options;
  options.max_connections = 3;
  World world(1, options);
  world.echo.delay = 10ms;
  rt::run_task(world.loop, crowd(world, 10));
  EXPECT_EQ(world.echo.calls, 50);
  EXPECT_EQ(world.echo.most_at_once, 3);
  EXPECT_EQ(world.pool.dialed(), 3U);
}

rt::Task<> newest_first(World& world) {
  rt::Scope scope(world.loop);
  for (int i = 0; i < 4; ++i) scope.spawn(in_turn(world, 1));
  co_await scope.join();
  EXPECT_EQ(world.pool.idle(), 4U);
  for (int i = 0; i < 3; ++i) {
    co_await world.loop.sleep(15s);
    co_await in_turn(world, 1);
  }
  EXPECT_EQ(world.pool.idle(), 1U);  // The others have grown old unused.
  EXPECT_EQ(world.pool.dialed(), 4U);
  co_await finish(world);
}

TEST(ClientPool, lets_unneeded_connections_grow_old) {
  World world(1);
  world.echo.delay = 1ms;
  rt::run_task(world.loop, newest_first(world));
}

rt::Task<> stale(World& world) {
  co_await in_turn(world, 1);
  world.network.cut_all();
  co_await in_turn(world, 1);
  EXPECT_EQ(world.pool.dialed(), 2U);
  co_await finish(world);
}

TEST(ClientPool, does_not_use_a_connection_that_its_peer_has_left) {
  World world(1);
  rt::run_task(world.loop, stale(world));
  EXPECT_EQ(world.echo.calls, 2);
}

TEST(ClientPool, passes_on_why_no_connection_could_be_had) {
  World world(1);
  world.refusals[0] = Error{Fault::busy, "cannot connect"};
  world.refusals[0].code = "ConnectFailed";
  const auto answer = rt::run_task(world.loop, one(world, post("x")));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::busy);
  EXPECT_EQ(answer.error().code, "ConnectFailed");
}

TEST(HttpClient, carries_large_bodies_through_narrow_links) {
  World world(1);
  world.link.window = 1000;
  world.link.read_at_most = 777;
  world.link.to_server.latency = 1ms;
  const std::string body(3'000'000, 'x');
  const auto answer = rt::run_task(world.loop, one(world, post(body)));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.view(), body);
}

TEST(MemoryLink, takes_the_time_that_latency_and_bandwidth_take) {
  World world(1);
  world.link.to_server = {100ms, 1'000'000};
  world.link.to_client = {50ms, 1'000'000};
  world.link.window = 10'000'000;
  const auto answer = rt::run_task(world.loop, one(world, post(std::string(1'000'000, 'x'))));
  ASSERT_TRUE(answer);
  // Connecting 0.15 s; there 0.1 s + 1 s; back 0.05 s + 1 s; the heads a little.
  EXPECT_GT(world.loop.now(), 2300ms);
  EXPECT_LT(world.loop.now(), 2302ms);
}

// --- what is known after a cut, byte by byte

TEST(HttpClient, says_busy_only_when_not_one_byte_was_sent) {
  std::uint64_t n = 0;
  for (;; ++n) {
    World world(n);
    world.link.to_server.cut_after = n;
    const auto answer = rt::run_task(world.loop, one(world, post("hello")));
    if (answer) break;  // Longer than the request: the cut never happened.
    ASSERT_EQ(answer.error().fault, n == 0 ? Fault::busy : Fault::lost) << n;
    ASSERT_EQ(answer.error().code, "ConnectionLost");
    ASSERT_LE(world.echo.calls, 1);
    if (world.echo.calls == 1) {  // The whole request had gone out when the connection broke.
      World longer(n);
      longer.link.to_server.cut_after = n + 1;
      EXPECT_TRUE(rt::run_task(longer.loop, one(longer, post("hello")))) << n;
    }
  }
  EXPECT_EQ(n, 56U);
}

TEST(HttpClient, says_lost_at_every_byte_that_the_answer_lacks) {
  std::uint64_t n = 0;
  for (;; ++n) {
    World world(n);
    world.link.to_client.cut_after = n;
    const auto answer = rt::run_task(world.loop, one(world, post("hello")));
    EXPECT_EQ(world.echo.calls, n == 0 ? world.echo.calls : 1);
    if (answer) {
      EXPECT_EQ(answer->body.view(), "hello");
      break;
    }
    ASSERT_EQ(answer.error().fault, Fault::lost) << n;
    ASSERT_EQ(answer.error().code, "ConnectionLost");
  }
  EXPECT_GT(n, 80U);
}

// --- deadlines

Error overdue(World& world, std::string body = "x") {
  auto answer = rt::run_task(world.loop, one(world, post(std::move(body))));
  EXPECT_FALSE(answer);
  return answer ? Error{} : answer.error();
}

TEST(HttpClient, waits_only_so_long_for_the_first_byte) {
  World world(1);
  world.link.to_client.swallow_after = 0;
  const auto error = overdue(world);
  EXPECT_EQ(error.fault, Fault::lost);
  EXPECT_EQ(error.code, "Timeout");
  EXPECT_EQ(world.loop.now(), 30s);
}

TEST(HttpClient, waits_only_so_long_for_the_whole_answer) {
  World world(1);
  world.link.to_client.swallow_after = 20;
  const auto error = overdue(world);
  EXPECT_EQ(error.fault, Fault::lost);
  EXPECT_EQ(error.code, "Timeout");
  EXPECT_EQ(world.loop.now(), 90s);
}

TEST(HttpClient, waits_only_so_long_for_an_answer_that_drips) {
  World world(1);
  world.link.to_client.bytes_per_second = 10;
  const auto error = overdue(world, std::string(5000, 'x'));
  EXPECT_EQ(error.code, "Timeout");
  EXPECT_EQ(world.loop.now(), 90s);
}

TEST(HttpClient, waits_only_so_long_for_a_peer_that_takes_nothing) {
  World world(1);
  world.link.window = 100;
  world.link.to_server.latency = 1h;
  world.link.to_client.latency = -1h;  // So that connecting takes no time.
  const auto error = overdue(world, std::string(5000, 'x'));
  EXPECT_EQ(error.fault, Fault::lost);
  EXPECT_EQ(error.code, "Timeout");
  EXPECT_EQ(world.loop.now(), 60s);
}

TEST(HttpClient, waits_longer_for_a_peer_that_takes_what_we_send_slowly) {
  World world(1);
  world.link.window = 1000;
  world.link.to_server.bytes_per_second = 1000;
  const auto answer = rt::run_task(world.loop, one(world, post(std::string(50'000, 'x'))));
  EXPECT_TRUE(answer);
  EXPECT_GT(world.loop.now(), 50s);
}

TEST(HttpClient, counts_the_wait_for_an_answer_from_the_end_of_the_sending) {
  World world(1);
  world.link.window = 1000;
  world.link.to_server.bytes_per_second = 1000;
  world.link.to_client.swallow_after = 0;
  const auto error = overdue(world, std::string(20'000, 'x'));
  EXPECT_EQ(error.code, "Timeout");
  EXPECT_GT(world.loop.now(), 49s);
  EXPECT_LT(world.loop.now(), 51s);
}

TEST(HttpClient, refuses_a_header_that_would_smuggle_another_in) {
  auto request = post("x");
  request.headers.add("X-A", "b\r\nX-Evil: c");
  World world(1);
  const auto answer = rt::run_task(world.loop, one(world, request));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().fault, Fault::invalid);
  EXPECT_EQ(world.pool.dialed(), 0U);
}

// --- answers of all kinds, from a script

struct Script {
  rt::Loop& loop;
  std::string answer;
  bool then_close = true;
  std::unique_ptr<Stream> stream;
  rt::Event dialed;
};

rt::Task<> play(Script& script) {
  co_await script.dialed.wait();
  std::vector<char> request(4096);
  auto size = co_await script.stream->read_some(request);
  EXPECT_TRUE(size && *size > 0);
  auto written = co_await script.stream->write(script.answer, "");
  EXPECT_TRUE(written);
  if (script.then_close) script.stream->close();
}

struct Answered {
  Result<HttpResponse> answer;
  std::size_t idle = 0;
};

rt::Task<Answered> ask_script(Script& script, ClientPool& pool) {
  rt::Scope scope(script.loop);
  scope.spawn(play(script));
  HttpRequest request = post("x");
  auto answer = co_await pool.serve(std::move(request));
  co_await scope.join();
  Answered out{std::move(answer), pool.idle()};
  co_return out;
}

Answered answer_to(std::string text, bool then_close = true, std::uint64_t max_body = 100) {
  rt::SimLoop loop(1);
  Script script{loop, std::move(text), then_close, nullptr, {}};
  MemoryNetwork network(loop, [&script](std::unique_ptr<Stream> stream) {
    script.stream = std::move(stream);
    script.dialed.set();
  });
  ClientPoolOptions options;
  options.max_body = max_body;
  ClientPool pool(loop, network, options);
  return rt::run_task(loop, ask_script(script, pool));
}

TEST(HttpClient, reads_chunked_and_unbounded_answers) {
  const auto chunked = answer_to(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", false);
  ASSERT_TRUE(chunked.answer);
  EXPECT_EQ(chunked.answer->body.view(), "abc");
  EXPECT_EQ(chunked.idle, 1U);
  const auto unbounded = answer_to("HTTP/1.1 200 OK\r\n\r\nabc");
  ASSERT_TRUE(unbounded.answer);
  EXPECT_EQ(unbounded.answer->body.view(), "abc");
  EXPECT_EQ(unbounded.idle, 0U);
}

TEST(HttpClient, passes_over_interim_answers) {
  const auto got = answer_to(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n"
      "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno");
  ASSERT_TRUE(got.answer);
  EXPECT_EQ(got.answer->status, 503);
  EXPECT_EQ(got.answer->body.view(), "no");
}

TEST(HttpClient, does_not_reuse_a_connection_that_said_too_much_or_farewell) {
  const auto more =
      answer_to("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 408 Slow\r\n\r\n", false);
  ASSERT_TRUE(more.answer);
  EXPECT_EQ(more.idle, 0U);
  const auto farewell =
      answer_to("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", false);
  ASSERT_TRUE(farewell.answer);
  EXPECT_EQ(farewell.idle, 0U);
}

TEST(HttpClient, calls_invalid_what_is_too_large_and_lost_what_is_no_http) {
  const auto large = answer_to("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n", false);
  ASSERT_FALSE(large.answer);
  EXPECT_EQ(large.answer.error().fault, Fault::invalid);
  EXPECT_EQ(large.answer.error().code, "BodyTooLarge");
  const auto other = answer_to("220 smtp.example.com ESMTP\r\n\r\n", false);
  ASSERT_FALSE(other.answer);
  EXPECT_EQ(other.answer.error().fault, Fault::lost);
  EXPECT_EQ(other.idle, 0U);
}

TEST(HttpClient, calls_lost_an_answer_that_never_began) {
  const auto got = answer_to("");
  ASSERT_FALSE(got.answer);
  EXPECT_EQ(got.answer.error().fault, Fault::lost);
}

// --- cancellation, and everything at random

rt::Task<> cancelled(World& world) {
  rt::Scope scope(world.loop);
  for (int i = 0; i < 4; ++i) scope.spawn(in_turn(world, 1));  // Two at once, two in the queue.
  co_await world.loop.sleep(1s);
  scope.cancel();
  co_await scope.join();
  EXPECT_EQ(world.pool.idle(), 0U);
  world.echo.delay = 0s;
  co_await in_turn(world, 3);
  co_await finish(world);
}

TEST(ClientPool, gives_everything_back_when_calls_are_cancelled) {
  ClientPoolOptions options;
  options.max_connections = 2;
  World world(1, options);
  world.echo.delay = 10s;
  rt::run_task(world.loop, cancelled(world));
  EXPECT_EQ(world.pool.dialed(), 3U);
}

struct Tally {
  int answered = 0, busy = 0, lost = 0;
};

rt::Task<> hard_life(World& world, int first, Tally* tally) {
  for (int i = first; i < first + 8; ++i) {
    const auto body = std::to_string(i);
    auto request = post(body);
    auto answer = co_await world.pool.serve(std::move(request));
    const auto seen = world.echo.seen.count(body);
    if (answer) {
      ++tally->answered;
      EXPECT_EQ(answer->body.view(), body);
      EXPECT_EQ(seen, 1U);
    } else if (answer.error().fault == Fault::busy) {
      ++tally->busy;
      EXPECT_EQ(seen, 0U);
    } else {
      ++tally->lost;
      EXPECT_EQ(answer.error().fault, Fault::lost);
      EXPECT_LE(seen, 1U);
    }
  }
}

rt::Task<> hard_lives(World& world, Tally* tally) {
  rt::Scope scope(world.loop);
  for (int i = 0; i < 4; ++i) scope.spawn(hard_life(world, 100 * i, tally));
  co_await scope.join();
  co_await finish(world);
}

std::uint64_t random_run(std::uint64_t seed, Tally* tally) {
  ClientPoolOptions options;
  options.max_connections = 3;
  World world(seed, options);
  Random random(seed);
  world.echo.delay = std::chrono::milliseconds(random.below(20));
  world.special = [&random]() -> Result<LinkOptions> {
    if (random.below(8) == 0) return fail(Fault::busy, "no route");
    LinkOptions link;
    link.to_server.latency = std::chrono::microseconds(random.below(5000));
    link.to_client.latency = std::chrono::microseconds(random.below(5000));
    link.read_at_most = 1 + random.below(100);
    if (random.below(2) == 0) link.to_server.cut_after = random.below(400);
    if (random.below(2) == 0) link.to_client.cut_after = random.below(600);
    if (random.below(8) == 0) link.to_client.swallow_after = random.below(600);
    return link;
  };
  rt::run_task(world.loop, hard_lives(world, tally));
  return world.loop.trace();
}

TEST(HttpClient, never_confuses_answers_nor_busy_with_lost_whatever_happens) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Tally again;
    ASSERT_EQ(random_run(seed, &tally), random_run(seed, &again)) << "seed " << seed;
  }
  EXPECT_EQ(tally.answered + tally.busy + tally.lost, 150 * 32);
  EXPECT_GT(tally.answered, 300);
  EXPECT_GT(tally.busy, 100);
  EXPECT_GT(tally.lost, 300);
}

}  // namespace
}  // namespace dynaferry::net
