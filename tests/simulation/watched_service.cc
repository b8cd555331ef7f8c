#include "tests/simulation/watched_service.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "crypto/hash.h"
#include "json/document.h"
#include "tests/simulation/spelling.h"

namespace dynaferry::simulation {
namespace {

std::unexpected<Error> hang_up() { return fail(Fault::lost, "the service hangs up"); }

bool has_items(const sim::Answer& answer) {
  return !answer.error && !json::parse(answer.document)->at("Items").as_array().empty();
}

sim::Answer spoiled(sim::Answer answer) {
  auto document = json::parse(answer.document)->as_object();
  document["Items"].as_array().back().as_object()["no"] = json::Object{{"N", "number"}};
  answer.document = json::serialize(document);
  return answer;
}

}  // namespace

void WatchedService::tell(std::uint64_t number, std::string_view what) {
  fmt::format_to(std::back_inserter(story_), "{} #{} {}\n", loop_.now().count(), number, what);
}

rt::Task<Result<net::HttpResponse>> WatchedService::serve(net::HttpRequest request) {
  const auto number = ++requests_;
  const std::string target(request.headers.get("X-Amz-Target"));
  const auto operation = target.substr(target.find('.') + 1);
  last_arrival_ = loop_.now();
  tell(number,
       fmt::format("{} {} {:08x}", target, request.body.size(), crypto::crc32(request.body)));
  if (calls_.reach(operation)) co_return hang_up();
  auto response = co_await front_->serve(std::move(request));
  tell(number, response ? fmt::format("{} {} {}", response->status, response->body.size(),
                                      response->headers.get("x-amz-crc32"))
                        : "no answer");
  if (calls_.reach(operation)) co_return hang_up();
  co_return response;
}

std::optional<sim::Answer> WatchedService::before(const sim::Call& call) {
  if (good_) return std::nullopt;
  if (auto instead = player_.before(call)) return instead;
  if (call.operation == "Scan") return small_page(call);
  return std::nullopt;
}

std::optional<sim::Answer> WatchedService::after(const sim::Call& call, const sim::Answer& answer) {
  if (good_) return std::nullopt;
  if (call.operation == "BatchGetItem") note_read(call, answer);
  auto instead = player_.after(call, answer);
  if (call.caller.account != otherwise_ || call.operation != "BatchGetItem") return instead;
  return spelled_otherwise(instead.value_or(answer));
}

// Of what is no request, the engine says so.
std::optional<sim::Answer> WatchedService::small_page(const sim::Call& call) {
  auto document = json::parse(call.request);
  if (!document || !document->is_object()) return std::nullopt;
  auto& request = document->get_object();
  const auto asked = json::find_number(request, "Limit").value_or(1e6);
  const bool is_small = asked <= static_cast<double>(page_items_);
  if (!is_small) request["Limit"] = page_items_;
  good_ = true;
  auto answer = engine_->call(call.caller, call.operation, json::serialize(request));
  good_ = false;
  note_read(call, answer);
  if (!is_small) {
    const auto* segment = json::find(request, "Segment");
    const auto* begin = json::find(request, "ExclusiveStartKey");
    const auto place = segment == nullptr ? "whole" : json::serialize(*segment);
    const auto table = json::find_string(request, "TableName").value_or("");
    const Page page(fmt::format("{} {}", table, place),
                    begin == nullptr ? "" : json::serialize(*begin));
    pages_.insert(page);
    remember_items(page, answer);
  }
  auto given = player_.after(call, answer).value_or(std::move(answer));
  if (call.caller.account == otherwise_) given = spelled_otherwise(std::move(given));
  if (pages_to_spoiled_ == 0 || !has_items(given)) return given;
  --pages_to_spoiled_;
  if (pages_to_spoiled_ > 0) return given;
  return spoiled(std::move(given));
}

void WatchedService::remember_items(const Page& page, const sim::Answer& answer) {
  if (answer.error) return;
  const auto read = json::parse(answer.document);
  for (const auto& item : read->at("Items").as_array()) page_of_[json::serialize(item)] = page;
}

void WatchedService::note_read(const sim::Call& call, const sim::Answer& answer) {
  if (answer.error) return;
  const auto read = json::parse(answer.document);
  const auto* cost = json::find(read->as_object(), "ConsumedCapacity");
  if (cost == nullptr) return;
  double units = 0;
  for (const auto& of_table : cost->is_array() ? cost->as_array() : json::Array{*cost})
    units += json::find_number(of_table.as_object(), "CapacityUnits").value_or(0);
  reads_[call.caller.account].push_back({loop_.now(), units});
}

void WatchedService::note_written(std::string_view entry) {
  const auto put = json::parse(entry);
  const auto item = json::serialize(put->at("PutRequest").at("Item"));
  if (const auto page = page_of_.find(item); page != page_of_.end()) written_.insert(page->second);
}

bool WatchedService::leaves_unprocessed(const sim::BatchEntry& entry) {
  if (good_) return false;
  if (player_.leaves_unprocessed(entry)) return true;
  if (entry.call.operation == "BatchWriteItem") note_written(entry.entry);
  return false;
}

}  // namespace dynaferry::simulation
