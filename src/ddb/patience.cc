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
  if (is_throttle(why)) {
    failing_since_.reset();
    return std::nullopt;
  }
  if (!failing_since_) failing_since_ = clock_.now();
  if (clock_.now() - *failing_since_ < limit_) return std::nullopt;
  Error out = why;
  out.message = fmt::format("no success for {} s; the last try: {}{}", limit_.count(), why.message,
                            why.code.empty() ? "" : " (" + why.code + ")");
  out.code = unreachable_code;
  return out;
}

}  // namespace dynaferry::ddb
