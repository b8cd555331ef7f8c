// The parts of UpdateTable that speak of throughput (facts §5.1, §5.3).

#include <array>
#include <cmath>

#include "sim/engine/table_update.h"
#include "sim/engine/warm_throughput.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t switches_a_day = 4;
constexpr std::array<std::string_view, 2> on_demand_names = {"MaxReadRequestUnits",
                                                             "MaxWriteRequestUnits"};

Refusal limit_exceeded(std::string message) {
  return refuse(service_space, "LimitExceededException", std::move(message));
}

Outcome<> switch_to_on_demand(TableUpdate& update) {
  auto& switches = update.changes.to_on_demand;
  if (!may_happen_again(switches, switches_a_day, std::chrono::hours(24), update.now())) {
    return limit_exceeded(
        "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 times in 1 "
        "day(s). Last update at " +
        rfc3339(switches.back()) + ". Next update can be made at " +
        rfc3339(switches[switches.size() - switches_a_day] + std::chrono::hours(24)));
  }
  switches.push_back(update.now());
  return {};
}

Outcome<> read_billing_mode(TableUpdate& update, const json::Object* throughput) {
  const auto mode = json::find_string(update.request, "BillingMode");
  auto& next = update.next;
  if (mode && *mode != "PROVISIONED" && *mode != "PAY_PER_REQUEST") {
    return validation("1 validation error detected: Value '" + std::string(*mode) +
                      "' at 'billingMode' failed to satisfy constraint: Member must satisfy enum "
                      "value set: [PROVISIONED, PAY_PER_REQUEST]");
  }
  const bool on_demand = mode ? *mode == "PAY_PER_REQUEST" : next.on_demand;
  if (on_demand && throughput != nullptr) {
    return invalid_value(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (on_demand == next.on_demand) return {};
  if (!on_demand && throughput == nullptr) {
    return invalid_value(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  if (on_demand) SIM_CHECK(switch_to_on_demand(update));
  next.on_demand = on_demand;
  next.throughput = {};
  if (!on_demand) next.on_demand_throughput.reset();
  for (auto& index : next.indexes) {
    index.throughput = {};
    if (!on_demand) index.on_demand_throughput.reset();
  }
  return {};
}

}  // namespace

Outcome<> TableUpdate::note_throughput(std::string_view index, const Throughput& before,
                                       const Throughput& after) {
  auto& history = changes.throughput[std::string(index)];
  if (before == Throughput{}) return {};  // It was on demand.
  if (after.read < before.read || after.write < before.write) {
    if (!history.may_decrease(now())) {
      return limit_exceeded(
          "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
          "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can "
          "be performed at most once every 3600 seconds. Number of decreases today: " +
          std::to_string(history.decreases_today(now())) + ". Last decrease at " +
          rfc3339(history.decreases.back()) + ". Next decrease can be made at " +
          rfc3339(history.decreases.back() + std::chrono::hours(1)));
    }
    history.decreases.push_back(now());
  }
  if (after.read > before.read || after.write > before.write) history.last_increase = now();
  return {};
}

Outcome<> update_on_demand(const json::Object& given, bool on_demand,
                           std::optional<json::Object>& current) {
  if (given.empty()) {
    return Refusal(ServiceError{std::string(service_space), "InternalFailure", {}, 500});
  }
  if (!on_demand) {
    return invalid_value("OnDemandThroughput cannot be specified when BillingMode is PROVISIONED");
  }
  auto next = current.value_or(json::Object{});
  for (const auto name : on_demand_names) {
    const auto units = json::find_number(given, name);
    if (!units) continue;
    if (*units != -1 && *units < 1) {
      return invalid_value(std::string(name) + " must be at least 1, or -1 to remove it");
    }
    if (*units == -1) {
      next.erase(name);
    } else {
      next[name] = static_cast<std::int64_t>(*units);
    }
  }
  if (next.empty()) {
    current.reset();
  } else {
    current = std::move(next);
  }
  return {};
}

Outcome<> update_warm(const json::Object& given, const WarmUpdate& of,
                      std::optional<json::Object>& current) {
  const auto now = warm_throughput(current, of.throughput, of.on_demand);
  json::Object next{{"ReadUnitsPerSecond", now.read}, {"WriteUnitsPerSecond", now.write}};
  bool any = false;
  const auto raise = [&](std::string_view name, std::int64_t units) -> Outcome<> {
    const auto asked = json::find_number(given, name);
    if (!asked) return {};
    any = true;
    if (*asked < static_cast<double>(units)) {
      return invalid_value("Requested " + std::string(name) + " for WarmThroughput for " +
                           std::string(of.whose) +
                           " is lower than current WarmThroughput, decreasing WarmThroughput is "
                           "not supported");
    }
    next[name] = static_cast<std::int64_t>(*asked);
    return {};
  };
  SIM_CHECK(raise("ReadUnitsPerSecond", now.read));
  SIM_CHECK(raise("WriteUnitsPerSecond", now.write));
  if (!any) return invalid_value("WarmThroughput has neither read nor write units");
  current = std::move(next);
  return {};
}

Outcome<> read_table_throughput(TableUpdate& update) {
  const auto* given = json::find_object(update.request, "ProvisionedThroughput");
  SIM_CHECK(read_billing_mode(update, given));
  auto& next = update.next;
  if (given != nullptr) {
    SIM_TRY(const auto throughput, read_throughput(*given, "provisionedThroughput"));
    if (throughput == next.throughput) {
      return validation(
          "The provisioned throughput for the table will not change. The requested value equals "
          "the current value.");
    }
    SIM_CHECK(update.note_throughput("", next.throughput, throughput));
    next.throughput = throughput;
  }
  if (const auto* most = json::find_object(update.request, "OnDemandThroughput")) {
    SIM_CHECK(update_on_demand(*most, next.on_demand, next.on_demand_throughput));
  }
  if (const auto* warm = json::find_object(update.request, "WarmThroughput")) {
    SIM_CHECK(update_warm(*warm, {"table", next.throughput, next.on_demand}, next.warm_throughput));
  }
  return {};
}

}  // namespace dynaferry::sim
