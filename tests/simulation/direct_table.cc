#include "tests/simulation/direct_table.h"

#include <utility>

#include "ddb/faults.h"

namespace dynaferry::simulation {

DirectTable::DirectTable(rt::Loop& loop, sim::Engine& engine, sim::Caller caller,
                         const std::string& name, std::vector<std::string> keys, Ns latency)
    : loop_(loop),
      engine_(engine),
      caller_(std::move(caller)),
      wire_(TableName(name), std::move(keys)),
      latency_(latency) {}

rt::Task<Result<Buffer>> DirectTable::call(std::string operation, std::string body) {
  co_await loop_.sleep(latency_);
  auto answer = engine_.call(caller_, operation, body);
  if (!answer.error) co_return Buffer(answer.document);
  net::HttpResponse response;
  response.status = answer.status();
  response.headers.set("Content-Type", "application/x-amz-json-1.0");
  response.body = Buffer(answer.body());
  co_return fail(ddb::refusal_from(response, operation).error);
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

}  // namespace dynaferry::simulation
