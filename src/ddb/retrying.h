// Repeats one call until it succeeds, fails for good, or patience ends.

#pragma once

#include <chrono>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "core/random.h"
#include "ddb/faults.h"
#include "ddb/patience.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

// `attempt` makes a fresh Task<Result<T>> each time; `may_repeat` says which failures it may be
// called again after (of those that may pass).
template <class Attempt>
auto retrying(rt::Clock& clock, Random& random, std::chrono::seconds unreachable_limit,
              Attempt attempt, bool (*may_repeat)(const Error&) = may_pass)
    -> std::invoke_result_t<Attempt> {
  Patience patience(clock, unreachable_limit);
  for (unsigned tries = 0;; ++tries) {
    auto task = attempt();
    auto result = co_await std::move(task);
    if (result || !may_repeat(result.error())) co_return result;
    if (auto hopeless = patience.failed(result.error())) co_return fail(*std::move(hopeless));
    const auto wait = backoff(random, result.error(), tries);
    co_await clock.sleep(wait);
  }
}

}  // namespace dynaferry::ddb
