// UpdateTimeToLive and DescribeTimeToLive (facts §5.3).

#include "sim/engine/control_plane_limits.h"
#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr std::chrono::hours between_changes{1};
constexpr std::size_t max_attribute_name = 255;

struct Wanted {
  bool enabled = false;
  std::string attribute;
};

Outcome<Wanted> read_specification(const json::Object& request) {
  SIM_TRY(const auto* given,
          required_object(request, "TimeToLiveSpecification", "timeToLiveSpecification"));
  Wanted wanted;
  const auto* flag = json::find(*given, "Enabled");
  if (flag == nullptr || flag->is_null()) {
    return out_of_bounds("null", "timeToLiveSpecification.enabled", "Member must not be null");
  }
  if (!flag->is_bool()) return unreadable("Unexpected token received from parser");
  wanted.enabled = flag->get_bool();
  SIM_TRY(wanted.attribute,
          required_text(*given, "AttributeName", "timeToLiveSpecification.attributeName"));
  if (wanted.attribute.empty() || wanted.attribute.size() > max_attribute_name) {
    return out_of_bounds(wanted.attribute, "timeToLiveSpecification.attributeName",
                         wanted.attribute.empty()
                             ? "Member must have length greater than or equal to 1"
                             : "Member must have length less than or equal to 255");
  }
  return wanted;
}

Outcome<> check_change(const TimeToLive& current, const Wanted& wanted, WallTime now) {
  if (!wanted.enabled && !current.state.on) return validation("TimeToLive is already disabled");
  if (current.state.on && wanted.attribute != current.attribute) {
    return validation(
        "TimeToLive is active on a different AttributeName: current AttributeName is " +
        current.attribute);
  }
  if (wanted.enabled && current.state.on) return validation("TimeToLive is already enabled");
  const auto& changed = current.state.changed_at;
  if (changed && (now < *changed + between_changes || current.state.is_turning(now))) {
    return validation("Time to live has been modified multiple times within a fixed interval");
  }
  return {};
}

}  // namespace

Outcome<json::Object> update_time_to_live(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto wanted, read_specification(request));
  SIM_TRY(auto* table, ready_table_in(operation, request));
  auto& current = table->settings.time_to_live;
  SIM_CHECK(check_change(current, wanted, operation.now));
  SIM_CHECK(check_concurrency(operation, !table->definition().indexes.empty()));
  current.state.turn(wanted.enabled, operation.now, operation.options.control.setting);
  current.attribute = wanted.attribute;
  return json::Object{{"TimeToLiveSpecification", json::Object{{"AttributeName", wanted.attribute},
                                                               {"Enabled", wanted.enabled}}}};
}

Outcome<json::Object> describe_time_to_live(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto* table, table_in(operation, request));
  const auto& current = table->settings.time_to_live;
  const auto status = current.state.status(operation.now);
  json::Object told{{"TimeToLiveStatus", status}};
  if (status != "DISABLED") told["AttributeName"] = current.attribute;
  return json::Object{{"TimeToLiveDescription", std::move(told)}};
}

}  // namespace dynaferry::sim
