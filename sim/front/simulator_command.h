// `dynaferry simulator`: flags of the simulator and nothing else.

#pragma once

namespace dynaferry::sim {

// argv[0] is the command's own name. Exit code 2: wrong usage.
[[nodiscard]] int simulator_command(int argc, const char* const* argv);

}  // namespace dynaferry::sim
