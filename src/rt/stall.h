// Why a loop gave up on a task that had not ended.

#pragma once

#include <string_view>

namespace dynaferry::rt {

enum class Stall : unsigned char {
  hang,          // Nothing is ready and no timer is pending: the task would wait for ever.
  out_of_steps,  // The simulation's bound on steps was reached.
};

[[nodiscard]] constexpr std::string_view name_of(Stall stall) {
  return stall == Stall::hang ? "hang" : "out of steps";
}

}  // namespace dynaferry::rt
