#include "ddb/scanner.h"

#include <algorithm>
#include <utility>

#include "ddb/faults.h"

namespace dynaferry::ddb {

namespace {

// Wire bytes: what a page lists of its items in memory is bounded by this where items are tiny.
constexpr std::size_t kFewestItemBytes = 64;

}  // namespace

rt::Task<Result<model::Page>> Scanner::read(std::uint32_t segment, std::uint32_t total_segments,
                                            std::optional<std::string> last_evaluated_key) {
  ScanRequest request;
  request.segment = segment;
  request.total_segments = total_segments;
  request.exclusive_start_key = std::move(last_evaluated_key);
  request.limit = limit();
  request.consistent = options_.consistent;
  request.drop_replication_attributes = options_.drop_replication_attributes;
  request.find_keys = options_.find_keys;
  auto repeating = repeat(std::move(request));
  auto page = co_await std::move(repeating);
  if (page) count(*page);
  co_return page;
}

rt::Task<Result<model::Page>> Scanner::repeat(ScanRequest request) {
  Patience patience(loop_, options_.unreachable_limit);
  for (unsigned tries = 0;; ++tries) {
    auto page = co_await table_.scan(request);
    if (page || !may_pass(page.error())) co_return page;
    if (stopped_) co_return fail(Fault::cancelled, "stopped");
    if (auto hopeless = patience.failed(page.error())) co_return fail(*std::move(hopeless));
    counters_.throttled += is_throttle(page.error()) ? 1U : 0U;
    const auto wait = backoff(random_, page.error(), tries);
    co_await loop_.sleep(wait);
  }
}

// Pages of about page_bytes, by the mean size of the items so far.
std::uint32_t Scanner::limit() const {
  const auto mean =
      counters_.items == 0 ? 1024 : std::max<std::uint64_t>(1, counters_.bytes / counters_.items);
  const auto most = std::max<std::uint64_t>(options_.page_bytes / kFewestItemBytes, 1);
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(options_.page_bytes / mean, 1, most));
}

void Scanner::count(const model::Page& page) {
  ++counters_.pages;
  counters_.items += page.items.size();
  for (const auto& item : page.items) counters_.bytes += item.item.size();
  counters_.read_units += page.read_units;
  counters_.replication_attributes += page.replication_attributes;
}

}  // namespace dynaferry::ddb
