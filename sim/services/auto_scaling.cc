#include "sim/services/auto_scaling.h"

#include <algorithm>
#include <map>
#include <utility>

namespace dynaferry::sim {
namespace {

constexpr std::size_t most_targets = 50;

// What requests and answers call the documents that have a name.
struct Kind {
  std::string_view words;  // In messages.
  std::string_view name;   // The member with one's name, and with several.
  std::string_view names;
  std::string_view list;     // In answers.
  std::size_t most_at_once;  // Of them in an answer.
};
constexpr Kind policy_kind{"scaling policy", "PolicyName", "PolicyNames", "ScalingPolicies", 10};
constexpr Kind action_kind{"scheduled action", "ScheduledActionName", "ScheduledActionNames",
                           "ScheduledActions", 50};

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

using Named = std::pair<ScalableResource, std::string>;
using Documents = std::map<Named, json::Object>;

Outcome<json::Object> describe_named(const json::Object& request, const Documents& documents,
                                     const Kind& kind) {
  SIM_CHECK(check_namespace(request));
  json::Array all;
  for (const auto& [key, document] : documents) {
    if (is_asked_for(request, key.first) && names(request, kind.names, key.second)) {
      all.push_back(document);
    }
  }
  return scaling_page(request, std::move(all), kind.list, kind.most_at_once);
}

Outcome<Named> named_in(const json::Object& request, const Kind& kind) {
  SIM_TRY(auto resource, scalable_resource(request));
  SIM_TRY(auto name, scaling_text(request, kind.name));
  return Named{std::move(resource), std::move(name)};
}

Outcome<json::Object> delete_named(const json::Object& request, Documents& documents,
                                   const Kind& kind) {
  SIM_TRY(const auto named, named_in(request, kind));
  if (documents.erase(named) > 0) return json::Object{};
  return no_such_object("No " + std::string(kind.words) +
                        " found for service namespace: dynamodb, resource ID: " + named.first.id +
                        ", scalable dimension: " + named.first.dimension +
                        ", name: " + named.second);
}

// A document that a request puts: as it is, or a new one.
struct Draft {
  Named named;
  json::Object document;
  bool is_new = false;

  [[nodiscard]] const ScalableResource& resource() const { return named.first; }
};

Outcome<Draft> draft_in(const json::Object& request, const Documents& documents, const Kind& kind) {
  SIM_TRY(auto named, named_in(request, kind));
  const auto known = documents.find(named);
  if (known != documents.end()) return Draft{std::move(named), known->second};
  auto document = told(named.first);
  document[kind.name] = named.second;
  return Draft{std::move(named), std::move(document), true};
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
  SIM_TRY(auto draft, draft_in(call.request, call.world.policies, policy_kind));
  const auto& resource = draft.resource();
  auto& policy = draft.document;
  if (draft.is_new) SIM_CHECK(scaling_text(call.request, "PolicyType"));
  keep(call.request, "PolicyType", policy);
  if (policy.at("PolicyType") != "TargetTrackingScaling") {
    return scaling_validation("Policy type " + json::serialize(policy.at("PolicyType")) +
                              " is not supported for service namespace dynamodb");
  }
  const auto* configuration =
      json::find_object(call.request, "TargetTrackingScalingPolicyConfiguration");
  if (configuration == nullptr && draft.is_new) {
    return scaling_validation("TargetTrackingScalingPolicyConfiguration is missing");
  }
  if (configuration != nullptr) SIM_CHECK(check_target_tracking(*configuration, resource));
  if (!call.world.targets.contains(resource)) return no_target(resource);
  keep(call.request, "TargetTrackingScalingPolicyConfiguration", policy);
  if (draft.is_new) {
    const auto made = id();
    policy["PolicyARN"] = arn(call.caller, "autoscaling",
                              "scalingPolicy:" + made + ":resource/dynamodb/" + resource.id +
                                  ":policyName/" + draft.named.second);
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
  call.world.policies[draft.named] = std::move(policy);
  return answer;
}

Outcome<json::Object> AutoScaling::put_action(const Call& call) {
  SIM_TRY(auto draft, draft_in(call.request, call.world.actions, action_kind));
  const auto& resource = draft.resource();
  auto& action = draft.document;
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
  if (draft.is_new) {
    action["ScheduledActionARN"] =
        arn(call.caller, "autoscaling",
            "scheduledAction:" + id() + ":resource/dynamodb/" + resource.id +
                ":scheduledActionName/" + draft.named.second);
    action["CreationTime"] = seconds(options_.now());
  }
  call.world.actions[draft.named] = std::move(action);
  return json::Object{};
}

std::string AutoScaling::id() {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string made;
  while (made.size() < 32) made += digits[random_.below(digits.size())];
  return made;
}

Outcome<json::Object> AutoScaling::run(const Call& call, std::string_view operation) {
  const auto& request = call.request;
  auto& [targets, policies, actions] = call.world;
  if (operation == "RegisterScalableTarget") return register_target(call);
  if (operation == "DeregisterScalableTarget") return deregister_target(call);
  if (operation == "DescribeScalableTargets") return describe_targets(request, targets);
  if (operation == "PutScalingPolicy") return put_policy(call);
  if (operation == "DescribeScalingPolicies") return describe_named(request, policies, policy_kind);
  if (operation == "DeleteScalingPolicy") return delete_named(request, policies, policy_kind);
  if (operation == "PutScheduledAction") return put_action(call);
  if (operation == "DescribeScheduledActions") return describe_named(request, actions, action_kind);
  if (operation == "DeleteScheduledAction") return delete_named(request, actions, action_kind);
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
