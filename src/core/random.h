// The only source of randomness. Seeded, so that a simulation repeats; the program seeds it from
// the operating system once, in main.

#pragma once

#include <cstdint>

namespace dynaferry {

// SplitMix64: small, fast, good enough for jitter and schedules. Not for secrets. One thread.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] std::uint64_t below(std::uint64_t bound);  // [0, bound); bound > 0.
  [[nodiscard]] double unit();                             // [0, 1).

  [[nodiscard]] static std::uint64_t seed_from_system();

 private:
  std::uint64_t state_;
};

}  // namespace dynaferry
