// One HTTP/1.1 message out of bytes, however they are cut. A pure function of what is put in: no
// stream, no clock. (Beast's parser is inside; nobody else in the program includes Beast.)
//
// Failure: invalid; code NotHttp or BodyTooLarge.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/buffer.h"
#include "core/error.h"
#include "net/http.h"

namespace dynaferry::net {

struct Message {
  int status = 0;              // Of a response.
  std::string method, target;  // Of a request.
  Headers headers;
  Buffer body;
  bool keeps_alive = false;
  bool expects_continue = false;
};

class MessageParser {
 public:
  static constexpr std::uint32_t max_head = 64 * 1024;
  static constexpr std::string_view not_http_code = "NotHttp";

  enum class Kind : unsigned char { request, response, response_without_body };

  MessageParser(Kind kind, std::uint64_t max_body);
  MessageParser(MessageParser&&) noexcept;
  MessageParser& operator=(MessageParser&&) noexcept;
  ~MessageParser();

  // Takes what it can from the front of `bytes`; the rest belongs to the next call, with more
  // behind it. After is_done() it takes nothing.
  [[nodiscard]] Result<std::size_t> put(std::string_view bytes);
  // The peer has ended. True: that ended a message whole; false: it is cut off.
  [[nodiscard]] Result<bool> put_end();

  // While the rest of the body has a known length, it may be received straight into it:
  // room for all that is missing (empty: use put), and how much of it was filled.
  [[nodiscard]] std::span<char> body_room();
  void body_received(std::size_t size);

  [[nodiscard]] bool is_head_done() const;
  [[nodiscard]] bool is_done() const;
  [[nodiscard]] Message& message();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace dynaferry::net
