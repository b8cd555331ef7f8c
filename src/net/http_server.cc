#include "net/http_server.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace dynaferry::net {
namespace {

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 413: return "Payload Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

bool has_body(int status) { return status / 100 != 1 && status != 204 && status != 304; }

std::string head_of(const HttpResponse& response, bool keep) {
  constexpr std::size_t usual_size = 512;
  std::string head;
  head.reserve(usual_size);
  head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  head.append(reason_of(response.status)).append("\r\n");
  for (const auto& [name, value] : response.headers.all()) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
  if (has_body(response.status) && response.headers.get("Content-Length").empty()) {
    head.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
  }
  if (response.headers.get("Connection").empty()) {
    head.append(keep ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
  }
  head.append("\r\n");
  return head;
}

HttpRequest request_of(Message&& message) {
  HttpRequest request;
  request.method = std::move(message.method);
  request.target = std::move(message.target);
  request.headers = std::move(message.headers);
  request.body = std::move(message.body).into_string();
  return request;
}

}  // namespace

HttpServer::HttpServer(rt::Loop& loop, HttpService& service, HttpServerOptions options)
    : loop_(loop), service_(service), options_(std::move(options)), tasks_(loop) {}

void HttpServer::accept(std::unique_ptr<Stream> stream) {
  if (stopping_ || tasks_.live() >= options_.max_connections) return;  // Destroying closes.
  if (options_.admits && !options_.admits()) return;
  tasks_.spawn(serve(std::move(stream)));
}

rt::Task<> HttpServer::stop() {
  stopping_ = true;
  for (auto* const session : sessions_) {
    if (!session->busy) session->stream->close();
  }
  const auto enough = loop_.at(loop_.now() + options_.stop_within, [this] { tasks_.cancel(); });
  co_await tasks_.join();
}

rt::Task<> HttpServer::serve(std::unique_ptr<Stream> stream) {
  Session session{std::move(stream)};
  struct Listed {
    Listed(std::set<Session*>& sessions, Session& own) : all(sessions), one(own) {
      all.insert(&one);
    }
    ~Listed() { all.erase(&one); }
    std::set<Session*>& all;
    Session& one;
  };
  const Listed listed(sessions_, session);
  MessageReader reader(*session.stream);
  while (!stopping_) {
    const bool goes_on = co_await serve_one(session, reader);
    if (!goes_on) break;
  }
}

// False: the connection is done with.
rt::Task<bool> HttpServer::serve_one(Session& session, MessageReader& reader) {
  session.busy = false;
  MessageParser parser(MessageParser::Kind::request, options_.max_body);
  auto begun = co_await reader.read_head(parser);
  if (begun && !*begun) co_return false;
  Result<> read;
  if (begun) {
    read = co_await read_body(session, reader, parser);
  } else {
    read = fail(std::move(begun).error());
  }
  if (!read) {
    co_await refuse(session, read.error());
    co_return false;
  }
  session.busy = true;
  const bool keep = parser.message().keeps_alive && !stopping_;
  const bool with_body = parser.message().method != "HEAD";
  auto request = request_of(std::move(parser.message()));
  auto response = co_await service_.serve(std::move(request));
  if (!response) co_return false;
  const bool still_keep = keep && !stopping_;
  auto reply = *std::move(response);
  co_return co_await answer(session, std::move(reply), with_body, still_keep);
}

rt::Task<Result<>> HttpServer::read_body(Session& session, MessageReader& reader,
                                         MessageParser& parser) {
  if (parser.message().expects_continue && !parser.is_done()) {
    auto asked = co_await session.stream->write("HTTP/1.1 100 Continue\r\n\r\n", "");
    if (!asked) co_return asked;
  }
  co_return co_await reader.read_body(parser);
}

rt::Task<> HttpServer::refuse(Session& session, const Error& why) {
  if (why.fault != Fault::invalid) co_return;
  HttpResponse response;
  response.status = why.code == "BodyTooLarge" ? 413 : 400;
  (void)co_await answer(session, std::move(response), true, false);
  // A client that is still sending must not be met by a reset before it has read the answer.
  constexpr std::size_t patience = 64U << 20U;
  auto* const stream = session.stream.get();
  const auto enough =
      loop_.at(loop_.now() + std::chrono::seconds(2), [stream] { stream->close(); });
  std::vector<char> dump(64 * 1024);
  for (std::size_t total = 0; total < patience && !stopping_;) {
    auto size = co_await stream->read_some(dump);
    if (!size || *size == 0) co_return;
    total += *size;
  }
}

rt::Task<bool> HttpServer::answer(Session& session, HttpResponse response, bool with_body,
                                  bool keep) {
  const auto head = head_of(response, keep);
  const auto body =
      with_body && has_body(response.status) ? response.body.view() : std::string_view();
  const auto rate = response.body_bytes_per_second;
  const auto at_once = rate == 0 ? body : std::string_view();
  auto written = co_await session.stream->write(head, at_once);
  if (written && rate > 0) written = co_await drip(session, body, rate);
  co_return written.has_value() && keep&& response.headers.get("Connection") != "close";
}

// In ten pieces a second, or a byte at a time.
rt::Task<Result<>> HttpServer::drip(Session& session, std::string_view body,
                                    std::uint64_t per_second) {
  const auto piece = std::max<std::uint64_t>(1, per_second / 10);
  const Ns pause(static_cast<std::int64_t>(piece * 1'000'000'000 / per_second));
  while (!body.empty()) {
    co_await loop_.sleep(pause);
    const auto next = body.substr(0, piece);
    auto written = co_await session.stream->write("", next);
    if (!written) co_return written;
    body.remove_prefix(next.size());
  }
  co_return Result<>{};
}

}  // namespace dynaferry::net
