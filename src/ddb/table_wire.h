// Requests and answers of a table's items as bytes, whatever carries them.
//
// A Scan page is received into one buffer and its items are found in it, not decoded. A batch's
// body is spliced from such spans. What comes back unprocessed is matched to the batch's own items
// by decoded key, because the service writes its JSON anew.
//
// Threading: one loop's thread. Failure: lost (an answer that is none), corrupt (not what the
// service promises).

#pragma once

#include <string>
#include <vector>

#include "ddb/table.h"
#include "json/document.h"
#include "json/spans.h"

namespace dynaferry::ddb {

class TableWire {
 public:
  // `keys` are the names of the partition key and, if there is one, the sort key.
  TableWire(TableName name, std::vector<std::string> keys);

  [[nodiscard]] std::string scan_body(const ScanRequest& request) const;
  [[nodiscard]] Result<model::Page> page_from(Buffer body, const ScanRequest& request);
  [[nodiscard]] std::string batch_body(const std::vector<model::RawItem>& items) const;
  [[nodiscard]] Result<WriteAnswer> write_answer_from(
      const Buffer& body, const std::vector<model::RawItem>& items) const;

 private:
  [[nodiscard]] static Result<> add_items(model::Page& page, const json::Spans& spans,
                                          std::size_t keys);
  [[nodiscard]] Result<std::vector<std::size_t>> match_unprocessed(
      const json::Object& unprocessed, const std::vector<model::RawItem>& items) const;
  [[nodiscard]] Result<std::string> key_of_entry(const json::Value& entry) const;

  TableName name_;
  std::vector<std::string> keys_;
  json::SpanReader reader_;
};

}  // namespace dynaferry::ddb
