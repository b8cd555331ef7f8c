#include "ddb/http_table.h"

#include <utility>

namespace dynaferry::ddb {

HttpTable::HttpTable(ServiceClient& client, TableName name, std::vector<std::string> keys)
    : client_(client), wire_(std::move(name), std::move(keys)) {}

rt::Task<Result<model::Page>> HttpTable::scan(ScanRequest request) {
  auto body = wire_.scan_body(request);
  DF_CO_TRY(auto answer, co_await client_.call("Scan", std::move(body)));
  co_return wire_.page_from(std::move(answer), request);
}

rt::Task<Result<WriteAnswer>> HttpTable::put_batch(std::vector<model::RawItem> items) {
  auto body = wire_.batch_body(items);
  DF_CO_TRY(const auto answer, co_await client_.call("BatchWriteItem", std::move(body)));
  co_return wire_.write_answer_from(answer, items);
}

}  // namespace dynaferry::ddb
