// A table whose reads keep to a budget of read capacity units: pages and batches of keys are made so
// small that they are thought to cost at most a second of it, and wait for their turn. Writes go
// through as they come.
//
// A request is never smaller than one item, nor is a page known before it is read: a single request
// may cost more than was thought (at most 256 units, the service's 1 MB), and what it cost too much
// those behind it wait for. A request of unknown outcome is taken to have cost what was thought.
//
// Threading: one loop's thread.
// Failure: as ddb::Table; cancelled, without a request, once the pacer was stopped.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ddb/table.h"
#include "pace/pacer.h"

namespace dynaferry::pace {

class PacedTable final : public ddb::Table {
 public:
  PacedTable(std::unique_ptr<ddb::Table> table, std::shared_ptr<Pacer> reads)
      : table_(std::move(table)), reads_(std::move(reads)) {}

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override;
  // May take the last keys for unprocessed without asking.
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override;
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem> items) override;
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange change) override;

 private:
  [[nodiscard]] std::uint32_t affordable_items(bool consistent) const;
  [[nodiscard]] std::size_t affordable_keys(bool consistent) const;
  void learn(std::size_t items, std::size_t bytes);

  std::unique_ptr<ddb::Table> table_;
  std::shared_ptr<Pacer> reads_;
  double item_bytes_ = 0;  // Of an item on the wire, about; 0: none was seen.
};

}  // namespace dynaferry::pace
