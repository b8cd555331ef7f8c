#include "tests/simulation/direct_table.h"

#include <utility>

#include "ddb/faults.h"

namespace dynaferry::simulation {

DirectTable::DirectTable(rt::Loop& loop, sim::Engine& engine, sim::Caller caller,
                         const std::string& name, std::vector<std::string> keys, Ns latency)
    : loop_(loop),
      engine_(engine),
      caller_(std::move(caller)),
      wire_(TableName(name), keys),
      item_wire_(TableName(name), std::move(keys)),
      latency_(latency) {}

rt::Task<DirectTable::Answer> DirectTable::ask(std::string operation, std::string body) {
  co_await loop_.sleep(latency_);
  auto answer = engine_.call(caller_, operation, body);
  if (!answer.error) co_return Answer{{}, Buffer::of(std::move(answer.document)), false};
  net::HttpResponse response;
  response.status = answer.status();
  response.headers.set("Content-Type", "application/x-amz-json-1.0");
  response.body = Buffer(answer.body());
  auto refusal = ddb::refusal_from(response, operation).error;
  co_return Answer{std::move(refusal), std::move(response.body), true};
}

rt::Task<Result<Buffer>> DirectTable::call(std::string operation, std::string body) {
  auto asking = ask(std::move(operation), std::move(body));
  auto answer = co_await std::move(asking);
  if (answer.is_refused) co_return fail(std::move(answer.refusal));
  co_return std::move(answer.body);
}

rt::Task<Result<model::Page>> DirectTable::scan(ddb::ScanRequest request) {
  auto body = wire_.scan_body(request);
  DF_CO_TRY(auto answer, co_await call("Scan", std::move(body)));
  co_return wire_.page_from(std::move(answer), request);
}

rt::Task<Result<ddb::WriteAnswer>> DirectTable::put_batch(std::vector<model::RawItem> items) {
  auto body = wire_.batch_body(items);
  DF_CO_TRY(const auto answer, co_await call("BatchWriteItem", std::move(body)));
  co_return wire_.write_answer_from(answer, items);
}

rt::Task<Result<ddb::GetAnswer>> DirectTable::get_batch(std::vector<std::string> keys,
                                                        bool consistent) {
  auto body = item_wire_.get_body(keys, consistent);
  DF_CO_TRY(const auto answer, co_await call("BatchGetItem", std::move(body)));
  co_return item_wire_.get_answer_from(answer, keys);
}

rt::Task<Result<ddb::ExchangeAnswer>> DirectTable::exchange(ddb::Exchange change) {
  DF_CO_TRY(auto body, item_wire_.exchange_body(change));
  auto asking = ask(ddb::ItemWire::exchange_action(change), std::move(body));
  const auto answer = co_await std::move(asking);
  if (answer.is_refused && !ddb::is_failed_condition(answer.refusal)) {
    co_return fail(answer.refusal);
  }
  co_return item_wire_.exchange_answer_from(!answer.is_refused, answer.body, change);
}

}  // namespace dynaferry::simulation
