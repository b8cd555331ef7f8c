// Serves an HttpService on streams, with keep-alive. For the simulator and for tests: it trusts its
// clients to be few, and bounds what one may send.
//
// A service may spoil its own answers, to show what clients make of that: a Content-Length that it
// sets is sent as it is, right or wrong, and "Connection: close" ends the connection behind the
// answer.
//
// Threading: one loop's thread. stop() must have returned before destruction.
// Failure: a service's Error closes the connection without an answer, as a crashed server would.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>

#include "net/http.h"
#include "net/message_reader.h"
#include "net/stream.h"
#include "rt/loop.h"
#include "rt/scope.h"

namespace dynaferry::net {

struct HttpServerOptions {
  std::uint64_t max_body = 17U << 20U;  // Larger requests get 413.
  std::size_t max_connections = 4096;   // More are closed at once.
  Ns stop_within = std::chrono::seconds(10);
  // Asked of each connection; one that is not admitted is closed at once. Empty: all are.
  std::function<bool()> admits{};
};

class HttpServer {
 public:
  HttpServer(rt::Loop& loop, HttpService& service, HttpServerOptions options = {});

  // Serves the stream until either side closes it. After stop() it is closed at once.
  void accept(std::unique_ptr<Stream> stream);
  // Lets the requests being served end, closes all other connections, and returns when all is
  // quiet; what is not by `stop_within` is cancelled.
  [[nodiscard]] rt::Task<> stop();

  [[nodiscard]] std::size_t connections() const { return tasks_.live(); }

 private:
  struct Session {
    std::unique_ptr<Stream> stream;
    bool busy = false;  // A whole request is being served.
  };

  rt::Task<> serve(std::unique_ptr<Stream> stream);
  rt::Task<bool> serve_one(Session& session, MessageReader& reader);
  rt::Task<Result<>> read_body(Session& session, MessageReader& reader, MessageParser& parser);
  rt::Task<> refuse(Session& session, const Error& why);
  rt::Task<bool> answer(Session& session, HttpResponse response, bool with_body, bool keep);
  rt::Task<Result<>> drip(Session& session, std::string_view body, std::uint64_t per_second);

  rt::Loop& loop_;
  HttpService& service_;
  HttpServerOptions options_;
  rt::Scope tasks_;
  std::set<Session*> sessions_;
  bool stopping_ = false;
};

}  // namespace dynaferry::net
