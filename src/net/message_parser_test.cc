#include "net/message_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/random.h"

namespace dynaferry::net {
namespace {

using Kind = MessageParser::Kind;

struct Parsed {
  int status = 0;
  std::string body, header;
  std::size_t used = 0;
  bool done = false, keeps_alive = false;
  std::string code;  // Of the error, or empty.
  bool operator==(const Parsed&) const = default;
};

// As a reader does it: what was not taken is offered again with more behind it; a body of known
// length may be filled in place.
Parsed parse(Kind kind, const std::vector<std::string>& pieces, bool in_place, bool end = false) {
  MessageParser parser(kind, 1000);
  Parsed out;
  std::string waiting;
  for (auto piece : pieces) {
    if (in_place && waiting.empty()) {
      const auto room = parser.body_room();
      const auto size = std::min(room.size(), piece.size());
      std::copy_n(piece.begin(), size, room.begin());
      if (size > 0) parser.body_received(size);
      out.used += size;
      piece.erase(0, size);
    }
    waiting += piece;
    const auto used = parser.put(waiting);
    if (!used) {
      out.code = used.error().code;
      return out;
    }
    out.used += *used;
    waiting.erase(0, *used);
  }
  if (end) {
    const auto whole = parser.put_end();
    if (!whole) out.code = whole.error().code;
  }
  auto& message = parser.message();
  out.status = message.status;
  out.body = message.body.view();
  out.header = message.headers.get("x-a");
  out.done = parser.is_done();
  out.keeps_alive = message.keeps_alive;
  return out;
}

const std::string with_length =
    "HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 11\r\n\r\nhello world";
const std::string chunked =
    "HTTP/1.1 200 OK\r\nX-A: b\r\nTransfer-Encoding: chunked\r\n\r\n"
    "5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nTrailer: z\r\n\r\n";

TEST(MessageParser, gives_the_same_message_however_the_bytes_are_cut) {
  for (const auto& text : {with_length, chunked}) {
    const Parsed expected{200, "hello world", "b", text.size(), true, true, ""};
    const auto tail = text + "HTTP/1.1 next";
    EXPECT_EQ(parse(Kind::response, {tail}, false), expected);
    for (std::size_t a = 0; a <= text.size(); ++a) {
      for (std::size_t b = a; b <= text.size(); ++b) {
        const std::vector<std::string> pieces = {text.substr(0, a), text.substr(a, b - a),
                                                 tail.substr(b)};
        ASSERT_EQ(parse(Kind::response, pieces, false), expected) << a << " " << b;
        ASSERT_EQ(parse(Kind::response, pieces, true), expected) << a << " " << b;
      }
    }
    std::vector<std::string> single;
    for (const char c : text) single.emplace_back(1, c);
    EXPECT_EQ(parse(Kind::response, single, false), expected);
    EXPECT_EQ(parse(Kind::response, single, true), expected);
  }
}

TEST(MessageParser, knows_that_a_message_is_cut_off_at_every_byte) {
  for (const auto& text : {with_length, chunked}) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      const auto parsed = parse(Kind::response, {text.substr(0, size)}, false, true);
      ASSERT_FALSE(parsed.done) << size;
      ASSERT_EQ(parsed.code, "") << size;
    }
  }
}

TEST(MessageParser, reads_a_body_that_only_the_end_ends) {
  const std::string text = "HTTP/1.1 200 OK\r\nX-A: b\r\n\r\nhello";
  EXPECT_FALSE(parse(Kind::response, {text}, false).done);
  const Parsed expected{200, "hello", "b", text.size(), true, false, ""};
  EXPECT_EQ(parse(Kind::response, {text}, false, true), expected);
}

TEST(MessageParser, knows_messages_without_a_body) {
  for (const char* text :
       {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"}) {
    const auto parsed = parse(Kind::response, {text}, false);
    EXPECT_TRUE(parsed.done) << text;
    EXPECT_EQ(parsed.used, std::string(text).size());
  }
  const auto head =
      parse(Kind::response_without_body, {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"}, false);
  EXPECT_TRUE(head.done);
}

TEST(MessageParser, knows_whether_the_connection_goes_on) {
  EXPECT_FALSE(parse(Kind::response,
                     {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"}, false)
                   .keeps_alive);
  EXPECT_FALSE(
      parse(Kind::response, {"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"}, false).keeps_alive);
}

TEST(MessageParser, bounds_the_body) {
  const auto known =
      parse(Kind::response, {"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"}, false);
  EXPECT_EQ(known.code, "BodyTooLarge");
  const auto huge = parse(
      Kind::response, {"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n"}, false);
  EXPECT_EQ(huge.code, "BodyTooLarge");
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(parse(Kind::response, {head + "3e9\r\n"}, false).code, "BodyTooLarge");
  const auto chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  EXPECT_EQ(parse(Kind::response, {head + chunk + "1\r\nx\r\n0\r\n\r\n"}, false).code,
            "BodyTooLarge");
  EXPECT_TRUE(parse(Kind::response, {head + chunk + "0\r\n\r\n"}, false).done);
  EXPECT_EQ(parse(Kind::response, {"HTTP/1.1 200 OK\r\n\r\n" + std::string(1001, 'x')}, false).code,
            "BodyTooLarge");
}

TEST(MessageParser, refuses_what_is_not_http) {
  for (const std::string text :
       {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"}) {
    EXPECT_EQ(parse(Kind::response, {text}, false).code, "NotHttp") << text;
  }
  const auto endless = "HTTP/1.1 200 OK\r\nX: " + std::string(70000, 'x');
  EXPECT_EQ(parse(Kind::response, {endless}, false).code, "NotHttp");
  EXPECT_EQ(parse(Kind::request, {"GET\r\n\r\n"}, false).code, "NotHttp");
}

TEST(MessageParser, survives_any_bytes) {
  Random random(1);
  for (int round = 0; round < 20000; ++round) {
    auto text = random.below(2) == 0 ? with_length : chunked;
    for (auto n = 1 + random.below(4); n > 0; --n) {
      text[random.below(text.size())] = static_cast<char>(random.below(256));
    }
    const auto cut = random.below(text.size());
    const auto once = parse(Kind::response, {text}, false, true);
    const auto twice = parse(Kind::response, {text.substr(0, cut), text.substr(cut)}, true, true);
    // A bad line may be called bad or unfinished, depending on the cut; never whole.
    ASSERT_EQ(once.done && once.code.empty(), twice.done && twice.code.empty()) << text;
    if (once.done && once.code.empty()) {
      ASSERT_EQ(once, twice) << text;
    }
  }
}

}  // namespace
}  // namespace dynaferry::net
