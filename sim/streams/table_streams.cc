#include "sim/streams/table_streams.h"

#include <algorithm>

#include "core/check.h"

namespace dynaferry::sim {

bool TableStreams::is_changing(WallTime now) const {
  if (streams_.empty()) return false;
  const auto status = streams_.back()->status(now);
  return status == StreamStatus::enabling || status == StreamStatus::disabling;
}

void TableStreams::enable(Stream::Birth birth, const StreamOptions& options) {
  check(!is_enabled_, "simulator: a second stream of one table");
  streams_.push_back(std::make_unique<Stream>(std::move(birth), options));
  is_enabled_ = true;
}

void TableStreams::disable(WallTime now) {
  check(is_enabled_, "simulator: no stream to disable");
  streams_.back()->disable(now);
  is_enabled_ = false;
}

const Stream* TableStreams::latest() const {
  return streams_.empty() ? nullptr : streams_.back().get();
}

std::vector<Stream*> TableStreams::readable(WallTime now) {
  std::vector<Stream*> found;
  for (const auto& stream : streams_) {
    if (!stream->is_gone(now)) found.push_back(stream.get());
  }
  return found;
}

Stream* TableStreams::find(std::string_view arn, WallTime now) {
  for (auto* stream : readable(now)) {
    if (stream->birth().arn == arn) return stream;
  }
  return nullptr;
}

bool TableStreams::has_label(std::string_view label) const {
  return std::ranges::any_of(streams_,
                             [&](const auto& stream) { return stream->birth().label == label; });
}

}  // namespace dynaferry::sim
