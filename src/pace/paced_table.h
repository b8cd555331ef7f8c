// A table whose reads keep to a budget of read capacity units: pages and batches of keys are made so
// small that they are thought to cost at most a second of it, and wait for their turn. Writes go
// through as they come.
//
// A page is thought to hold items of the mean size so far, and one as large as the largest; keys to be
// of items like that one. Before any was seen, all are thought to be as large as there are. A request
// may still cost more (a page at most 256 units, the service's 1 MB), and is never smaller than one
// item: those behind it wait for that. A request of unknown outcome is taken to have cost what was
// thought.
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
  PacedTable(std::unique_ptr<ddb::Table> table, std::shared_ptr<Pacer> reads);

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override;
  // May take the last keys for unprocessed without asking.
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override;
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem> items) override;
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange change) override;

 private:
  [[nodiscard]] std::uint32_t affordable_items(bool consistent) const;
  void learn_from(std::size_t item_bytes);

  std::unique_ptr<ddb::Table> table_;
  std::shared_ptr<Pacer> reads_;
  // Of items on the wire, which is a little more than they are stored as.
  double mean_bytes_;
  double largest_bytes_;
  bool has_seen_any_ = false;
};

}  // namespace dynaferry::pace
