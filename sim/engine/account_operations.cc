// DescribeLimits and DescribeEndpoints: what holds for an account in a Region.

#include "sim/engine/settings_operations.h"

namespace dynaferry::sim {

Outcome<json::Object> describe_limits(Operation&, const json::Object&) {
  // The quotas of a new account.
  return json::Object{{"AccountMaxReadCapacityUnits", 80'000},
                      {"AccountMaxWriteCapacityUnits", 80'000},
                      {"TableMaxReadCapacityUnits", 40'000},
                      {"TableMaxWriteCapacityUnits", 40'000}};
}

Outcome<json::Object> describe_endpoints(Operation& operation, const json::Object&) {
  json::Object endpoint{{"Address", "dynamodb." + operation.call.caller.region + ".amazonaws.com"},
                        {"CachePeriodInMinutes", 1'440}};
  return json::Object{{"Endpoints", json::Array{std::move(endpoint)}}};
}

}  // namespace dynaferry::sim
