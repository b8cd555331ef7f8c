#include "pace/paced_table.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ddb/faults.h"

namespace dynaferry::pace {
namespace {

// Facts §3.2: 4 KB are one unit, or half of one when eventually consistent; a page is rounded up as a
// whole, items read by key each for itself; a page holds at most 1 MB.
constexpr double kUnitBytes = 4096;
constexpr double kMostUnitsOfAPage = 256;

double price(bool consistent) { return consistent ? 1.0 : 0.5; }

// Units for so many bytes.
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

rt::Task<Result<model::Page>> PacedTable::scan(ddb::ScanRequest request) {
  const bool consistent = request.consistent;
  const auto affordable = affordable_items(consistent);
  request.limit = request.limit == 0 ? affordable : std::min(request.limit, affordable);
  const auto thought =
      std::min(units_of(request.limit * item_bytes_, consistent), kMostUnitsOfAPage);
  auto admitting = reads_->admit(thought);
  const bool admitted = co_await std::move(admitting);
  if (!admitted) co_return fail(Fault::cancelled, "stopped");
  auto scanning = table_->scan(std::move(request));
  auto page = co_await std::move(scanning);
  reads_->settle(thought, spent_on(page, thought));
  if (!page) co_return page;
  std::size_t bytes = 0;
  for (const auto& item : page->items) bytes += item.item.size();
  learn(page->items.size(), bytes);
  co_return page;
}

// Wire bytes are more than the service counts, as a rule: so pages are rather too small.
std::uint32_t PacedTable::affordable_items(bool consistent) const {
  constexpr double most = 1'000'000;
  const auto units = reads_->units_per_second() / price(consistent);
  if (units >= kMostUnitsOfAPage) return static_cast<std::uint32_t>(most);
  if (item_bytes_ == 0) return 1;
  const auto items = std::floor(units * kUnitBytes / item_bytes_);
  return static_cast<std::uint32_t>(std::clamp(items, 1.0, most));
}

void PacedTable::learn(std::size_t items, std::size_t bytes) {
  if (items == 0) return;
  const auto mean = static_cast<double>(bytes) / static_cast<double>(items);
  item_bytes_ = item_bytes_ == 0 ? mean : (item_bytes_ * 3 + mean) / 4;
}

rt::Task<Result<ddb::GetAnswer>> PacedTable::get_batch(std::vector<std::string> keys,
                                                       bool consistent) {
  const auto all = keys.size();
  const auto asked = std::min(all, affordable_keys(consistent));
  keys.resize(asked);
  const auto thought = units_of(item_bytes_, consistent) * static_cast<double>(asked);
  auto admitting = reads_->admit(thought);
  const bool admitted = co_await std::move(admitting);
  if (!admitted) co_return fail(Fault::cancelled, "stopped");
  auto getting = table_->get_batch(std::move(keys), consistent);
  auto answer = co_await std::move(getting);
  reads_->settle(thought, spent_on(answer, thought));
  if (!answer) co_return answer;
  std::size_t found = 0;
  std::size_t bytes = 0;
  for (const auto& item : answer->items) {
    found += item ? 1U : 0U;
    bytes += item ? item->size() : 0U;
  }
  learn(found, bytes);
  answer->items.resize(all);
  for (auto index = asked; index < all; ++index) answer->unprocessed.push_back(index);
  co_return answer;
}

std::size_t PacedTable::affordable_keys(bool consistent) const {
  if (item_bytes_ == 0) return 1;
  const auto keys = std::floor(reads_->units_per_second() / units_of(item_bytes_, consistent));
  return static_cast<std::size_t>(std::clamp<double>(keys, 1, max_get_keys));
}

rt::Task<Result<ddb::WriteAnswer>> PacedTable::put_batch(std::vector<model::RawItem> items) {
  return table_->put_batch(std::move(items));
}

rt::Task<Result<ddb::ExchangeAnswer>> PacedTable::exchange(ddb::Exchange change) {
  return table_->exchange(std::move(change));
}

}  // namespace dynaferry::pace
