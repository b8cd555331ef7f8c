#include "tests/simulation/moody_service.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "crypto/hash.h"
#include "json/document.h"

namespace dynaferry::simulation {
namespace {

net::HttpResponse plain(int status, std::string_view type, std::string_view body) {
  net::HttpResponse response;
  response.status = status;
  response.headers.set("Content-Type", std::string(type));
  response.body = Buffer(body);
  return response;
}

std::unexpected<Error> hang_up() { return fail(Fault::lost, "the service hangs up"); }

sim::Answer refusal(std::string_view space, std::string code, std::string message) {
  sim::Answer answer;
  answer.error = sim::ServiceError{std::string(space), std::move(code), std::move(message)};
  return answer;
}

}  // namespace

void MoodyService::tell(std::uint64_t number, std::string_view what) {
  fmt::format_to(std::back_inserter(story_), "{} #{} {}\n", loop_.now().count(), number, what);
}

bool MoodyService::strikes(std::uint64_t number, Instant instant) {
  if (!strike_ || number != strike_at_ || instant != strike_instant_) return false;
  tell(number, "the process is struck");
  const auto act = std::exchange(strike_, nullptr);
  act();
  return true;
}

rt::Task<Result<net::HttpResponse>> MoodyService::serve(net::HttpRequest request) {
  const auto number = ++requests_;
  last_arrival_ = loop_.now();
  tell(number, fmt::format("{} {} {:08x}", request.headers.get("X-Amz-Target"), request.body.size(),
                           crypto::crc32(request.body)));
  if (strikes(number, Instant::before_the_effect)) co_return hang_up();
  if (mood_.most_latency > Ns{0}) {
    const Ns delay(random_.below(static_cast<std::uint64_t>(mood_.most_latency.count())));
    co_await loop_.sleep(delay);
  }
  if (happens(mood_.hangs_up_before)) {
    tell(number, "hangs up before");
    co_return hang_up();
  }
  if (happens(mood_.server_error_before)) {
    tell(number, "error before");
    co_return error_instead();
  }
  auto response = front_->answer(std::move(request));
  tell(number, fmt::format("{} {}", response.status, response.body.size()));
  if (strikes(number, Instant::after_the_effect)) co_return hang_up();
  if (happens(mood_.hangs_up_after)) {
    tell(number, "hangs up after");
    co_return hang_up();
  }
  if (happens(mood_.server_error_after)) {
    tell(number, "error after");
    co_return error_instead();
  }
  spoil(response);
  co_return response;
}

net::HttpResponse MoodyService::error_instead() {
  switch (random_.below(3)) {
    case 0:
      return plain(500, "application/x-amz-json-1.0",
                   R"({"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"})");
    case 1: return plain(503, "text/html", "<html><body>Service Unavailable</body></html>");
    default: return plain(502, "text/plain", "");
  }
}

void MoodyService::spoil(net::HttpResponse& response) {
  if (happens(mood_.no_json)) {
    response = plain(200, "text/html", "<html><body>It works!</body></html>");
  } else if (happens(mood_.wrong_crc)) {
    response.headers.set("x-amz-crc32", "1234567");
  }
}

std::optional<sim::Answer> MoodyService::before(const sim::Call& call) {
  if (good_) return std::nullopt;
  const bool writes = call.operation == "BatchWriteItem";
  const bool scans = call.operation == "Scan";
  writes_ += writes ? 1U : 0U;
  scans_ += scans ? 1U : 0U;
  const bool refused =
      (writes && mood_.refuses_writes_from > 0 && writes_ >= mood_.refuses_writes_from) ||
      (scans && mood_.refuses_scans_from > 0 && scans_ >= mood_.refuses_scans_from);
  if (refused) {
    return refusal(sim::coral_space, "AccessDeniedException",
                   fmt::format("User is not authorized to perform: dynamodb:{}", call.operation));
  }
  if (happens(mood_.throttle)) {
    return writes || scans ? refusal(sim::service_space, "ProvisionedThroughputExceededException",
                                     "The level of configured provisioned throughput was exceeded.")
                           : refusal(sim::coral_space, "ThrottlingException", "Rate exceeded");
  }
  if (scans) return small_page(call);
  return std::nullopt;
}

sim::Answer MoodyService::small_page(const sim::Call& call) {
  auto request = json::parse(call.request)->as_object();
  const auto asked = json::find_number(request, "Limit").value_or(1e6);
  if (asked > static_cast<double>(page_items_)) {
    request["Limit"] = page_items_;
    const auto* segment = json::find(request, "Segment");
    const auto* begin = json::find(request, "ExclusiveStartKey");
    const auto place = segment == nullptr ? "whole" : json::serialize(*segment);
    pages_.emplace(
        fmt::format("{} {}", json::find_string(request, "TableName").value_or(""), place),
        begin == nullptr ? "" : json::serialize(*begin));
  }
  good_ = true;
  auto answer = engine_->call(call.caller, call.operation, json::serialize(request));
  good_ = false;
  return answer;
}

bool MoodyService::leaves_unprocessed(const sim::BatchEntry&) {
  return !good_ && happens(mood_.unprocessed);
}

}  // namespace dynaferry::simulation
