// A simulator that listens: engine, front, HTTP server and listener put together on a real loop.
// For `dynaferry simulator`; tests that need no sockets use Engine or HttpFront themselves.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/fault_schedule.h"
#include "sim/front/http_front.h"
#include "sim/front/line.h"

namespace dynaferry::sim {

struct SimulatorOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any that is free.
  bool check_signatures = false;
  std::vector<Account> accounts;
  std::chrono::milliseconds creating{0};
  bool physics = false;  // Capacity is enforced.
  ControlPlaneOptions control{};
  std::optional<std::chrono::seconds> longest_session{};
  std::vector<Generation> generated;    // As in EngineOptions.
  std::vector<std::string> swallowing;  // The same.
  StreamOptions streams{};
  std::vector<NeighbourSpec> neighbours;  // As in EngineOptions.
  FaultSchedule faults{};
  LineOptions line{};
  std::optional<std::uint64_t> seed{};  // Of faults, latency and ids; absent: another each time.
};

// Prints one line with the endpoint on stdout, and one with the seed if that was drawn and something
// may go wrong; serves until SIGINT, SIGTERM or SIGHUP; then says what became of each table's
// neighbours and of each rule of the faults. The exit code.
[[nodiscard]] int run_simulator(const SimulatorOptions& options);

}  // namespace dynaferry::sim
