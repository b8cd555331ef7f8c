// A table over HTTP.
//
// A Scan page is received into one buffer and its items are found in it, not decoded. A batch's
// body is spliced from such spans. What comes back unprocessed is matched to the batch's own items
// by decoded key, because the service writes its JSON anew.

#pragma once

#include <string>
#include <vector>

#include "ddb/service_client.h"
#include "ddb/table.h"
#include "json/document.h"
#include "json/spans.h"

namespace dynaferry::ddb {

class HttpTable final : public Table {
 public:
  // `keys` are the names of the partition key and, if there is one, the sort key.
  HttpTable(ServiceClient& client, TableName name, std::vector<std::string> keys);

  rt::Task<Result<model::Page>> scan(ScanRequest request) override;
  rt::Task<Result<WriteAnswer>> put_batch(std::vector<model::RawItem> items) override;

 private:
  [[nodiscard]] std::string scan_body(const ScanRequest& request) const;
  [[nodiscard]] std::string batch_body(const std::vector<model::RawItem>& items) const;
  Result<model::Page> page_from(Buffer body, bool drop_replication_attributes);
  Result<WriteAnswer> write_answer_from(const Buffer& body,
                                        const std::vector<model::RawItem>& items);
  [[nodiscard]] Result<std::vector<std::size_t>> match_unprocessed(
      const json::Object& unprocessed, const std::vector<model::RawItem>& items) const;
  [[nodiscard]] Result<std::string> key_of_entry(const json::Value& entry) const;

  ServiceClient& client_;
  TableName name_;
  std::vector<std::string> keys_;
  json::SpanReader reader_;
};

}  // namespace dynaferry::ddb
