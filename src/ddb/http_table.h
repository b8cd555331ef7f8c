// A table over HTTP.
//
// Threading and failure: as in ddb/table.h.

#pragma once

#include <string>
#include <vector>

#include "ddb/item_wire.h"
#include "ddb/service_client.h"
#include "ddb/table.h"
#include "ddb/table_wire.h"

namespace dynaferry::ddb {

class HttpTable final : public Table {
 public:
  // `keys` are the names of the partition key and, if there is one, the sort key.
  HttpTable(ServiceClient& client, TableName name, std::vector<std::string> keys);

  rt::Task<Result<model::Page>> scan(ScanRequest request) override;
  rt::Task<Result<WriteAnswer>> put_batch(std::vector<model::RawItem> items) override;
  rt::Task<Result<GetAnswer>> get_batch(std::vector<std::string> keys, bool consistent) override;
  rt::Task<Result<ExchangeAnswer>> exchange(Exchange change) override;

 private:
  ServiceClient& client_;
  TableWire wire_;
  ItemWire item_wire_;
};

}  // namespace dynaferry::ddb
