#include "sim/engine/control_plane_limits.h"

namespace dynaferry::sim {
namespace {

Refusal limit_exceeded(const std::string& message) {
  return refuse(service_space, "LimitExceededException", "Subscriber limit exceeded: " + message);
}

bool is_changing(const Table& table, WallTime now) {
  return !table.is_active(now) || table.changes.is_updating(now) ||
         table.changes.any_index_comes_or_goes(now) ||
         table.settings.time_to_live.state.is_turning(now);
}

}  // namespace

Outcome<> check_concurrency(const Operation& operation, bool with_indexes) {
  const auto& control = operation.options.control;
  std::size_t changing = 0;
  std::size_t changing_with_indexes = 0;
  for (const auto& [name, table] : operation.world) {
    if (!is_changing(table, operation.now)) continue;
    ++changing;
    if (!table.definition().indexes.empty()) ++changing_with_indexes;
  }
  if (changing >= control.max_changing) {
    return limit_exceeded("Only " + std::to_string(control.max_changing) +
                          " tables can be created, updated, or deleted simultaneously");
  }
  if (with_indexes && changing_with_indexes >= control.max_changing_with_indexes) {
    return limit_exceeded("Only " + std::to_string(control.max_changing_with_indexes) +
                          " tables with secondary indexes can be created, updated, or deleted "
                          "simultaneously");
  }
  return {};
}

Outcome<> check_table_count(const Operation& operation) {
  const auto most = operation.options.control.max_tables;
  if (operation.world.size() < most) return {};
  return limit_exceeded("Number of tables exceeds the limit of " + std::to_string(most));
}

}  // namespace dynaferry::sim
