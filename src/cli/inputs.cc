#include "cli/inputs.h"

#include <optional>
#include <utility>

#include "cli/config_file.h"

namespace dynaferry::cli {
namespace {

// The file the flag names must be there; the usual one may be missing.
Parsed<std::optional<TextFile>> read_named_or_usual(const Given& flags, std::string_view flag,
                                                    std::string& path,
                                                    const Environment& environment) {
  const auto named = flags.one(flag);
  if (named) path = *named;
  auto file = environment.read_file(path);
  if (file) return std::optional(*std::move(file));
  if (!named && file.error().fault == Fault::absent) return std::nullopt;
  const auto denied = file.error().fault == Fault::refused;
  return misused(file.error().message,
                 denied ? "make it readable to you, or name another with --" + std::string(flag)
                        : "give --" + std::string(flag) + " another file");
}

}  // namespace

Parsed<Inputs> gather(Given flags, const Environment& environment) {
  Inputs inputs;
  inputs.environment = environment.variables;
  inputs.config_name = "dynaferry.yaml";
  inputs.env_file_name = ".env";

  auto env_file = read_named_or_usual(flags, "env-file", inputs.env_file_name, environment);
  if (!env_file) return std::unexpected(std::move(env_file).error());
  if (*env_file) {
    auto variables = parse_env_file((*env_file)->text, inputs.environment);
    if (!variables) {
      return misused(inputs.env_file_name + ": " + variables.error().message,
                     "write NAME=value, in quotes if the value holds blanks or #");
    }
    inputs.env_file = *std::move(variables);
    if ((*env_file)->others_may_read) {
      inputs.warnings.push_back(inputs.env_file_name + " can be read by other users of this " +
                                "machine; \"chmod 600 " + inputs.env_file_name +
                                "\" keeps it yours");
    }
  }

  auto config = read_named_or_usual(flags, "config", inputs.config_name, environment);
  if (!config) return std::unexpected(std::move(config).error());
  if (*config) {
    auto given = read_config((*config)->text, inputs.config_name);
    if (!given) return std::unexpected(std::move(given).error());
    inputs.config = *std::move(given);
  }
  inputs.flags = std::move(flags);
  return inputs;
}

}  // namespace dynaferry::cli
