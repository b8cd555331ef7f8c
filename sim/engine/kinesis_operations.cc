// The four operations on Kinesis data streams as destinations of a table's changes (facts §4.3). No
// record is ever delivered.

#include <algorithm>

#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_destinations = 2;

Outcome<std::string> stream_arn(Operation& operation, const json::Object& request) {
  SIM_TRY(auto arn, required_text(request, "StreamArn", "streamArn"));
  const auto& caller = operation.call.caller;
  const auto wanted = "arn:aws:kinesis:" + caller.region + ":" + caller.account + ":stream/";
  if (arn.starts_with(wanted) && arn.size() > wanted.size()) return arn;
  return validation("The provided StreamArn is not a stream of the table's account and Region: " +
                    arn);
}

Outcome<std::string> precision_in(const json::Object& request, std::string_view member) {
  const auto* configuration = json::find_object(request, member);
  if (configuration == nullptr) return std::string();
  const auto given = json::find_string(*configuration, "ApproximateCreationDateTimePrecision");
  if (!given) return std::string();
  SIM_CHECK(
      check_word(*given, "approximateCreationDateTimePrecision", {"MILLISECOND", "MICROSECOND"}));
  return std::string(*given);
}

json::Object told(const Table& table, const KinesisDestination& destination,
                  std::string_view configuration, std::string_view status) {
  json::Object answer{{"TableName", table.definition().name},
                      {"StreamArn", destination.stream_arn},
                      {"DestinationStatus", status}};
  if (!destination.precision.empty()) {
    answer[configuration] =
        json::Object{{"ApproximateCreationDateTimePrecision", destination.precision}};
  }
  return answer;
}

Refusal wrong_state(std::string_view operation, std::string_view verb, std::string_view needed) {
  return validation("Table is not in a valid state to " + std::string(operation) +
                    " Kinesis Streaming Destination: " + std::string(verb) +
                    "KinesisStreamingDestination must be " + std::string(needed));
}

auto destination_of(Table& table, std::string_view arn) {
  return std::ranges::find(table.settings.kinesis, arn, [](const KinesisDestination& one) {
    return std::string_view(one.stream_arn);
  });
}

struct ActiveDestination {
  Table* table = nullptr;
  KinesisDestination* destination = nullptr;
};

// The destination that the request is about, which must be ACTIVE.
Outcome<ActiveDestination> active_destination(Operation& operation, const json::Object& request,
                                              std::string_view arn) {
  SIM_TRY(auto* table, ready_table_in(operation, request));
  const auto found = destination_of(*table, arn);
  if (found != table->settings.kinesis.end() && found->status(operation.now) == "ACTIVE") {
    return ActiveDestination{table, &*found};
  }
  if (operation.call.operation.starts_with("Disable")) {
    return wrong_state("disable", "Disable", "ACTIVE to perform DISABLE operation.");
  }
  return wrong_state("update", "Update", "ACTIVE to perform UPDATE operation.");
}

}  // namespace

Outcome<json::Object> enable_kinesis_destination(Operation& operation,
                                                 const json::Object& request) {
  SIM_TRY(const auto arn, stream_arn(operation, request));
  SIM_TRY(auto precision, precision_in(request, "EnableKinesisStreamingConfiguration"));
  SIM_TRY(auto* table, ready_table_in(operation, request));
  auto& destinations = table->settings.kinesis;
  auto found = destination_of(*table, arn);
  if (found != destinations.end() && found->status(operation.now) != "DISABLED") {
    return wrong_state("enable", "Enable",
                       "DISABLED or ENABLE_FAILED to perform ENABLE operation.");
  }
  const auto on = std::ranges::count_if(destinations, [](const auto& one) { return one.state.on; });
  if (static_cast<std::size_t>(on) >= max_destinations) {
    return refuse(
        service_space, "LimitExceededException",
        "Subscriber limit exceeded: A table has at most 2 Kinesis streaming destinations");
  }
  if (found == destinations.end()) found = destinations.insert(found, {arn, {}, {}, {}});
  found->precision = std::move(precision);
  found->updated_at.reset();
  found->state.turn(true, operation.now, operation.options.control.setting);
  return told(*table, *found, "EnableKinesisStreamingConfiguration", "ENABLING");
}

Outcome<json::Object> disable_kinesis_destination(Operation& operation,
                                                  const json::Object& request) {
  SIM_TRY(const auto arn, stream_arn(operation, request));
  SIM_TRY(const auto active, active_destination(operation, request, arn));
  active.destination->state.turn(false, operation.now, operation.options.control.setting);
  return told(*active.table, *active.destination, "EnableKinesisStreamingConfiguration",
              "DISABLING");
}

Outcome<json::Object> update_kinesis_destination(Operation& operation,
                                                 const json::Object& request) {
  SIM_TRY(const auto arn, stream_arn(operation, request));
  SIM_TRY(auto precision, precision_in(request, "UpdateKinesisStreamingConfiguration"));
  if (precision.empty()) {
    return validation("Either UpdateKinesisStreamingConfiguration or its precision is missing");
  }
  SIM_TRY(const auto active, active_destination(operation, request, arn));
  auto& destination = *active.destination;
  if (precision == destination.precision) {
    return validation("The precision is already " + precision);
  }
  destination.precision = std::move(precision);
  destination.updated_at = operation.now + operation.options.control.setting;
  return told(*active.table, destination, "UpdateKinesisStreamingConfiguration", "UPDATING");
}

Outcome<json::Object> describe_kinesis_destination(Operation& operation,
                                                   const json::Object& request) {
  SIM_TRY(const auto* table, table_in(operation, request));
  json::Array destinations;
  for (const auto& destination : table->settings.kinesis) {
    json::Object one{{"StreamArn", destination.stream_arn},
                     {"DestinationStatus", destination.status(operation.now)}};
    if (!destination.precision.empty()) {
      one["ApproximateCreationDateTimePrecision"] = destination.precision;
    }
    destinations.push_back(std::move(one));
  }
  return json::Object{{"TableName", table->definition().name},
                      {"KinesisDataStreamDestinations", std::move(destinations)}};
}

}  // namespace dynaferry::sim
