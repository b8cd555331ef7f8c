// How badly the simulated network and service behave, in chances per thousand.

#pragma once

#include <cstdint>

#include "core/random.h"
#include "core/time.h"

namespace dynaferry::simulation {

struct Mood {
  // Of each connection.
  std::uint64_t no_connection = 0;
  std::uint64_t cut = 0;      // Breaks somewhere in what either side sends.
  std::uint64_t swallow = 0;  // Takes bytes, somewhere on, that never arrive.
  std::uint64_t slow = 0;     // Narrow, and handing out a few bytes at a time.
  // Of each request, at the service's door.
  std::uint64_t hangs_up_before = 0;  // The effect.
  std::uint64_t hangs_up_after = 0;
  std::uint64_t server_error_before = 0;
  std::uint64_t server_error_after = 0;
  std::uint64_t no_json = 0;  // Status 200, after the effect.
  std::uint64_t wrong_crc = 0;
  // Of each request, by the service itself.
  std::uint64_t throttle = 0;
  std::uint64_t unprocessed = 0;  // Of each item of a batch.
  Ns most_latency{0};             // One way; and of the service.
  // From this BatchWriteItem or Scan on, the service refuses them for good. 0: never.
  std::uint64_t refuses_writes_from = 0;
  std::uint64_t refuses_scans_from = 0;

  // Nothing goes wrong, though nothing takes the same time twice.
  [[nodiscard]] static Mood calm() { return {.most_latency = std::chrono::milliseconds(20)}; }

  // Some or all of it, from rare to every third time.
  [[nodiscard]] static Mood of(std::uint64_t seed) {
    Random random(seed ^ 0x6d6f6f64U);
    const auto some = [&random](std::uint64_t most) {
      const bool present = random.below(2) == 0;
      return present ? random.below(most + 1) : 0;
    };
    Mood mood;
    mood.no_connection = some(100);
    mood.cut = some(400);
    mood.swallow = some(20);
    mood.slow = some(200);
    mood.hangs_up_before = some(80);
    mood.hangs_up_after = some(80);
    mood.server_error_before = some(80);
    mood.server_error_after = some(80);
    mood.no_json = some(80);
    mood.wrong_crc = some(80);
    mood.throttle = some(200);
    mood.unprocessed = some(350);
    mood.most_latency = std::chrono::microseconds(random.below(200'000));
    if (random.below(16) == 0) mood.refuses_writes_from = 1 + random.below(30);
    if (random.below(16) == 0) mood.refuses_scans_from = 1 + random.below(50);
    return mood;
  }

  [[nodiscard]] bool refuses() const { return refuses_writes_from + refuses_scans_from > 0; }
};

}  // namespace dynaferry::simulation
