#include "tests/simulation/watched_service.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "crypto/hash.h"
#include "json/document.h"

namespace dynaferry::simulation {
namespace {

// Items on a page of the source, so that few items make many pages.
constexpr std::uint64_t kPageItems = 8;

std::unexpected<Error> hang_up() { return fail(Fault::lost, "the service hangs up"); }

}  // namespace

void WatchedService::tell(std::uint64_t number, std::string_view what) {
  fmt::format_to(std::back_inserter(story_), "{} #{} {}\n", loop_.now().count(), number, what);
}

bool WatchedService::strikes(std::uint64_t number, Instant instant) {
  if (!strike_ || number != strike_at_ || instant != strike_instant_) return false;
  tell(number, "the process is struck");
  const auto act = std::exchange(strike_, nullptr);
  act();
  return true;
}

rt::Task<Result<net::HttpResponse>> WatchedService::serve(net::HttpRequest request) {
  const auto number = ++requests_;
  last_arrival_ = loop_.now();
  tell(number, fmt::format("{} {} {:08x}", request.headers.get("X-Amz-Target"), request.body.size(),
                           crypto::crc32(request.body)));
  if (strikes(number, Instant::before_the_effect)) co_return hang_up();
  auto response = co_await front_->serve(std::move(request));
  tell(number, response ? fmt::format("{} {} {}", response->status, response->body.size(),
                                      response->headers.get("x-amz-crc32"))
                        : "no answer");
  if (strikes(number, Instant::after_the_effect)) co_return hang_up();
  co_return response;
}

std::optional<sim::Answer> WatchedService::before(const sim::Call& call) {
  if (good_) return std::nullopt;
  if (auto instead = player_.before(call)) return instead;
  if (call.operation == "Scan") return small_page(call);
  return std::nullopt;
}

std::optional<sim::Answer> WatchedService::after(const sim::Call& call, const sim::Answer& answer) {
  return good_ ? std::nullopt : player_.after(call, answer);
}

sim::Answer WatchedService::small_page(const sim::Call& call) {
  auto request = json::parse(call.request)->as_object();
  const auto asked = json::find_number(request, "Limit").value_or(1e6);
  if (asked > static_cast<double>(kPageItems)) {
    request["Limit"] = kPageItems;
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
  return player_.after(call, answer).value_or(std::move(answer));
}

bool WatchedService::leaves_unprocessed(const sim::BatchEntry& entry) {
  return !good_ && player_.leaves_unprocessed(entry);
}

}  // namespace dynaferry::simulation
