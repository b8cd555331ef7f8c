// The bytes that a client receives when a schedule plays, in virtual time.

#include "sim/front/faulty_front.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crypto/hash.h"
#include "net/http_server.h"
#include "net/memory_network.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class FaultyWorld {
 public:
  explicit FaultyWorld(std::string_view text, LineOptions line = {})
      : player_(*read_fault_schedule(text), 1, [this] { return loop_.now(); }),
        engine_({.now = [this] { return loop_.wall(); }, .faults = &player_}),
        front_(engine_, {.now = [this] { return loop_.wall(); }, .accounts = {}}),
        faulty_(loop_, front_, player_, Line(line, 1), 1),
        server_(loop_, faulty_, {.admits = [this] { return player_.takes_connection(); }}),
        network_(loop_, [this](std::unique_ptr<net::Stream> stream) {
          server_.accept(std::move(stream));
        }) {
    player_.connect(engine_);
    player_.rest(true);
    create();
    player_.rest(false);
  }
  ~FaultyWorld() {
    auto stopping = server_.stop();
    rt::run_task(loop_, std::move(stopping));
    auto dropping = faulty_.stop();
    rt::run_task(loop_, std::move(dropping));
  }
  FaultyWorld(const FaultyWorld&) = delete;
  FaultyWorld& operator=(const FaultyWorld&) = delete;

  // All that comes back on a connection of its own within a minute, or until it ends.
  std::string bytes(const std::string& operation, const std::string& body) {
    return rt::run_task(loop_, exchange(operation, body));
  }
  // What the table holds, by the engine's word.
  std::string stored() {
    player_.rest(true);
    auto answer = engine_.call(caller_, "Scan", R"({"TableName":"DEV-T"})");
    player_.rest(false);
    return answer.document;
  }
  std::string put() { return bytes("PutItem", R"({"TableName":"DEV-T","Item":{"id":{"S":"a"}}})"); }
  std::string list() { return bytes("ListTables", "{}"); }
  void wait(Ns by) {
    auto sleeping = loop_.sleep(by);
    rt::run_task(loop_, std::move(sleeping));
  }
  [[nodiscard]] Ns took() const { return took_; }

 private:
  void create() {
    const auto answer = engine_.call(caller_, "CreateTable",
                                     R"({"TableName":"DEV-T","BillingMode":"PAY_PER_REQUEST",
        "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],
        "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})");
    EXPECT_FALSE(answer.error) << answer.body();
  }
  rt::Task<std::string> exchange(std::string operation, std::string body) {
    const auto begin = loop_.now();
    auto dialed = co_await network_.dial();
    auto stream = *std::move(dialed);
    const auto head =
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.0\r\n"
        "X-Amz-Date: 20260101T000000Z\r\nX-Amz-Target: DynamoDB_20120810." +
        operation +
        "\r\nAuthorization: AWS4-HMAC-SHA256 "
        "Credential=K/20260101/us-east-1/dynamodb/aws4_request, "
        "SignedHeaders=host, Signature=x\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n";
    (void)co_await stream->write(head, body);
    std::string got;
    std::vector<char> room(1000);
    const auto deadline = loop_.at(begin + 60s, [&stream] { stream->close(); });
    for (;;) {
      auto size = co_await stream->read_some(room);
      if (!size || *size == 0) break;
      got.append(room.data(), *size);
      took_ = loop_.now() - begin;
    }
    co_return got;
  }

  rt::SimLoop loop_{1};
  FaultPlayer player_;
  Engine engine_;
  HttpFront front_;
  FaultyFront faulty_;
  net::HttpServer server_;
  net::MemoryNetwork network_;
  Caller caller_{account_of_key("K"), "us-east-1"};
  Ns took_{0};
};

