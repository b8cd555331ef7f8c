// Members of Application Auto Scaling's requests, checked by its rules for tables (facts §5.5). Pure
// functions, any thread.

#pragma once

#include <string>
#include <string_view>
#include <tuple>

#include "json/document.h"
#include "sim/engine/answer.h"

namespace dynaferry::sim {

// What scales: one dimension of a table or an index.
struct ScalableResource {
  std::string id;         // table/T or table/T/index/I
  std::string dimension;  // dynamodb:table:ReadCapacityUnits, …
  auto operator<=>(const ScalableResource&) const = default;

  [[nodiscard]] std::string_view table() const;
  [[nodiscard]] std::string_view index() const;  // Empty: the table itself.
};

[[nodiscard]] Refusal scaling_validation(std::string message);
[[nodiscard]] Refusal no_such_object(std::string message);

// ServiceNamespace, which must be dynamodb.
[[nodiscard]] Outcome<> check_namespace(const json::Object& request);
[[nodiscard]] Outcome<ScalableResource> scalable_resource(const json::Object& request);
[[nodiscard]] Outcome<std::string> scaling_text(const json::Object& request, std::string_view name);
// A TargetTrackingScalingPolicyConfiguration of a policy for this resource.
[[nodiscard]] Outcome<> check_target_tracking(const json::Object& configuration,
                                              const ScalableResource& resource);
// at(…), rate(…) or cron(…).
[[nodiscard]] Outcome<> check_schedule(std::string_view schedule);

// A page of `all` from MaxResults and NextToken, as {name: […], "NextToken": …}.
[[nodiscard]] Outcome<json::Object> scaling_page(const json::Object& request, json::Array all,
                                                 std::string_view name, std::size_t most);

}  // namespace dynaferry::sim
