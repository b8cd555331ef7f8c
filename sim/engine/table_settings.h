// What is set for a table by calls of its own, beside its definition (facts §5.3). Owned by Table.
// Pure values; what a setting is called at a moment follows from the times in it.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "json/document.h"
#include "sim/engine/delayed.h"

namespace dynaferry::sim {

// A switch that takes its time.
struct Switch {
  bool on = false;
  std::optional<WallTime> changed_at;
  WallTime done_at{};

  void turn(bool to, WallTime now, std::chrono::milliseconds delay) {
    on = to;
    changed_at = now;
    done_at = now + delay;
  }
  [[nodiscard]] bool is_turning(WallTime now) const { return now < done_at; }
  [[nodiscard]] bool is_on(WallTime now) const { return on && !is_turning(now); }
  // ENABLING, ENABLED, DISABLING, DISABLED.
  [[nodiscard]] std::string_view status(WallTime now) const {
    if (is_turning(now)) return on ? "ENABLING" : "DISABLING";
    return on ? "ENABLED" : "DISABLED";
  }
};

struct TimeToLive {
  Switch state;
  std::string attribute;
};

struct ContinuousBackups {
  bool enabled = false;
  WallTime enabled_at{};
  int recovery_days = 35;
};

struct ResourcePolicy {
  std::string document;
  std::string revision;
};

struct ContributorInsights {
  Switch state;
  std::string mode = "ACCESSED_AND_THROTTLED_KEYS";
};

struct KinesisDestination {
  std::string stream_arn;
  Switch state;
  std::string precision;               // MILLISECOND, MICROSECOND or, when never said, empty.
  std::optional<WallTime> updated_at;  // When the precision will have changed.

  [[nodiscard]] std::string_view status(WallTime now) const {
    if (state.on && !state.is_turning(now)) {
      return updated_at && now < *updated_at ? "UPDATING" : "ACTIVE";
    }
    return state.status(now);
  }
};

struct TableSettings {
  TimeToLive time_to_live;
  ContinuousBackups backups;
  Delayed<json::Array> tags;
  Delayed<std::optional<ResourcePolicy>> policy;
  std::map<std::string, ContributorInsights, std::less<>> insights;  // By index; "": the table.
  std::vector<KinesisDestination> kinesis;
};

}  // namespace dynaferry::sim
