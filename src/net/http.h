// HTTP as the rest of dynaferry sees it: one face for client and service. A client pool and a
// simulator both are an HttpService, so a test may join them directly, by in-memory streams, or by
// sockets.
//
// Threading: one loop's thread. Calls may overlap and finish in any order.
//
// Failure of serve(), seen from a client:
//   busy       nothing was sent: no connection could be had (resolve, connect, TLS, proxy, pool
//              full). Repeating is free. `code` says which phase.
//   lost       at least one byte of the request was sent and no whole, sound answer came back, or
//              something that is not HTTP.
//   refused    the peer's certificate was not accepted.
//   invalid    the answer is larger than the bound set for bodies.
//   cancelled  we were told to stop.
// Any whole HTTP answer, whatever its status, is a value.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/buffer.h"
#include "core/error.h"
#include "rt/task.h"

namespace dynaferry::net {

// A short list of header fields in order. Names compare without case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

  void reserve(std::size_t count) { fields_.reserve(count); }
  void set(std::string name, std::string value);  // Replaces or adds.
  void add(std::string name, std::string value);
  // The first field of that name, or an empty view.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
  std::string method = "POST";
  std::string target = "/";
  Headers headers;  // Host included; Content-Length is set by the sender.
  std::string body;
};

struct HttpResponse {
  int status = 0;
  Headers headers;
  Buffer body;  // As on the wire, after the transfer coding, before any content coding.
  // A server hands the body out no faster; 0: at once. A client leaves it alone.
  std::uint64_t body_bytes_per_second = 0;
};

class HttpService {
 public:
  virtual ~HttpService() = default;
  virtual rt::Task<Result<HttpResponse>> serve(HttpRequest request) = 0;
};

}  // namespace dynaferry::net
