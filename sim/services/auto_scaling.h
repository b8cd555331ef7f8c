// A look-alike of Application Auto Scaling for tables: what is registered is kept and told again, but
// nothing ever scales (facts §5.5).
//
// Threading: one thread at a time. Failure: the service's errors as values.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "core/random.h"
#include "core/time.h"
#include "sim/engine/engine.h"
#include "sim/services/scaling_request.h"

namespace dynaferry::sim {

class AutoScaling {
 public:
  struct Options {
    std::function<WallTime()> now = [] { return WallTime{}; };
    std::uint64_t seed = 1;
    // Whether the table (and index, unless empty) is there.
    std::function<bool(const Caller&, const ScalableResource&)> exists =
        [](const auto&, const auto&) { return true; };
  };
  explicit AutoScaling(Options options) : options_(std::move(options)), random_(options_.seed) {}

  // `operation` is the part of X-Amz-Target behind the dot; `request` is JSON text.
  [[nodiscard]] Answer call(const Caller& caller, std::string_view operation,
                            std::string_view request);

 private:
  using Named = std::pair<ScalableResource, std::string>;
  // Documents as they are told. Targets have no name of their own.
  struct World {
    std::map<ScalableResource, json::Object> targets;
    std::map<Named, json::Object> policies;
    std::map<Named, json::Object> actions;
  };
  struct Call {
    const Caller& caller;
    World& world;
    const json::Object& request;
  };

  [[nodiscard]] Outcome<json::Object> run(const Call& call, std::string_view operation);
  [[nodiscard]] Outcome<json::Object> register_target(const Call& call);
  [[nodiscard]] static Outcome<json::Object> deregister_target(const Call& call);
  [[nodiscard]] Outcome<json::Object> put_policy(const Call& call);
  [[nodiscard]] Outcome<json::Object> put_action(const Call& call);
  [[nodiscard]] std::string id();

  Options options_;
  Random random_;
  std::map<std::pair<std::string, std::string>, World> worlds_;  // By account and Region.
};

}  // namespace dynaferry::sim
