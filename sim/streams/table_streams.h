// The streams of one table: the one that records now, if any, and those that were disabled and can
// still be read (facts §4.2).
//
// Threading: one thread at a time. Failure: none; who enables or disables has asked before whether
// that can be.

#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/streams/stream.h"

namespace dynaferry::sim {

class TableStreams {
 public:
  // The stream that takes a change that happens now; null if none does.
  [[nodiscard]] Stream* recording(WallTime now) {
    if (!is_enabled_) [[likely]]
      return nullptr;
    return now < streams_.back()->birth().enabled_from ? nullptr : streams_.back().get();
  }

  // Enabling counts from when it is asked for.
  [[nodiscard]] bool is_enabled() const { return is_enabled_; }
  // Whether it is only on its way to be enabled or disabled.
  [[nodiscard]] bool is_changing(WallTime now) const;

  void enable(Stream::Birth birth, const StreamOptions& options);
  void disable(WallTime now);
  // A partition was split where this hash begins.
  void split(std::uint64_t at_hash, WallTime now) {
    if (is_enabled_) streams_.back()->split(at_hash, now);
  }

  // The newest one, readable or not; null if there never was one.
  [[nodiscard]] const Stream* latest() const;
  // What can be read, oldest first.
  [[nodiscard]] std::vector<Stream*> readable(WallTime now);
  [[nodiscard]] Stream* find(std::string_view arn, WallTime now);
  [[nodiscard]] bool has_label(std::string_view label) const;
  // All of them, for who keeps them after the table.
  [[nodiscard]] std::vector<std::unique_ptr<Stream>> release() && { return std::move(streams_); }

 private:
  bool is_enabled_ = false;
  std::vector<std::unique_ptr<Stream>> streams_;
};

}  // namespace dynaferry::sim
