#include "sim/services/scaling_request.h"

#include <algorithm>
#include <charconv>

namespace dynaferry::sim {
namespace {

constexpr std::string_view scaling_space = "com.amazonaws.applicationautoscaling";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

}  // namespace

std::string_view ScalableResource::table() const {
  auto rest = std::string_view(id).substr(6);
  return rest.substr(0, rest.find('/'));
}

std::string_view ScalableResource::index() const {
  const std::string_view whole = id;
  const auto at = whole.find("/index/");
  return at == std::string_view::npos ? std::string_view{} : whole.substr(at + 7);
}

Refusal scaling_validation(std::string message) {
  return refuse(scaling_space, "ValidationException", std::move(message));
}

Refusal no_such_object(std::string message) {
  return refuse(scaling_space, "ObjectNotFoundException", std::move(message));
}

Outcome<std::string> scaling_text(const json::Object& request, std::string_view name) {
  const auto text = json::find_string(request, name);
  if (text && !text->empty()) return std::string(*text);
  auto where = std::string(name);
  where[0] = static_cast<char>(where[0] - 'A' + 'a');
  return scaling_validation("1 validation error detected: Value null at '" + where +
                            "' failed to satisfy constraint: Member must not be null");
}

Outcome<> check_namespace(const json::Object& request) {
  SIM_TRY(const auto name, scaling_text(request, "ServiceNamespace"));
  if (name == "dynamodb") return {};
  return not_simulated("scaling of " + name);
}

Outcome<ScalableResource> scalable_resource(const json::Object& request) {
  SIM_CHECK(check_namespace(request));
  ScalableResource resource;
  SIM_TRY(resource.id, scaling_text(request, "ResourceId"));
  SIM_TRY(resource.dimension, scaling_text(request, "ScalableDimension"));
  const std::string_view id = resource.id;
  const bool of_index = id.find("/index/") != std::string_view::npos;
  if (!id.starts_with("table/") || resource.table().empty() ||
      (of_index && resource.index().empty())) {
    return scaling_validation("Unsupported resource ID: " + resource.id);
  }
  const auto kind = of_index ? std::string("dynamodb:index:") : std::string("dynamodb:table:");
  if (!is_one_of(resource.dimension, {kind + "ReadCapacityUnits", kind + "WriteCapacityUnits"})) {
    return scaling_validation(
        "Unsupported service namespace, resource type or scalable dimension: dynamodb, " +
        resource.id + ", " + resource.dimension);
  }
  return resource;
}

Outcome<> check_target_tracking(const json::Object& configuration,
                                const ScalableResource& resource) {
  const auto target = json::find_number(configuration, "TargetValue");
  if (!target || *target < 20 || *target > 90) {
    return scaling_validation("TargetValue must be between 20 and 90");
  }
  if (json::find(configuration, "CustomizedMetricSpecification") != nullptr) {
    return not_simulated("CustomizedMetricSpecification");
  }
  const auto* metric = json::find_object(configuration, "PredefinedMetricSpecification");
  const auto type = metric == nullptr
                        ? std::string_view{}
                        : json::find_string(*metric, "PredefinedMetricType").value_or("");
  const bool reads = resource.dimension.ends_with("ReadCapacityUnits");
  if (type != (reads ? "DynamoDBReadCapacityUtilization" : "DynamoDBWriteCapacityUtilization")) {
    return scaling_validation("Predefined metric type " + std::string(type) +
                              " is not supported for scalable dimension " + resource.dimension);
  }
  for (const auto* name : {"ScaleInCooldown", "ScaleOutCooldown"}) {
    if (json::find_number(configuration, name).value_or(0) < 0) {
      return scaling_validation(std::string(name) + " must not be negative");
    }
  }
  return {};
}

Outcome<> check_schedule(std::string_view schedule) {
  for (const std::string_view kind : {"at(", "rate(", "cron("}) {
    if (schedule.starts_with(kind) && schedule.ends_with(')') &&
        schedule.size() > kind.size() + 1) {
      return {};
    }
  }
  return scaling_validation("Malformed schedule expression: " + std::string(schedule));
}

Outcome<json::Object> scaling_page(const json::Object& request, json::Array all,
                                   std::string_view name, std::size_t most) {
  if (const auto wanted = json::find_number(request, "MaxResults")) {
    if (*wanted < 1 || *wanted > 50) {
      return scaling_validation("MaxResults must be between 1 and 50");
    }
    most = std::min(most, static_cast<std::size_t>(*wanted));
  }
  std::size_t from = 0;
  if (const auto token = json::find_string(request, "NextToken")) {
    const auto [end, failed] = std::from_chars(token->data(), token->data() + token->size(), from);
    if (failed != std::errc{} || from >= all.size()) {
      return refuse(scaling_space, "InvalidNextTokenException", "Invalid next token");
    }
  }
  json::Array page;
  for (; from < all.size() && page.size() < most; ++from) page.push_back(std::move(all[from]));
  json::Object answer{{name, std::move(page)}};
  if (from < all.size()) answer["NextToken"] = std::to_string(from);
  return answer;
}

}  // namespace dynaferry::sim