std::string body_of(const std::string& answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string field(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

const std::string names = R"({"TableNames":["DEV-T"]})";
const std::string item = R"({"Items":[{"id":{"S":"a"}}],"Count":1,"ScannedCount":1})";
const std::string nothing = R"({"Items":[],"Count":0,"ScannedCount":0})";

TEST(FaultyFront, changes_nothing_without_a_rule) {
  FaultyWorld world("");
  EXPECT_EQ(body_of(world.list()), names);
}

TEST(FaultyFront, drops_before_and_after_the_effect) {
  FaultyWorld world("on PutItem nth 1: drop\non PutItem nth 2: drop after");
  EXPECT_EQ(world.put(), "");
  EXPECT_EQ(world.stored(), nothing);
  EXPECT_EQ(world.put(), "");
  EXPECT_EQ(world.stored(), item);
}

TEST(FaultyFront, lets_an_effect_come_late) {
  FaultyWorld world("on PutItem nth 1: late 90s");
  EXPECT_EQ(world.put(), "");
  world.wait(20s);  // A minute has passed in put(), if the connection stayed open.
  EXPECT_EQ(world.stored(), nothing);
  world.wait(80s);
  EXPECT_EQ(world.stored(), item);
}

TEST(FaultyFront, takes_no_connection_when_it_should_not) {
  FaultyWorld world("on connect nth 1: drop");
  EXPECT_EQ(world.list(), "");
  EXPECT_EQ(body_of(world.list()), names);
}

TEST(FaultyFront, waits) {
  FaultyWorld world("on *: wait 2s\non *: wait 3s after");
  EXPECT_EQ(body_of(world.list()), names);
  EXPECT_EQ(world.took(), 5s);
}

TEST(FaultyFront, answers_with_a_page_of_something_in_between) {
  FaultyWorld world("on PutItem nth 1: page 502\non PutItem nth 2: page 200 after");
  auto answer = world.put();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 502 "));
  EXPECT_EQ(field(answer, "Content-Type"), "text/html");
  EXPECT_EQ(world.stored(), nothing);
  answer = world.put();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(body_of(answer).starts_with("<html>"));
  EXPECT_EQ(world.stored(), item);
}

TEST(FaultyFront, cuts_an_answer_short) {
  FaultyWorld world("on * nth 1: truncate 5\non * nth 2: truncate 50%\non * nth 3: truncate 999");
  for (const std::size_t size : {std::size_t{5}, names.size() / 2}) {
    const auto answer = world.list();
    EXPECT_EQ(field(answer, "Content-Length"), std::to_string(names.size()));
    EXPECT_EQ(field(answer, "Connection"), "close");
    EXPECT_EQ(body_of(answer), names.substr(0, size));
  }
  EXPECT_EQ(body_of(world.list()), names) << "it is not that long";
}

TEST(FaultyFront, tells_a_wrong_length) {
  FaultyWorld world("on * nth 1: length +10\non * nth 2: length -4");
  auto answer = world.list();
  EXPECT_EQ(field(answer, "Content-Length"), std::to_string(names.size() + 10));
  EXPECT_EQ(body_of(answer), names);
  answer = world.list();
  EXPECT_EQ(field(answer, "Content-Length"), std::to_string(names.size() - 4));
  EXPECT_EQ(body_of(answer), names);
}

TEST(FaultyFront, damages_the_checksum_or_the_body) {
  FaultyWorld world(
      "on * nth 1: crc wrong\non * nth 2: crc absent\non * nth 3: flip\n"
      "on * nth 4: flip without-crc");
  const auto right = std::to_string(crypto::crc32(names));
  auto answer = world.list();
  EXPECT_NE(field(answer, "x-amz-crc32"), "");
  EXPECT_NE(field(answer, "x-amz-crc32"), right);
  answer = world.list();
  EXPECT_EQ(field(answer, "x-amz-crc32"), "");
  EXPECT_EQ(body_of(answer), names);
  answer = world.list();
  EXPECT_EQ(field(answer, "x-amz-crc32"), right);
  EXPECT_NE(body_of(answer), names);
  EXPECT_EQ(body_of(answer).size(), names.size());
  answer = world.list();
  EXPECT_EQ(field(answer, "x-amz-crc32"), "");
  EXPECT_NE(body_of(answer), names);
}

TEST(FaultyFront, hands_out_an_answer_slowly) {
  FaultyWorld world("on * nth 1: drip 2");
  EXPECT_EQ(body_of(world.list()), names);
  EXPECT_EQ(world.took(), std::chrono::milliseconds(500 * names.size()));
}

TEST(FaultyFront, shows_the_clock_it_has) {
  FaultyWorld world("on * nth 2: clock -2h");
  EXPECT_EQ(field(world.list(), "Date"), "Thu, 01 Jan 2026 00:00:00 GMT");
  EXPECT_TRUE(field(world.list(), "Date").starts_with("Wed, 31 Dec 2025 22:"));
}

TEST(FaultyFront, leaves_the_engines_part_to_the_engine) {
  FaultyWorld world("on * nth 1: refuse ThrottlingException TableReadAccountLimitExceeded");
  const auto answer = world.list();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 "));
  EXPECT_NE(answer.find("throttlingReasons"), std::string::npos);
  EXPECT_EQ(body_of(world.list()), names);
}

TEST(FaultyFront, has_a_line_with_latency_and_bandwidth) {
  LineOptions line;
  line.base = 100ms;
  line.bytes_per_second = 10;
  FaultyWorld world("", line);
  EXPECT_EQ(body_of(world.list()), names);
  EXPECT_EQ(world.took(), 100ms + 200ms + std::chrono::milliseconds(100 * names.size()));
}

}  // namespace
}  // namespace dynaferry::sim
