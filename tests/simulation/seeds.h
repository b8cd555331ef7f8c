// Which scenarios a test goes through: as many as it asks for, fewer under sanitizers, or the one
// that DYNAFERRY_SEED names. DYNAFERRY_SEEDS=n is for long runs: n where a test asks for a thousand,
// and as many more or fewer elsewhere.

#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/environment.h"

namespace dynaferry::simulation {

[[nodiscard]] inline std::vector<std::uint64_t> seeds(std::uint64_t count,
                                                      std::uint64_t with_sanitizers) {
  if (const auto one = number_from_environment("DYNAFERRY_SEED")) return {*one};
  if (const auto many = number_from_environment("DYNAFERRY_SEEDS")) {
    count = std::max<std::uint64_t>(1, count * *many / 1000);
    with_sanitizers = count;
  }
#ifdef DYNAFERRY_FEWER_SEEDS
  count = with_sanitizers;
#else
  (void)with_sanitizers;
#endif
  std::vector<std::uint64_t> out;
  for (std::uint64_t seed = 1; seed <= count; ++seed) out.push_back(seed);
  return out;
}

// Each of the stop points first…last, or the one that DYNAFERRY_SEED names; a larger seed names one of
// them, too. Under sanitizers, which are to see each kind of end and not each end, only every
// so-manieth.
[[nodiscard]] inline std::vector<std::uint64_t> every(std::uint64_t first, std::uint64_t last,
                                                      std::uint64_t step_with_sanitizers) {
  if (const auto one = number_from_environment("DYNAFERRY_SEED")) {
    return {first + (*one - first) % (last - first + 1)};
  }
#ifdef DYNAFERRY_FEWER_SEEDS
  const auto step = step_with_sanitizers;
#else
  const std::uint64_t step = 1;
  (void)step_with_sanitizers;
#endif
  std::vector<std::uint64_t> out;
  for (auto stop = first; stop <= last; stop += step) out.push_back(stop);
  return out;
}

// What to type to see one again.
[[nodiscard]] inline std::string replay(std::uint64_t seed) {
  return "DYNAFERRY_SEED=" + std::to_string(seed);
}

}  // namespace dynaferry::simulation
