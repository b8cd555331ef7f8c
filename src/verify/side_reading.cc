#include "verify/side_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ddb/scan_plan.h"

namespace dynaferry::verify {

SideReading::SideReading(rt::Loop& loop, ddb::Scanner& scanner, std::vector<Position> positions,
                         std::uint32_t open_segments, Take take)
    : loop_(loop),
      scanner_(scanner),
      positions_(std::move(positions)),
      open_segments_(open_segments),
      take_(std::move(take)) {
  for (const auto index : ddb::far_apart(positions_.size())) {
    if (!positions_[index].finished) to_read_.push_back(index);
  }
  finished_ = static_cast<std::uint32_t>(positions_.size() - to_read_.size());
  std::ranges::reverse(to_read_);
}

rt::Task<Result<>> SideReading::run() {
  rt::Scope scope(loop_);
  auto working = work(scope);
  co_return co_await scope.run(std::move(working));
}

rt::Task<Result<>> SideReading::work(rt::Scope& scope) {
  const auto readers = std::min<std::size_t>(open_segments_, to_read_.size());
  for (std::size_t i = 0; i < readers; ++i) {
    auto reading = read_some();
    scope.spawn(std::move(reading));
  }
  co_await scope.join();
  if (failure_) co_return fail(*failure_);
  if (stopped_) co_return fail(Fault::cancelled, "stopped");
  co_return Result<>{};
}

rt::Task<> SideReading::read_some() {
  while (!to_read_.empty() && !stopped_ && !failure_) {
    const auto index = to_read_.back();
    to_read_.pop_back();
    auto reading = read_segment(index);
    const auto read = co_await std::move(reading);
    if (read || failure_) continue;
    failure_ = Error(read.error())
                   .while_doing(fmt::format("reading segment {} of {}", index, positions_.size()));
  }
}

rt::Task<Result<>> SideReading::read_segment(std::size_t index) {
  const auto total = static_cast<std::uint32_t>(positions_.size());
  auto& position = positions_[index];
  while (!position.finished && !stopped_ && !failure_) {
    auto reading =
        scanner_.read(static_cast<std::uint32_t>(index), total, position.last_evaluated_key);
    const auto page = co_await std::move(reading);
    if (!page) co_return fail(page.error());
    if (const auto taken = take_(*page); !taken) co_return taken;
    position.last_evaluated_key = page->last_evaluated_key;
    position.finished = !page->last_evaluated_key;
  }
  finished_ += position.finished ? 1U : 0U;
  co_return Result<>{};
}

}  // namespace dynaferry::verify
