// The constants of the simulated service's capacity, each as the service has it. A test that wants
// to see one limit alone sets the others out of reach.

#pragma once

#include <chrono>

namespace dynaferry::sim {

struct PhysicsOptions {
  // Of one partition, hard (facts §6.1).
  double partition_reads = 3'000;
  double partition_writes = 1'000;
  double partition_bytes = 10e9;

  // Unused capacity of a provisioned table is kept for so long (facts §6.1).
  double burst_seconds = 300;

  // A new on-demand table, and each of its indexes (facts §6.1).
  double first_on_demand_reads = 12'000;
  double first_on_demand_writes = 4'000;
  // An on-demand table carries twice its peak; what counts as peak is so old (facts §6.1).
  double growth_over_peak = 2;
  std::chrono::minutes growth_after{30};

  // The default quota of a table on demand (facts §6.1).
  double table_reads = 40'000;
  double table_writes = 40'000;

  // A partition that was used by more than this share of its limit, for so long, is split (facts
  // §6.1 says "minutes").
  double heat = 0.8;
  std::chrono::minutes split_after{5};
};

}  // namespace dynaferry::sim
