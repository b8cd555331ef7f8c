#include "ddb/http_table.h"

#include <utility>

namespace dynaferry::ddb {

HttpTable::HttpTable(ServiceClient& client, TableName name, std::vector<std::string> keys)
    : client_(client), wire_(name, keys), item_wire_(std::move(name), std::move(keys)) {}

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

rt::Task<Result<GetAnswer>> HttpTable::get_batch(std::vector<std::string> keys, bool consistent) {
  auto body = item_wire_.get_body(keys, consistent);
  DF_CO_TRY(const auto answer, co_await client_.call("BatchGetItem", std::move(body)));
  co_return item_wire_.get_answer_from(answer, keys);
}

rt::Task<Result<ExchangeAnswer>> HttpTable::exchange(Exchange change) {
  DF_CO_TRY(auto body, item_wire_.exchange_body(change));
  const auto* const action = ItemWire::exchange_action(change);
  DF_CO_TRY(const auto answer, co_await client_.call_if(action, std::move(body)));
  co_return item_wire_.exchange_answer_from(answer.held, answer.body, change);
}

}  // namespace dynaferry::ddb
