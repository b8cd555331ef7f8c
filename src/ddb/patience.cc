#include "ddb/patience.h"

#include <fmt/format.h>

#include <algorithm>

#include "ddb/faults.h"

namespace dynaferry::ddb {

Ns backoff(Random& random, const Error& why, unsigned attempt) {
  constexpr Ns cap = std::chrono::seconds(10);
  const Ns base = is_throttle(why) ? std::chrono::milliseconds(100) : std::chrono::milliseconds(25);
  const Ns most = std::min<Ns>(cap, base * (1L << std::min(attempt, 12U)));
  const Ns jittered{static_cast<Ns::rep>(random.unit() * static_cast<double>(most.count()))};
  return why.retry_after ? std::max(jittered, Ns(*why.retry_after)) : jittered;
}

std::optional<Error> Patience::failed(const Error& why) {
  const bool at_limit = why.code == limit_exceeded_code;
  if (is_throttle(why) && !at_limit) {
    failures_ = 0;
    return std::nullopt;
  }
  if (failures_++ == 0) failing_since_ = clock_.now();
  const auto failing_for = clock_.now() - failing_since_;
  const std::chrono::seconds limit = at_limit ? control_plane_limit : limit_;
  if (failing_for < limit || failures_ < fewest_tries) return std::nullopt;
  Error out = why;
  out.message = fmt::format("no success for {} s; the last try: {}{}",
                            std::chrono::floor<std::chrono::seconds>(failing_for).count(),
                            why.message, why.code.empty() ? "" : " (" + why.code + ")");
  if (!at_limit) out.code = unreachable_code;
  return out;
}

}  // namespace dynaferry::ddb
