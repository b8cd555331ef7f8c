#include "sim/front/http_front.h"

#include <algorithm>
#include <array>

#include "crypto/hash.h"
#include "sim/front/content_coding.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_body = 16U << 20U;
constexpr std::size_t compress_above = 4096;
constexpr std::string_view target_prefix = "DynamoDB_20120810.";
constexpr std::string_view streams_prefix = "DynamoDBStreams_20120810.";
constexpr std::string_view json_type = "application/x-amz-json-1.0";

net::HttpResponse plain(int status, std::string_view type, std::string_view body) {
  net::HttpResponse response;
  response.status = status;
  response.headers.set("Server", "Server");
  response.headers.set("Content-Type", std::string(type));
  response.body = Buffer(body);
  return response;
}

net::HttpResponse health(const net::HttpRequest& request) {
  const auto host = request.headers.get("Host");
  return plain(200, "text/plain", "healthy: " + std::string(host) + " ");
}

net::HttpResponse too_long() {
  return plain(413, "text/html", "<html><body><h1>413 Request Entity Too Large</h1></body></html>");
}

bool takes_type(std::string_view type) {
  const auto name = type.substr(0, type.find(';'));
  return name == json_type || name == "application/json";
}

// "Mon, 23 Nov 2026 21:09:36 GMT".
std::string http_date(WallTime at) {
  static constexpr std::array<std::string_view, 7> days = {"Sun", "Mon", "Tue", "Wed",
                                                           "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::weekday weekday(day);
  const auto text = compact_utc(at);  // 20261123T210936Z
  const std::string_view view = text;
  std::string out(days[weekday.c_encoding()]);
  out.append(", ").append(view.substr(6, 2)).append(" ");
  out.append(months[static_cast<unsigned>(date.month()) - 1]);
  out.append(" ").append(view.substr(0, 4)).append(" ").append(view.substr(9, 2));
  out.append(":").append(view.substr(11, 2)).append(":").append(view.substr(13, 2)).append(" GMT");
  return out;
}

Answer internal_error() {
  return {{},
          ServiceError{std::string(service_space), "InternalServerError",
                       "The request could not be processed because of an internal error", 500}};
}

Refusal unknown_client() {
  return refuse(coral_space, "UnrecognizedClientException",
                "The security token included in the request is invalid.");
}

}  // namespace

HttpFront::HttpFront(Engine& engine, FrontOptions options)
    : engine_(engine),
      options_(std::move(options)),
      random_(options_.seed),
      others_(engine, options_.accounts,
              {options_.now, options_.check_signatures, options_.seed, options_.longest_session}) {}

rt::Task<Result<net::HttpResponse>> HttpFront::serve(net::HttpRequest request) {
  co_return answer(std::move(request));
}

net::HttpResponse HttpFront::answer(net::HttpRequest request) {
  if (request.method == "GET") return health(request);
  if (request.body.size() > max_body) return too_long();
  if (!OtherServices::service_of(request).empty()) return answer_of_others(request);
  if (!takes_type(request.headers.get("Content-Type"))) {
    return plain(404, "text/plain", "<UnknownOperationException/>\n");
  }
  auto answered = call(request);
  if (answered.error && answered.error->status == 413) return too_long();
  return respond(request, std::move(answered));
}

Answer HttpFront::call(net::HttpRequest& request) {
  const auto operation = std::string(operation_of(request));
  if (operation.empty()) {
    return {{}, ServiceError{std::string(coral_space), "UnknownOperationException", {}}};
  }
  const auto caller = identify(request);
  if (!caller) return {{}, caller.error()};
  const auto coding = coding_named(request.headers.get("Content-Encoding"));
  if (!coding) {
    return {{}, ServiceError{std::string(coral_space), "SerializationException", {}}};
  }
  if (*coding != Coding::identity) {
    auto decoded = decode(*coding, request.body, max_body);
    if (decoded.end == Decoded::End::damaged) return internal_error();
    if (decoded.end == Decoded::End::too_long) return {{}, ServiceError{{}, {}, {}, 413}};
    request.body = std::move(decoded.bytes);
  }
  return engine_.call(*caller, operation, std::string_view(request.body));
}

