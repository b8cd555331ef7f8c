// PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy of tables (facts §5.3).

#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_policy = 20 * 1024;  // White space counts.
constexpr std::string_view none = "NO_POLICY";

Refusal no_policy(const Table& table) {
  return refuse(
      service_space, "PolicyNotFoundException",
      "Resource-based policy not found for the provided ResourceArn: " + table.birth().arn);
}

// ExpectedRevisionId must be that of the policy as it was set last.
Outcome<> check_expected(const Table& table, const json::Object& request) {
  const auto expected = json::find_string(request, "ExpectedRevisionId");
  if (!expected) return {};
  const auto& policy = table.settings.policy.latest();
  const std::string_view current = policy ? std::string_view(policy->revision) : none;
  if (*expected == current) return {};
  return no_policy(table);
}

}  // namespace

Outcome<> check_policy(std::string_view document) {
  if (document.size() > max_policy) {
    return validation("The size of the resource-based policy document exceeds the limit of 20 KB");
  }
  const auto parsed = json::parse(document);
  if (!parsed || !parsed->is_object() || json::find(parsed->get_object(), "Statement") == nullptr) {
    return validation("Invalid policy document: it is no JSON object with a Statement");
  }
  return {};
}

std::string next_revision(const Table& table, WallTime now) {
  auto number = now.time_since_epoch().count();
  const auto& policy = table.settings.policy.latest();
  if (policy && policy->revision == std::to_string(number)) ++number;
  return std::to_string(number);
}

Outcome<json::Object> put_resource_policy(Operation& operation, const json::Object& request) {
  SIM_TRY(auto document, required_text(request, "Policy", "policy"));
  SIM_CHECK(check_policy(document));
  SIM_TRY(auto* table, table_with_arn(operation, request));
  SIM_CHECK(check_expected(*table, request));
  auto& policy = table->settings.policy;
  if (!policy.latest() || policy.latest()->document != document) {
    ResourcePolicy next{std::move(document), next_revision(*table, operation.now)};
    policy.set(std::move(next), operation.now, operation.options.control.policy_unseen);
  }
  return json::Object{{"RevisionId", policy.latest()->revision}};
}

Outcome<json::Object> get_resource_policy(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto* table, table_with_arn(operation, request));
  const auto& policy = table->settings.policy.seen_at(operation.now);
  if (!policy) return no_policy(*table);
  return json::Object{{"Policy", policy->document}, {"RevisionId", policy->revision}};
}

Outcome<json::Object> delete_resource_policy(Operation& operation, const json::Object& request) {
  SIM_TRY(auto* table, table_with_arn(operation, request));
  SIM_CHECK(check_expected(*table, request));
  auto& policy = table->settings.policy;
  if (!policy.latest()) return json::Object{};
  json::Object answer{{"RevisionId", policy.latest()->revision}};
  policy.set(std::nullopt, operation.now, operation.options.control.policy_unseen);
  return answer;
}

}  // namespace dynaferry::sim
