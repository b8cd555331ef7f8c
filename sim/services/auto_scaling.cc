#include "sim/services/auto_scaling.h"

#include <algorithm>

namespace dynaferry::sim {
namespace {

constexpr std::size_t most_targets = 50;
constexpr std::size_t most_policies = 10;
constexpr std::size_t most_actions = 50;

Refusal no_target(const ScalableResource& resource) {
  return no_such_object(
      "No scalable target registered for service namespace: dynamodb, resource ID: " + resource.id +
      ", scalable dimension: " + resource.dimension);
}

json::Object told(const ScalableResource& resource) {
  return {{"ServiceNamespace", "dynamodb"},
          {"ResourceId", resource.id},
          {"ScalableDimension", resource.dimension}};
}

std::string arn(const Caller& caller, std::string_view kind, std::string_view rest) {
  return "arn:aws:" + std::string(kind) + ":" + caller.region + ":" + caller.account + ":" +
         std::string(rest);
}

double seconds(WallTime at) { return static_cast<double>(at.time_since_epoch().count()) / 1000.0; }

void keep(const json::Object& request, std::string_view name, json::Object& into) {
  const auto* given = json::find(request, name);
  if (given != nullptr && !given->is_null()) into[name] = *given;
}

Outcome<> check_capacities(const json::Object& target) {
  const auto least = json::find_number(target, "MinCapacity");
  const auto most = json::find_number(target, "MaxCapacity");
  if (!least || !most) {
    return scaling_validation("MinCapacity and MaxCapacity must both be given for a new target");
  }
  if (*least < 1 || *least > *most) {
    return scaling_validation(
        "Maximum capacity must be greater than or equal to minimum capacity, and that at least 1");
  }
  return {};
}

bool names(const json::Object& request, std::string_view list, std::string_view name) {
  const auto* wanted = json::find_array(request, list);
  if (wanted == nullptr || wanted->empty()) return true;
  return std::ranges::any_of(*wanted, [&](const json::Value& one) {
    return one.is_string() && std::string_view(one.get_string()) == name;
  });
}

bool is_asked_for(const json::Object& request, const ScalableResource& resource) {
  const auto id = json::find_string(request, "ResourceId");
  const auto dimension = json::find_string(request, "ScalableDimension");
  return (!id || *id == resource.id) && (!dimension || *dimension == resource.dimension);
}

template <class Documents>
Outcome<json::Object> describe_named(const json::Object& request, const Documents& documents,
                                     std::pair<std::string_view, std::string_view> lists,
                                     std::size_t most) {
  SIM_CHECK(check_namespace(request));
  json::Array all;
  for (const auto& [key, document] : documents) {
    if (is_asked_for(request, key.first) && names(request, lists.first, key.second)) {
      all.push_back(document);
    }
  }
  return scaling_page(request, std::move(all), lists.second, most);
}

template <class Documents>
Outcome<json::Object> delete_named(const json::Object& request, Documents& documents,
                                   std::string_view member) {
  SIM_TRY(const auto resource, scalable_resource(request));
  SIM_TRY(const auto name, scaling_text(request, member));
  if (documents.erase({resource, name}) > 0) return json::Object{};
  return no_such_object(
      "No " + std::string(member == "PolicyName" ? "scaling policy" : "scheduled action") +
      " found for service namespace: dynamodb, resource ID: " + resource.id +
      ", scalable dimension: " + resource.dimension + ", name: " + name);
}

Outcome<json::Object> describe_targets(const json::Object& request,
                                       const std::map<ScalableResource, json::Object>& targets) {
  SIM_CHECK(check_namespace(request));
  json::Array all;
  for (const auto& [resource, target] : targets) {
    if (is_asked_for(request, resource) && names(request, "ResourceIds", resource.id)) {
      all.push_back(target);
    }
  }
  return scaling_page(request, std::move(all), "ScalableTargets", most_targets);
}

}  // namespace

Outcome<json::Object> AutoScaling::register_target(const Call& call) {
  SIM_TRY(const auto resource, scalable_resource(call.request));
  auto target = told(resource);
  const auto known = call.world.targets.find(resource);
  if (known != call.world.targets.end()) target = known->second;
  for (const auto* name : {"MinCapacity", "MaxCapacity", "RoleARN"}) {
    keep(call.request, name, target);
  }
  SIM_CHECK(check_capacities(target));
  if (!options_.exists(call.caller, resource)) {
    return scaling_validation("DynamoDB " +
                              std::string(resource.index().empty() ? "table" : "index") +
                              " does not exist: " + resource.id);
  }
  if (known == call.world.targets.end()) {
    target["SuspendedState"] = json::Object{{"DynamicScalingInSuspended", false},
                                            {"DynamicScalingOutSuspended", false},
                                            {"ScheduledScalingSuspended", false}};
    target["CreationTime"] = seconds(options_.now());
    target["ScalableTargetARN"] =
        arn(call.caller, "application-autoscaling", "scalable-target/" + id());
    if (!target.contains("RoleARN")) {
      target["RoleARN"] = "arn:aws:iam::" + call.caller.account +
                          ":role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
                          "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable";
    }
  }
  if (const auto* suspended = json::find_object(call.request, "SuspendedState")) {
    for (const auto& [name, value] : *suspended) {
      target["SuspendedState"].as_object()[name] = value;
    }
  }
  json::Object answer{{"ScalableTargetARN", target.at("ScalableTargetARN")}};
  call.world.targets[resource] = std::move(target);
  return answer;
}

Outcome<json::Object> AutoScaling::deregister_target(const Call& call) {
  SIM_TRY(const auto resource, scalable_resource(call.request));
  if (call.world.targets.erase(resource) == 0) return no_target(resource);
  const auto is_of_it = [&](const auto& named) { return named.first.first == resource; };
  std::erase_if(call.world.policies, is_of_it);
  std::erase_if(call.world.actions, is_of_it);
  return json::Object{};
}

Outcome<json::Object> AutoScaling::put_policy(const Call& call) {
  SIM_TRY(const auto resource, scalable_resource(call.request));
  SIM_TRY(const auto name, scaling_text(call.request, "PolicyName"));
  const auto known = call.world.policies.find({resource, name});
  const bool is_new = known == call.world.policies.end();
  auto policy = is_new ? told(resource) : known->second;
  if (is_new) SIM_CHECK(scaling_text(call.request, "PolicyType"));
  keep(call.request, "PolicyType", policy);
  if (policy.at("PolicyType") != "TargetTrackingScaling") {
    return scaling_validation("Policy type " + json::serialize(policy.at("PolicyType")) +
                              " is not supported for service namespace dynamodb");
  }
  const auto* configuration =
      json::find_object(call.request, "TargetTrackingScalingPolicyConfiguration");
  if (configuration == nullptr && is_new) {
    return scaling_validation("TargetTrackingScalingPolicyConfiguration is missing");
  }
  if (configuration != nullptr) SIM_CHECK(check_target_tracking(*configuration, resource));
  if (!call.world.targets.contains(resource)) return no_target(resource);
  keep(call.request, "TargetTrackingScalingPolicyConfiguration", policy);
  if (is_new) {
    const auto made = id();
    policy["PolicyName"] = name;
    policy["PolicyARN"] =
        arn(call.caller, "autoscaling",
            "scalingPolicy:" + made + ":resource/dynamodb/" + resource.id + ":policyName/" + name);
    policy["CreationTime"] = seconds(options_.now());
    json::Array alarms;
    for (const auto* kind : {"AlarmHigh", "AlarmLow"}) {
      const auto alarm = "TargetTracking-" + resource.id + "-" + kind + "-" + made;
      alarms.push_back(json::Object{
          {"AlarmName", alarm}, {"AlarmARN", arn(call.caller, "cloudwatch", "alarm:" + alarm)}});
    }
    policy["Alarms"] = std::move(alarms);
  }
  json::Object answer{{"PolicyARN", policy.at("PolicyARN")}, {"Alarms", policy.at("Alarms")}};
  call.world.policies[{resource, name}] = std::move(policy);
  return answer;
}

Outcome<json::Object> AutoScaling::put_action(const Call& call) {
  SIM_TRY(const auto resource, scalable_resource(call.request));
  SIM_TRY(const auto name, scaling_text(call.request, "ScheduledActionName"));
  const auto known = call.world.actions.find({resource, name});
  const bool is_new = known == call.world.actions.end();
  auto action = is_new ? told(resource) : known->second;
  for (const auto* member :
       {"Schedule", "Timezone", "StartTime", "EndTime", "ScalableTargetAction"}) {
    keep(call.request, member, action);
  }
  SIM_TRY(const auto schedule, scaling_text(action, "Schedule"));
  SIM_CHECK(check_schedule(schedule));
  const auto* wanted = json::find_object(action, "ScalableTargetAction");
  if (wanted == nullptr || (!wanted->contains("MinCapacity") && !wanted->contains("MaxCapacity"))) {
    return scaling_validation("ScalableTargetAction must have a minimum or a maximum capacity");
  }
  if (!call.world.targets.contains(resource)) return no_target(resource);
  if (is_new) {
    action["ScheduledActionName"] = name;
    action["ScheduledActionARN"] = arn(call.caller, "autoscaling",
                                       "scheduledAction:" + id() + ":resource/dynamodb/" +
                                           resource.id + ":scheduledActionName/" + name);
    action["CreationTime"] = seconds(options_.now());
  }
  call.world.actions[{resource, name}] = std::move(action);
  return json::Object{};
}

std::string AutoScaling::id() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string made;
  while (made.size() < 32) made += digits[random_.below(digits.size())];
  return made;
}

