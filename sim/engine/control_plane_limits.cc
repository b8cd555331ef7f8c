#include "sim/engine/control_plane_limits.h"

namespace dynaferry::sim {
namespace {

Refusal limit_exceeded(const std::string& message) {
  return refuse(service_space, "LimitExceededException", "Subscriber limit exceeded: " + message);
}

Throughput& operator+=(Throughput& sum, const Throughput& more) {
  sum.read += more.read;
  sum.write += more.write;
  return sum;
}

// Of the table and its global indexes.
Throughput provision_of(const TableDefinition& definition) {
  auto sum = definition.throughput;
  for (const auto& index : definition.indexes) sum += index.throughput;
  return sum;
}

// Of all tables of the account but the one of that name.
Throughput provision_beside(const Operation& operation, std::string_view name) {
  Throughput sum;
  for (const auto& [other, table] : operation.world) {
    if (other != name && !table.is_deleting()) sum += provision_of(table.definition());
  }
  return sum;
}

Outcome<> check_bound(std::int64_t wanted, std::int64_t most, std::string_view units,
                      std::string_view whose) {
  if (wanted <= most) return {};
  return limit_exceeded("The " + std::string(units) + " of " + std::string(whose) + " would be " +
                        std::to_string(wanted) + ", which is above the maximum of " +
                        std::to_string(most));
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

Outcome<> check_new_provision(const Operation& operation, const TableDefinition& definition) {
  const auto& control = operation.options.control;
  const auto wanted = provision_of(definition);
  SIM_CHECK(check_bound(wanted.read, control.table_reads, "ReadCapacityUnits", "the table"));
  SIM_CHECK(check_bound(wanted.write, control.table_writes, "WriteCapacityUnits", "the table"));
  return check_provision(operation, definition, nullptr);
}

Outcome<> check_provision(const Operation& operation, const TableDefinition& next,
                          const IndexDefinition* added) {
  const auto& control = operation.options.control;
  auto wanted = provision_of(next);
  if (added != nullptr) wanted += added->throughput;
  wanted += provision_beside(operation, next.name);
  SIM_CHECK(check_bound(wanted.read, control.account_reads, "ReadCapacityUnits", "the account"));
  return check_bound(wanted.write, control.account_writes, "WriteCapacityUnits", "the account");
}

}  // namespace dynaferry::sim
