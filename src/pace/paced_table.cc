#include "pace/paced_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ddb/faults.h"

namespace dynaferry::pace {
namespace {

// Facts §3.2: 4 KB are one unit, or half of one when eventually consistent; a page is rounded up as a
// whole, items read by key each for itself; a page holds at most 1 MB, an item 400 KB.
constexpr double kUnitBytes = 4096;
constexpr double kMostPageBytes = 256 * kUnitBytes;
constexpr double kMostItemBytes = 100 * kUnitBytes;
constexpr double kMostItems = 1'000'000;  // Of a page: no limit at all.

double price(bool consistent) { return consistent ? 1.0 : 0.5; }

double units_of(double bytes, bool consistent) {
  return std::max(1.0, std::ceil(bytes / kUnitBytes)) * price(consistent);
}

// A server that tells no cost is thought to have taken what was asked for.
template <class Answer>
double spent_on(const Result<Answer>& answer, double thought) {
  if (!answer) return ddb::is_throttle(answer.error()) ? 0 : thought;
  return answer->read_units > 0 ? answer->read_units : thought;
}

}  // namespace

PacedTable::PacedTable(std::unique_ptr<ddb::Table> table, std::shared_ptr<Pacer> reads)
    : table_(std::move(table)),
      reads_(std::move(reads)),
      mean_bytes_(kMostItemBytes),
      largest_bytes_(kMostItemBytes) {}

rt::Task<Result<model::Page>> PacedTable::scan(ddb::ScanRequest request) {
  const auto affordable = affordable_items(request.consistent);
  request.limit = request.limit == 0 ? affordable : std::min(request.limit, affordable);
  const auto bytes = (request.limit - 1) * mean_bytes_ + largest_bytes_;
  const auto thought = units_of(std::min(bytes, kMostPageBytes), request.consistent);
  auto admitting = reads_->admit(thought);
  const bool admitted = co_await std::move(admitting);
  if (!admitted) co_return fail(Fault::cancelled, "stopped");
  auto scanning = table_->scan(std::move(request));
  auto page = co_await std::move(scanning);
  reads_->settle(thought, spent_on(page, thought));
  if (!page) co_return page;
  for (const auto& item : page->items) learn_from(item.item.size());
  co_return page;
}

std::uint32_t PacedTable::affordable_items(bool consistent) const {
  const auto bytes = reads_->units_per_second() / price(consistent) * kUnitBytes;
  if (bytes >= kMostPageBytes) return static_cast<std::uint32_t>(kMostItems);
  return static_cast<std::uint32_t>(std::clamp(std::floor(bytes / mean_bytes_), 1.0, kMostItems));
}

void PacedTable::learn_from(std::size_t item_bytes) {
  constexpr double weight = 1.0 / 256;  // Of one item: the mean is that of the last few hundred.
  const auto bytes = std::min(static_cast<double>(item_bytes), kMostItemBytes);
  mean_bytes_ = has_seen_any_ ? mean_bytes_ + (bytes - mean_bytes_) * weight : bytes;
  largest_bytes_ = has_seen_any_ ? std::max(largest_bytes_, bytes) : bytes;
  has_seen_any_ = true;
}

rt::Task<Result<ddb::GetAnswer>> PacedTable::get_batch(std::vector<std::string> keys,
                                                       bool consistent) {
  const auto all = keys.size();
  const auto of_one = units_of(largest_bytes_, consistent);
  const auto affordable = std::clamp<double>(reads_->units_per_second() / of_one, 1, max_get_keys);
  const auto asked = std::min(all, static_cast<std::size_t>(affordable));
  const auto thought = of_one * static_cast<double>(asked);
  keys.resize(asked);
  auto admitting = reads_->admit(thought);
  const bool admitted = co_await std::move(admitting);
  if (!admitted) co_return fail(Fault::cancelled, "stopped");
  auto getting = table_->get_batch(std::move(keys), consistent);
  auto answer = co_await std::move(getting);
  reads_->settle(thought, spent_on(answer, thought));
  if (!answer) co_return answer;
  for (const auto& item : answer->items)
    if (item) learn_from(item->size());
  answer->items.resize(all);
  for (auto index = asked; index < all; ++index) answer->unprocessed.push_back(index);
  co_return answer;
}

rt::Task<Result<ddb::WriteAnswer>> PacedTable::put_batch(std::vector<model::RawItem> items) {
  return table_->put_batch(std::move(items));
}

rt::Task<Result<ddb::ExchangeAnswer>> PacedTable::exchange(ddb::Exchange change) {
  return table_->exchange(std::move(change));
}

}  // namespace dynaferry::pace
