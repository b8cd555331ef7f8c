#include "sim/streams/orphan_streams.h"

#include <algorithm>
#include <iterator>

#include "core/check.h"

namespace dynaferry::sim {

void OrphanStreams::adopt(TableStreams table) {
  check(!table.is_enabled(), "simulator: a deleted table's stream is enabled");
  auto streams = std::move(table).release();
  std::ranges::move(streams, std::back_inserter(streams_));
}

void OrphanStreams::forget_old(WallTime now) {
  std::erase_if(streams_, [&](const auto& stream) { return stream->is_gone(now); });
}

std::vector<Stream*> OrphanStreams::readable(WallTime now) {
  forget_old(now);
  std::vector<Stream*> found;
  found.reserve(streams_.size());
  for (const auto& stream : streams_) found.push_back(stream.get());
  return found;
}

Stream* OrphanStreams::find(std::string_view arn) {
  const auto found = std::ranges::find(
      streams_, arn, [](const auto& stream) { return std::string_view(stream->birth().arn); });
  return found == streams_.end() ? nullptr : found->get();
}

}  // namespace dynaferry::sim
