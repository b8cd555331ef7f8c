// How fast one account may call the control plane in one Region (facts §2.6). Threading: none of its
// own. Failure: ThrottlingException as a value.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/time.h"
#include "sim/engine/answer.h"
#include "sim/engine/control_plane_options.h"

namespace dynaferry::sim {

class CallRates {
 public:
  // Counts one call of a settings operation, or refuses it.
  [[nodiscard]] Outcome<> take(std::string_view operation, const ControlPlaneOptions& options,
                               WallTime now);

 private:
  // Holds what one second allows, at least one call.
  struct Bucket {
    double tokens = 0;
    WallTime filled_at{};
    bool fresh = true;
  };
  [[nodiscard]] bool take_from(std::string_view name, double per_second, WallTime now);

  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace dynaferry::sim
