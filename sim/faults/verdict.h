// What a schedule says about one call: plain values, for whoever can act on them. The engine's part
// is acted on by FaultPlayer, the rest by the front.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/answer.h"
#include "sim/faults/fault_schedule.h"

namespace dynaferry::sim {

// To the bytes of an answer.
struct Damage {
  std::optional<Truncate> cut{};
  std::optional<std::uint64_t> bytes_per_second{};
  std::optional<Checksum> checksum{};
  std::optional<Flip> flip{};
  std::optional<std::int64_t> length_off{};
};

// What the acts of one rule came to.
struct ActCounts {
  std::uint64_t made = 0;
  std::uint64_t refused = 0;  // Of those.
  std::string last_code{};    // Of the last refusal.
};

struct Act {
  Happening what{};
  std::shared_ptr<ActCounts> counts{};  // Of its rule, which may be gone before it.
};

struct Verdict {
  // Of the engine.
  std::vector<Act> acts{};
  std::optional<ServiceError> refusal{};        // Instead of the effect.
  std::optional<ServiceError> refusal_after{};  // Instead of the true answer.
  bool twice = false;
  std::uint64_t unprocessed = 0;  // Chance per thousand of each entry.
  // Of the line and what stands between.
  bool drop_before = false;
  bool drop_after = false;
  std::optional<Ns> late{};
  Ns wait_before{0};
  Ns wait_after{0};
  std::optional<int> page_before{};  // Status.
  std::optional<int> page_after{};
  Damage damage{};
  std::optional<std::chrono::milliseconds> clock_off{};
};

}  // namespace dynaferry::sim
