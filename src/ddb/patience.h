// How long to wait before trying again, and when to stop hoping.
//
// A bulk copy does not give up after a few throttles, as an SDK does (facts §2.3): a throttle means
// that the service is there and busy, so it is waited out for as long as the user likes. A service
// that cannot be reached, or answers 5xx to everything, is given a minute; and a few tries, for one
// connection that falls silent takes longer than that to be given up. A limit of the control plane
// passes when others' tables are made, or never (the number of tables): ten minutes.
//
// Threading: one loop's thread.

#pragma once

#include <chrono>
#include <optional>

#include "core/error.h"
#include "core/random.h"
#include "core/time.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

// Full jitter: a random part of base × 2^attempt, at most `cap`; or what the service asked for.
// `attempt` counts from 0.
[[nodiscard]] Ns backoff(Random& random, const Error& why, unsigned attempt);

class Patience {
 public:
  static constexpr std::chrono::seconds usual_limit{60};
  static constexpr std::chrono::minutes control_plane_limit{10};
  static constexpr unsigned fewest_tries = 4;

  explicit Patience(const rt::Clock& clock, std::chrono::seconds unreachable_limit = usual_limit)
      : clock_(clock), limit_(unreachable_limit) {}

  void succeeded() { failures_ = 0; }
  // Notes a failure that may pass. Absent while there is hope; else the error to stop with.
  [[nodiscard]] std::optional<Error> failed(const Error& why);

 private:
  const rt::Clock& clock_;
  std::chrono::seconds limit_;
  Ns failing_since_{0};
  unsigned failures_ = 0;  // In a row.
};

// Marks errors that Patience gave up on.
inline constexpr const char* unreachable_code = "ServiceUnreachable";

}  // namespace dynaferry::ddb
