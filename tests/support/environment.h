// What the environment asks of a test: DYNAFERRY_SOAK (set by `./dev soak`: what other runs take
// samples of, a soak goes through whole), DYNAFERRY_SEED, DYNAFERRY_SEEDS, DYNAFERRY_SCALE.

#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace dynaferry {

// The number that a variable holds; nothing when it is not set.
[[nodiscard]] inline std::optional<std::uint64_t> number_from_environment(const char* name) {
  const auto* given = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): no thread writes it.
  if (given == nullptr) return std::nullopt;
  return std::stoull(given);
}

[[nodiscard]] inline bool is_soak() {
  return number_from_environment("DYNAFERRY_SOAK").has_value();
}

}  // namespace dynaferry
