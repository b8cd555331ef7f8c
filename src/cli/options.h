// From a command line to a command that is ready to run. No network, no output; reads the files a
// command names and nothing else.

#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/environment.h"
#include "cli/layers.h"
#include "cli/usage_error.h"
#include "run/request.h"

namespace dynaferry::cli {

// `plan`, `copy` and `verify`: a plan is a copy with request.dry_run, a verify does not copy.
struct RunCommand {
  run::Request request{};
  SideOptions source{};
  SideOptions destination{};
  NetworkOptions network{};
  std::vector<std::string> warnings{};
};

// Help or the version: print it on standard output, exit 0.
struct ShowCommand {
  std::string text{};
};

using Command = std::variant<RunCommand, ShowCommand>;

// `arguments` without the program's name.
[[nodiscard]] Parsed<Command> parse(const std::vector<std::string>& arguments,
                                    const Environment& environment);

}  // namespace dynaferry::cli
