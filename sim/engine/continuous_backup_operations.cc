// UpdateContinuousBackups and DescribeContinuousBackups (facts §5.3).

#include <algorithm>
#include <cmath>

#include "sim/engine/request.h"
#include "sim/engine/settings_operations.h"
#include "sim/engine/settings_request.h"

namespace dynaferry::sim {
namespace {

constexpr int max_recovery_days = 35;
constexpr std::chrono::minutes restorable_lag{5};

// These operations have an error of their own for a table that is missing.
Outcome<Table*> backed_up_table(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto name, name_of_table(request));
  const auto found = operation.world.find(name);
  if (found != operation.world.end()) return &found->second;
  return refuse(service_space, "TableNotFoundException", "Table not found: " + name);
}

Outcome<int> recovery_days(const json::Object& specification) {
  const auto given = json::find_number(specification, "RecoveryPeriodInDays");
  if (!given) return max_recovery_days;
  if (*given >= 1 && *given <= max_recovery_days) return static_cast<int>(*given);
  return out_of_bounds(std::to_string(std::lround(*given)),
                       "pointInTimeRecoverySpecification.recoveryPeriodInDays",
                       *given < 1 ? "Member must have value greater than or equal to 1"
                                  : "Member must have value less than or equal to 35");
}

json::Object description(const ContinuousBackups& backups, WallTime now) {
  json::Object recovery{{"PointInTimeRecoveryStatus", backups.enabled ? "ENABLED" : "DISABLED"}};
  if (backups.enabled) {
    recovery["RecoveryPeriodInDays"] = backups.recovery_days;
    const auto earliest =
        std::max(backups.enabled_at, now - std::chrono::days(backups.recovery_days));
    recovery["EarliestRestorableDateTime"] = epoch_seconds(earliest);
    recovery["LatestRestorableDateTime"] = epoch_seconds(std::max(earliest, now - restorable_lag));
  }
  return {{"ContinuousBackupsDescription",
           json::Object{{"ContinuousBackupsStatus", "ENABLED"},
                        {"PointInTimeRecoveryDescription", std::move(recovery)}}}};
}

}  // namespace

Outcome<json::Object> update_continuous_backups(Operation& operation, const json::Object& request) {
  SIM_TRY(const auto* given, required_object(request, "PointInTimeRecoverySpecification",
                                             "pointInTimeRecoverySpecification"));
  const auto enabled = json::find_bool(*given, "PointInTimeRecoveryEnabled");
  if (!enabled) {
    return out_of_bounds("null", "pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled",
                         "Member must not be null");
  }
  SIM_TRY(const auto days, recovery_days(*given));
  SIM_TRY(auto* table, backed_up_table(operation, request));
  const auto available_from =
      table->birth().created + operation.options.control.backups_unavailable;
  if (!table->is_active(operation.now) || operation.now < available_from) {
    return refuse(service_space, "ContinuousBackupsUnavailableException",
                  "Backups are being enabled for the table: " + table->definition().name +
                      ". Please retry later");
  }
  auto& backups = table->settings.backups;
  if (*enabled && !backups.enabled) backups.enabled_at = operation.now;
  backups.enabled = *enabled;
  backups.recovery_days = days;
  return description(backups, operation.now);
}

Outcome<json::Object> describe_continuous_backups(Operation& operation,
                                                  const json::Object& request) {
  SIM_TRY(const auto* table, backed_up_table(operation, request));
  return description(table->settings.backups, operation.now);
}

}  // namespace dynaferry::sim
