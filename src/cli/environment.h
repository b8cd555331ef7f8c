// What the process was given: variables, files, standard input. Injected, so that a test can be any
// machine. The only place of the program that reads an environment variable.

#pragma once

#include <functional>
#include <string>

#include "cli/env_file.h"
#include "core/error.h"

namespace dynaferry::cli {

struct TextFile {
  std::string text{};
  bool others_may_read = false;  // Its mode lets the group or everyone read it.
};

struct Environment {
  Variables variables{};
  // Faults: absent (not there, or a directory), refused (no right to read it), invalid (too large,
  // or it broke off).
  std::function<Result<TextFile>(const std::string& path)> read_file{};
  std::function<Result<std::string>()> read_input{};

  // The variable's value; empty counts as not set.
  [[nodiscard]] std::string_view get(std::string_view name) const;

  [[nodiscard]] static Environment of_process();
};

}  // namespace dynaferry::cli
