#include "net/message_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <optional>
#include <utility>

namespace dynaferry::net {
namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

// What the two directions have in common: fields and body go into a Message.
template <bool IsRequest>
class Parser final : public http::basic_parser<IsRequest> {
 public:
  Parser(Message& message, std::uint64_t max_body) : message_(message), max_body_(max_body) {
    this->header_limit(MessageParser::max_head);
    this->body_limit(boost::none);  // We say it ourselves, before anything is received.
    this->eager(false);
  }

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int,
                       error_code&) override {
    message_.method.assign(method.data(), method.size());
    message_.target.assign(target.data(), target.size());
  }
  void on_response_impl(int status, string_view, int, error_code&) override {
    message_.status = status;
  }
  void on_field_impl(http::field field, string_view name, string_view value, error_code&) override {
    if (field == http::field::expect && boost::beast::iequals(value, "100-continue")) {
      message_.expects_continue = true;
    }
    message_.headers.add(std::string(name), std::string(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    return take(bytes, error);
  }
  void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) override {
    if (size > max_body_ - message_.body.size()) error = http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return take(bytes, error);
  }
  void on_finish_impl(error_code&) override {}

  std::size_t take(string_view bytes, error_code& error) {
    if (bytes.size() > max_body_ - message_.body.size()) {
      error = http::error::body_limit;
      return 0;
    }
    message_.body.append({bytes.data(), bytes.size()});
    return bytes.size();
  }

  Message& message_;
  std::uint64_t max_body_;
};

Error error_of(const error_code& error) {
  Error out{Fault::invalid, "what came is not HTTP: " + error.message()};
  out.code = MessageParser::not_http_code;
  return out;
}

Error too_large(std::uint64_t bound) {
  Error out{Fault::invalid, "the body is larger than " + std::to_string(bound) + " bytes"};
  out.code = "BodyTooLarge";
  return out;
}

}  // namespace

class MessageParser::State {
 public:
  State(Kind kind, std::uint64_t max) : max_body(max) {
    constexpr std::size_t usual_fields = 12;
    message.headers.reserve(usual_fields);
    if (kind == Kind::request) {
      request.emplace(message, max);
    } else {
      response.emplace(message, max);
      if (kind == Kind::response_without_body) response->skip(true);
    }
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  template <class F>
  auto with_parser(F f) {
    return request ? f(*request) : f(*response);
  }

  // Once the head is known: how the body will come.
  Result<> begin_body() {
    head_done = true;
    return with_parser([this](auto& parser) -> Result<> {
      message.keeps_alive = parser.keep_alive();
      parser.eager(true);
      if (parser.is_done()) return {};
      const auto length = parser.content_length();
      if (!length) return {};
      if (*length > max_body) return fail(too_large(max_body));
      message.body.reserve(static_cast<std::size_t>(*length));
      missing = static_cast<std::size_t>(*length);
      return {};
    });
  }

  Message message;
  std::uint64_t max_body;
  std::optional<Parser<true>> request;
  std::optional<Parser<false>> response;
  bool head_done = false;
  std::optional<std::size_t> missing;  // Of a body of known length, which Beast does not see.
};

MessageParser::MessageParser(Kind kind, std::uint64_t max_body)
    : state_(std::make_unique<State>(kind, max_body)) {}
MessageParser::MessageParser(MessageParser&&) noexcept = default;
MessageParser& MessageParser::operator=(MessageParser&&) noexcept = default;
MessageParser::~MessageParser() = default;

Result<std::size_t> MessageParser::put(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && !is_done()) {
    const auto rest = bytes.substr(used);
    if (state_->missing) {
      const auto size = std::min(*state_->missing, rest.size());
      state_->message.body.append(rest.substr(0, size));
      *state_->missing -= size;
      used += size;
      continue;
    }
    error_code error;
    const auto taken = state_->with_parser([&](auto& parser) {
      return parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
    });
    used += taken;
    if (error == http::error::body_limit) return fail(too_large(state_->max_body));
    if (error && error != http::error::need_more) return fail(error_of(error));
    const bool was_done = state_->head_done;
    const bool now_done =
        state_->with_parser([](const auto& parser) { return parser.is_header_done(); });
    if (now_done && !was_done) {
      const auto begun = state_->begin_body();
      if (!begun) return fail(begun.error());
    } else if (error == http::error::need_more || taken == 0) {
      break;
    }
  }
  return used;
}

Result<bool> MessageParser::put_end() {
  if (is_done()) return true;
  if (state_->missing || !state_->head_done) return false;
  error_code error;
  state_->with_parser([&](auto& parser) { parser.put_eof(error); });
  if (error == http::error::partial_message || error == http::error::end_of_stream) return false;
  if (error) return fail(error_of(error));
  return is_done();
}

std::span<char> MessageParser::body_room() {
  if (!state_->missing || *state_->missing == 0) return {};
  return state_->message.body.prepare(*state_->missing);
}

void MessageParser::body_received(std::size_t size) {
  state_->message.body.commit(size);
  if (state_->missing) *state_->missing -= size;
}

bool MessageParser::is_head_done() const { return state_->head_done; }

bool MessageParser::is_done() const {
  if (!state_->head_done) return false;
  if (state_->missing) return *state_->missing == 0;
  return state_->with_parser([](const auto& parser) { return parser.is_done(); });
}

Message& MessageParser::message() { return state_->message; }

}  // namespace dynaferry::net
