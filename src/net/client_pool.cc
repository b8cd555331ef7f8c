#include "net/client_pool.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "net/message_reader.h"

namespace dynaferry::net {
namespace {

Error timed_out(bool nothing_sent, std::string_view what) {
  Error error{nothing_sent ? Fault::busy : Fault::lost, "no " + std::string(what) + " in time"};
  error.code = "Timeout";
  return error;
}

void add_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

// Without what would end the line early and smuggle another in.
bool is_clean(std::string_view text) {
  // Not find_first_of, which calls memchr for each byte.
  return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}
Error not_clean() { return {Fault::invalid, "a request's head would hold a line break"}; }

HttpResponse response_of(Message&& message) {
  HttpResponse response;
  response.status = message.status;
  response.headers = std::move(message.headers);
  response.body = std::move(message.body);
  return response;
}

}  // namespace

class ClientPool::Connection {
 public:
  Connection(rt::Loop& loop, std::unique_ptr<Stream> stream)
      : loop_(loop), stream_(std::move(stream)), reader_(*stream_) {}

  // Sends and receives under both deadlines.
  rt::Task<Result<HttpResponse>> exchange(std::string head, const HttpRequest& request,
                                          const ClientPoolOptions& options) {
    const auto before = stream_->sent();
    reusable_ = false;
    start_watch(options);
    auto written = co_await stream_->write(head, request.body);
    if (!written) {
      watch_.cancel();
      co_return fail(judge(std::move(written).error(), stream_->sent() == before));
    }
    written_at_ = loop_.now();
    auto answer = co_await answer_to(request, options.max_body);
    watch_.cancel();
    if (!answer) co_return fail(judge(std::move(answer).error(), false));
    reusable_ = answer->keeps_alive && reader_.is_drained() && !late_;
    co_return response_of(*std::move(answer));
  }

  [[nodiscard]] bool is_reusable() const { return reusable_; }
  [[nodiscard]] bool is_quiet() { return stream_->is_quiet(); }

  Ns idle_since{0};

 private:
  // One timer a request; what is due is worked out only when it rings.
  void start_watch(const ClientPoolOptions& options) {
    reader_.mark();
    late_ = false;
    written_at_.reset();
    last_sent_ = stream_->sent();
    patience_ = options.first_byte;
    whole_by_ = loop_.now() + options.whole;
    ring_at(loop_.now() + patience_);
  }
  void ring_at(Ns when) {
    watch_ = loop_.at(std::min(when, whole_by_), [this] { look(); });
  }
  void look() {
    const auto now = loop_.now();
    if (now < whole_by_) {
      if (reader_.has_heard()) return ring_at(whole_by_);
      if (written_at_ && now < *written_at_ + patience_) return ring_at(*written_at_ + patience_);
      if (!written_at_ && std::exchange(last_sent_, stream_->sent()) != stream_->sent()) {
        return ring_at(now + patience_);
      }
    }
    late_ = true;
    stream_->close();
  }

  rt::Task<Result<Message>> answer_to(const HttpRequest& request, std::uint64_t max_body) {
    const auto kind = request.method == "HEAD" ? MessageParser::Kind::response_without_body
                                               : MessageParser::Kind::response;
    constexpr int max_interim = 8;  // 100 Continue and its kin.
    for (int i = 0; i < max_interim; ++i) {
      auto message = co_await reader_.read(kind, max_body);
      if (!message) co_return fail(std::move(message).error());
      if (!*message) co_return fail(Error{Fault::lost, "the connection ended before the answer"});
      if ((*message)->status / 100 != 1) co_return **std::move(message);
    }
    co_return fail(Fault::lost, "only interim answers came");
  }

  Error judge(Error error, bool nothing_sent) const {
    if (late_) return timed_out(nothing_sent, reader_.has_heard() ? "whole answer" : "answer");
    // Whatever stands in between may have let the request through.
    if (error.code == MessageParser::not_http_code) error.fault = Fault::lost;
    if (error.fault == Fault::lost && nothing_sent) error.fault = Fault::busy;
    if (error.code.empty()) error.code = "ConnectionLost";
    return error;
  }

  rt::Loop& loop_;
  std::unique_ptr<Stream> stream_;
  MessageReader reader_;
  rt::Timer watch_;
  Ns patience_{0};
  Ns whole_by_{0};
  std::optional<Ns> written_at_;
  std::uint64_t last_sent_ = 0;
  bool late_ = false;
  bool reusable_ = false;
};

ClientPool::ClientPool(rt::Loop& loop, Dialer& dialer, ClientPoolOptions options)
    : loop_(loop),
      dialer_(dialer),
      options_(options),
      target_prefix_(dialer.target_prefix()),
      connections_(options.max_connections) {
  const auto extra = dialer.extra_headers();
  for (const auto& [name, value] : extra.all()) add_field(extra_headers_, name, value);
}

ClientPool::~ClientPool() = default;

rt::Task<Result<HttpResponse>> ClientPool::serve(HttpRequest request) {
  auto head = head_of(request);
  if (!head) co_return fail(std::move(head).error());
  const auto permit = co_await connections_.acquire();
  auto connection = take_idle();
  if (!connection) {
    auto dialed = co_await dial();
    if (!dialed) co_return fail(std::move(dialed).error());
    connection = *std::move(dialed);
  }
  auto answer = co_await connection->exchange(*std::move(head), request, options_);
  if (connection->is_reusable()) keep(std::move(connection));
  co_return answer;
}

rt::Task<Result<std::unique_ptr<ClientPool::Connection>>> ClientPool::dial() {
  ++dialed_;
  auto stream = co_await dialer_.dial();
  if (!stream) co_return fail(std::move(stream).error());
  co_return std::make_unique<Connection>(loop_, *std::move(stream));
}

std::unique_ptr<ClientPool::Connection> ClientPool::take_idle() {
  const auto oldest = loop_.now() - options_.idle_for;
  while (!idle_.empty() && idle_.front()->idle_since < oldest) idle_.pop_front();
  while (!idle_.empty()) {
    auto newest = std::move(idle_.back());
    idle_.pop_back();
    if (newest->is_quiet()) return newest;  // Else the peer has closed it meanwhile.
  }
  return nullptr;
}

void ClientPool::keep(std::unique_ptr<Connection> connection) {
  connection->idle_since = loop_.now();
  idle_.push_back(std::move(connection));
}

void ClientPool::close_idle() { idle_.clear(); }

Result<std::string> ClientPool::head_of(const HttpRequest& request) const {
  if (!is_clean(request.method) || !is_clean(request.target)) return fail(not_clean());
  std::string head;
  head.reserve(1024);
  head.append(request.method).append(" ").append(target_prefix_).append(request.target);
  head.append(" HTTP/1.1\r\n");
  for (const auto& [name, value] : request.headers.all()) {
    if (!is_clean(name) || !is_clean(value)) return fail(not_clean());
    add_field(head, name, value);
  }
  head.append(extra_headers_);
  if (!request.body.empty() || (request.method != "GET" && request.method != "HEAD")) {
    char digits[20];
    const auto [end, error] =
        std::to_chars(std::begin(digits), std::end(digits), request.body.size());
    (void)error;  // Twenty digits hold any size.
    add_field(head, "Content-Length", {digits, static_cast<std::size_t>(end - digits)});
  }
  head.append("\r\n");
  return head;
}

}  // namespace dynaferry::net