Outcome<json::Object> AutoScaling::run(const Call& call, std::string_view operation) {
  auto& world = call.world;
  if (operation == "RegisterScalableTarget") return register_target(call);
  if (operation == "DeregisterScalableTarget") return deregister_target(call);
  if (operation == "DescribeScalableTargets") return describe_targets(call.request, world.targets);
  if (operation == "PutScalingPolicy") return put_policy(call);
  if (operation == "DescribeScalingPolicies") {
    return describe_named(call.request, world.policies, {"PolicyNames", "ScalingPolicies"},
                          most_policies);
  }
  if (operation == "DeleteScalingPolicy") {
    return delete_named(call.request, world.policies, "PolicyName");
  }
  if (operation == "PutScheduledAction") return put_action(call);
  if (operation == "DescribeScheduledActions") {
    return describe_named(call.request, world.actions, {"ScheduledActionNames", "ScheduledActions"},
                          most_actions);
  }
  if (operation == "DeleteScheduledAction") {
    return delete_named(call.request, world.actions, "ScheduledActionName");
  }
  return refuse(coral_space, "UnknownOperationException", {});
}

Answer AutoScaling::call(const Caller& caller, std::string_view operation,
                         std::string_view request) {
  const auto document = json::parse(request);
  if (!document || !document->is_object()) return {{}, unreadable({}).error()};
  auto& world = worlds_[{caller.account, caller.region}];
  auto outcome = run({caller, world, document->get_object()}, operation);
  if (!outcome) return {{}, std::move(outcome).error()};
  return {json::serialize(*outcome)};
}

}  // namespace dynaferry::sim
