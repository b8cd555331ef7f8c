// DescribeLimits and DescribeEndpoints: what holds for an account in a Region.

#include "sim/engine/settings_operations.h"

namespace dynaferry::sim {

Outcome<json::Object> describe_limits(Operation& operation, const json::Object&) {
  const auto& control = operation.options.control;
  return json::Object{{"AccountMaxReadCapacityUnits", control.account_reads},
                      {"AccountMaxWriteCapacityUnits", control.account_writes},
                      {"TableMaxReadCapacityUnits", control.table_reads},
                      {"TableMaxWriteCapacityUnits", control.table_writes}};
}

Outcome<json::Object> describe_endpoints(Operation& operation, const json::Object&) {
  json::Object endpoint{{"Address", "dynamodb." + operation.call.caller.region + ".amazonaws.com"},
                        {"CachePeriodInMinutes", 1'440}};
  return json::Object{{"Endpoints", json::Array{std::move(endpoint)}}};
}

}  // namespace dynaferry::sim