// Each of the two services knows only its own operations.
std::string_view HttpFront::operation_of(const net::HttpRequest& request) {
  const auto target = request.headers.get("X-Amz-Target");
  const bool of_streams = target.starts_with(streams_prefix);
  if (!of_streams && !target.starts_with(target_prefix)) return {};
  const auto name = target.substr(of_streams ? streams_prefix.size() : target_prefix.size());
  return is_stream_operation(name) == of_streams ? name : std::string_view{};
}

const std::string& HttpFront::account_of_stranger(std::string_view access_key) {
  auto& [key, account] = latest_stranger_;
  if (key != access_key) {
    key = access_key;
    account = account_of_key(access_key);
  }
  return account;
}

Caller HttpFront::caller_of(const Authorization& authorization) {
  const auto known =
      std::ranges::find(options_.accounts, authorization.access_key, &Account::access_key);
  return {
      known != options_.accounts.end() ? known->id : account_of_stranger(authorization.access_key),
      std::string(authorization.region)};
}

Outcome<Caller> HttpFront::claimed_caller(const net::HttpRequest& request) {
  SIM_TRY(const auto authorization, read_authorization(request.headers));
  return caller_of(authorization);
}

Outcome<Caller> HttpFront::identify(const net::HttpRequest& request) {
  SIM_TRY(const auto authorization, read_authorization(request.headers));
  const auto known =
      std::ranges::find(options_.accounts, authorization.access_key, &Account::access_key);
  const bool is_known = known != options_.accounts.end();
  if (is_known) SIM_CHECK(check_session(*known, request.headers, now()));
  if (options_.check_signatures) {
    if (!is_known) return unknown_client();
    SIM_CHECK(check_signature(authorization, request, known->secret, now()));
  }
  return caller_of(authorization);
}

net::HttpResponse HttpFront::respond(const net::HttpRequest& request, Answer answer) {
  net::HttpResponse response;
  response.status = answer.status();
  auto body = answer.error ? answer.body() : std::move(answer.document);
  const auto coding = body.size() > compress_above
                          ? preferred_coding(request.headers.get("Accept-Encoding"))
                          : Coding::identity;
  if (coding != Coding::identity) body = encode(coding, body);
  response.body = Buffer::of(std::move(body));
  response.headers.reserve(6);
  response.headers.set("Server", "Server");
  response.headers.set("Date", date());
  response.headers.set("Content-Type", std::string(json_type));
  response.headers.set("x-amzn-RequestId", request_id());
  response.headers.set("x-amz-crc32", std::to_string(crypto::crc32(response.body.view())));
  if (coding != Coding::identity) {
    response.headers.set("Content-Encoding", coding == Coding::gzip ? "gzip" : "deflate");
  }
  return response;
}

net::HttpResponse HttpFront::answer_of_others(const net::HttpRequest& request) {
  const auto id = request_id();
  auto response = others_.answer(request, id);
  response.headers.set("Server", "Server");
  response.headers.set("Date", http_date(options_.now()));
  response.headers.set("x-amzn-RequestId", id);
  return response;
}

const std::string& HttpFront::date() {
  auto& [second, text] = latest_date_;
  const auto current = std::chrono::floor<std::chrono::seconds>(now());
  if (second != current || text.empty()) {
    second = current;
    text = http_date(current);
  }
  return text;
}

std::string HttpFront::request_id() {
  static constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  std::string id;
  id.reserve(52);
  for (int word = 0; word < 5; ++word) {
    auto bits = random_.next();
    for (int i = 0; i < 12 && id.size() < 52; ++i, bits >>= 5U) id += letters[bits & 31U];
  }
  return id;
}

}  // namespace dynaferry::sim
