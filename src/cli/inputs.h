// Everything a run is told, still by layer, highest first: flags, environment, configuration file,
// .env, and below them what AWS's own tools use.

#pragma once

#include <string>
#include <vector>

#include "cli/environment.h"
#include "cli/given.h"
#include "cli/usage_error.h"

namespace dynaferry::cli {

struct Inputs {
  Given flags{};
  Variables environment{};
  Given config{};
  std::string config_name{};  // As the user would find it; "dynaferry.yaml".
  Variables env_file{};
  std::string env_file_name{};
  std::vector<std::string> warnings{};
};

// Reads the files that the flags name, or the usual ones if they are there.
[[nodiscard]] Parsed<Inputs> gather(Given flags, const Environment& environment);

}  // namespace dynaferry::cli
