#include "copy/table_copy.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/mutant.h"
#include "ddb/scan_plan.h"

namespace dynaferry::copy {

TableCopy::TableCopy(rt::Loop& loop, Random& random, ddb::Table& source, sink::Sink& sink,
                     journal::Journal& journal, std::vector<journal::Segment> segments,
                     Options options)
    : loop_(loop),
      scanner_(loop, random, source,
               {.consistent = options.consistent,
                .drop_replication_attributes = options.drop_replication_attributes,
                .page_bytes = options.page_bytes,
                .unreachable_limit = options.unreachable_limit}),
      sink_(sink),
      journal_(journal),
      options_(options) {
  progress_.before = options_.before;
  progress_.segments = static_cast<std::uint32_t>(segments.size());
  for (auto& segment : segments) {
    progress_.items_before += segment.items;
    progress_.bytes_before += segment.bytes;
    progress_.quarantined_before += segment.quarantined;
    progress_.items_recorded += segment.items;
    progress_.segments_done += segment.finished ? 1U : 0U;
    segments_.push_back({SegmentProgress(std::move(segment))});
  }
  for (const auto index : ddb::far_apart(segments_.size())) {
    if (!segments_[index].progress.recordable().finished) to_scan_.push_back(index);
  }
  std::ranges::reverse(to_scan_);
}

rt::Task<Result<>> TableCopy::run() {
  rt::Scope scope(loop_);
  auto working = work(scope);
  co_return co_await scope.run(std::move(working));
}

rt::Task<Result<>> TableCopy::work(rt::Scope& scope) {
  auto writing = write();
  scope.spawn(std::move(writing));
  const auto readers = std::min<std::size_t>(options_.open_segments, to_scan_.size());
  scanning_ = readers;
  for (std::size_t i = 0; i < readers; ++i) {
    auto scanning = scan_some();
    scope.spawn(std::move(scanning));
  }
  if (readers == 0) sink_.close();
  co_await record();
  // Writing has ended. Whoever still reads, reads for nothing.
  if (failure_ || stopped_) scope.cancel();
  if (failure_) co_return fail(*failure_);
  if (stopped_) co_return fail(Fault::cancelled, "stopped");
  co_return Result<>{};
}

void TableCopy::stop() {
  stopped_ = true;
  scanner_.stop();
  sink_.stop();
  changed_.notify_all();
}

rt::Task<> TableCopy::write() {
  const auto written = co_await sink_.run();
  if (!written) fail_with(written.error());
  wrote_all_ = true;
  changed_.notify_all();
}

std::optional<std::size_t> TableCopy::next_segment() {
  if (stopped_ || failure_ || to_scan_.empty()) return std::nullopt;
  const auto index = to_scan_.back();
  to_scan_.pop_back();
  return index;
}

rt::Task<> TableCopy::scan_some() {
  while (const auto index = next_segment()) {
    const auto scanned = co_await scan_segment(*index);
    if (!scanned) {
      fail_with(
          Error(scanned.error())
              .while_doing(fmt::format("reading segment {} of {}", *index, segments_.size())));
      break;
    }
  }
  if (--scanning_ == 0) sink_.close();
}

rt::Task<Result<>> TableCopy::scan_segment(std::size_t index) {
  auto& segment = segments_[index];
  const auto [number, total] =
      std::pair(segment.progress.recordable().index, segment.progress.recordable().total);
  auto last_evaluated_key = segment.progress.recordable().last_evaluated_key;
  while (true) {
    while (!stopped_ && !failure_ && exposed_pages(segment) >= options_.read_ahead) {
      co_await changed_.wait();
    }
    if (stopped_ || failure_) co_return Result<>{};
    DF_CO_TRY(auto page, co_await scanner_.read(number, total, last_evaluated_key));
    std::uint64_t bytes = 0;
    for (const auto& item : page.items) bytes += item.item.size();
    last_evaluated_key = page.last_evaluated_key;
    const auto place = segment.progress.add_page(page.last_evaluated_key, page.items.size(), bytes);
    auto on_acknowledged = [this, index, place](sink::SetAside set_aside) {
      acknowledged(index, place, set_aside);
    };
    const auto taken = co_await sink_.put_page(std::move(page), std::move(on_acknowledged));
    if (!taken || !last_evaluated_key) co_return Result<>{};  // write() reports failures.
  }
}

// What a kill would make us read again.
std::size_t TableCopy::exposed_pages(const Segment& segment) {
  return segment.progress.next() - segment.recorded;
}

void TableCopy::acknowledged(std::size_t index, SegmentProgress::PageNumber page,
                             sink::SetAside set_aside) {
  auto& segment = segments_[index];
  if (!segment.progress.acknowledge(page, set_aside)) return;
  dirty_ += segment.dirty ? 0U : 1U;
  segment.dirty = true;
  changed_.notify_all();
}

Progress TableCopy::progress() const {
  auto progress = progress_;
  const auto& read = scanner_.counters();
  progress.items_read = read.items;
  progress.bytes_read = read.bytes;
  progress.pages_read = read.pages;
  progress.replication_attributes = read.replication_attributes;
  progress.read_throttled = read.throttled;
  progress.read_units = read.read_units;
  return progress;
}

Tally TableCopy::tally() const {
  const auto& read = scanner_.counters();
  const auto& written = sink_.counters();
  auto tally = progress_.before;
  tally += {read.read_units, written.write_units,
            read.throttled + written.throttled + written.unprocessed, written.lost,
            read.replication_attributes};
  return tally;
}

// Records what moved, all of it in one commit, as fast as the journal takes it. Ends when nothing
// more can move.
rt::Task<> TableCopy::record() {
  while (true) {
    if (dirty_ == 0) {
      if (wrote_all_ && (scanning_ == 0 || stopped_ || failure_)) co_return;
      co_await changed_.wait();
      continue;
    }
    journal::Batch batch;
    for (auto& segment : segments_) {
      if (!segment.dirty) continue;
      segment.dirty = false;
      segment.given = segment.progress.first_open();
      batch.segments.push_back(segment.progress.recordable());
    }
    batch.facts = {{tally_fact, to_text(tally())}};
    if (is_mutant(Mutant::records_another_segments_key))
      batch.segments.back().last_evaluated_key = batch.segments.front().last_evaluated_key;
    dirty_ = 0;
    std::uint64_t recorded = 0;
    for (const auto& segment : segments_) recorded += segment.progress.recordable().items;
    const auto finished = std::ranges::count(batch.segments, true, &journal::Segment::finished);
    const auto committed =
        co_await journal_.commit(std::move(batch), journal::Durability::progress);
    if (committed || is_mutant(Mutant::passes_over_a_failed_commit)) {
      for (auto& segment : segments_) segment.recorded = segment.given;
      progress_.items_recorded = recorded;
      progress_.segments_done += static_cast<std::uint32_t>(finished);
    } else {
      fail_with(Error(committed.error()).while_doing("recording progress"));
    }
    changed_.notify_all();
  }
}

void TableCopy::fail_with(Error error) {
  if (error.fault == Fault::cancelled && stopped_) return;
  if (!failure_) failure_ = std::move(error);
  sink_.stop();
  changed_.notify_all();
}

}  // namespace dynaferry::copy
