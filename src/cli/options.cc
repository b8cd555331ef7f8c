#include "cli/options.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/arguments.h"
#include "cli/flags.h"
#include "cli/help.h"
#include "cli/inputs.h"
#include "cli/run_options.h"

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;

std::string shell_quoted(const std::string& word) {
  const bool plain = !word.empty() && std::ranges::all_of(word, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=:,@+%").find(c) != std::string_view::npos;
  });
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string command_line_of(const Words& arguments) {
  std::string line = "dynaferry";
  for (const auto& word : arguments) line += " " + shell_quoted(word);
  return line;
}

std::optional<Verb> verb_named(std::string_view word) {
  for (const auto verb : {Verb::copy, Verb::plan, Verb::verify}) {
    if (word == name_of(verb)) return verb;
  }
  return std::nullopt;
}

Parsed<Command> parse_run(const Words& arguments, Verb verb, const Environment& environment) {
  auto given = read_arguments(Words(arguments.begin() + 1, arguments.end()), verb);
  if (!given) return std::unexpected(std::move(given).error());
  if (given->has("help")) return ShowCommand{help_of(verb)};
  auto inputs = gather(*std::move(given), environment);
  if (!inputs) return std::unexpected(std::move(inputs).error());
  auto request = request_of(*inputs, verb, environment);
  if (!request) return std::unexpected(std::move(request).error());

  RunCommand command;
  command.request = *std::move(request);
  command.request.command_line = command_line_of(arguments);
  command.source = side_options(End::source, *inputs);
  command.destination = side_options(End::destination, *inputs);
  command.network = network_options(*inputs);
  command.warnings = std::move(inputs->warnings);
  return command;
}

// A mistyped command is repeated to its author only if it could be one: it may be anything.
std::unexpected<UsageError> unknown_command(const std::string& word) {
  const bool could_be = word.size() <= 20 && std::ranges::all_of(word, [](char c) {
                          return (c >= 'a' && c <= 'z') || c == '-';
                        });
  return misused(could_be && !word.starts_with('-') ? "there is no command \"" + word + "\""
                                                    : "the first word is not a command",
                 "\"dynaferry help\" lists them");
}

std::optional<std::string> help_for(const std::string& command) {
  if (const auto verb = verb_named(command)) return help_of(*verb);
  return std::nullopt;
}

bool asks_for_help(std::string_view word) {
  return word == "help" || word == "--help" || word == "-h";
}

Parsed<Command> parse_help(const Words& arguments) {
  if (arguments.size() < 2 || asks_for_help(arguments[1])) return ShowCommand{general_help()};
  if (is_later_command(arguments[1])) {
    return misused("dynaferry " + arguments[1] + " is not available in this version");
  }
  const auto text = help_for(arguments[1]);
  if (!text) return unknown_command(arguments[1]);
  return ShowCommand{*text};
}

}  // namespace

Parsed<Command> parse(const Words& arguments, const Environment& environment) {
  if (arguments.empty()) return ShowCommand{general_help()};
  const auto& word = arguments.front();
  if (asks_for_help(word)) return parse_help(arguments);
  if (word == "--version" || word == "version") return ShowCommand{version_text()};
  if (const auto verb = verb_named(word)) return parse_run(arguments, *verb, environment);
  if (is_later_command(word)) {
    return misused("dynaferry " + word + " is not available in this version",
                   "\"dynaferry help\" lists what is");
  }
  return unknown_command(word);
}

}  // namespace dynaferry::cli
