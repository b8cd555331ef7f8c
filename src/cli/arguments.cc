#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace dynaferry::cli {
namespace {

std::string dashed(const Flag& flag) {
  if (flag.name == "verbose") return "-v,--verbose";
  if (flag.name == "help") return "-h,--help";
  return "--" + std::string(flag.name);
}

CLI::Option* declare(CLI::App& app, const Flag& flag) {
  if (flag.value.empty()) return app.add_flag(dashed(flag))->disable_flag_override();
  auto* option = app.add_option(dashed(flag), [](const CLI::results_t&) { return true; });
  // One value behind each, whatever it looks like: CLI11 would take "[a-c]*" for a list.
  return option->type_size(1)->expected(1)->allow_extra_args(false)->multi_option_policy(
      CLI::MultiOptionPolicy::TakeAll);
}

// What to do about a flag that the command does not take.
std::string way_out(std::string_view name, Verb verb) {
  const auto help = "\"dynaferry " + std::string(name_of(verb)) + " --help\" lists the flags";
  if (const auto* nearest = nearest_flag(flags_of(verb), name))
    return "did you mean --" + std::string(nearest->name) + "? " + help;
  const bool like_a_key = name.contains("key") || name.contains("secret") || name.contains("token");
  return like_a_key
             ? "keys are never given by flag, where others can see them: put them into .env, "
               "the environment or a profile"
             : help;
}

std::unexpected<UsageError> of_another_command(const Flag& flag, Verb verb) {
  const auto owner = flag.takers == Takers::verify ? Verb::verify : Verb::copy;
  return misused("--" + std::string(flag.name) + " is a flag of " + std::string(name_of(owner)) +
                     ", not of " + std::string(name_of(verb)),
                 way_out(flag.name, verb));
}

std::unexpected<UsageError> unknown(std::string_view word, Verb verb) {
  const auto dashes = std::min(word.find_first_not_of('-'), word.size());
  const auto long_form = dashes >= 2;
  auto name = word.substr(dashes, word.find('=') - dashes);
  if (!long_form) name = name.substr(0, 1);
  if (is_later_flag(name)) {
    return misused(
        "--" + std::string(name) + " is not available in this version",
        name.ends_with("-budget")
            ? "--concurrency and --tables-at-once keep its writes few until there are write budgets"
            : "");
  }
  if (const auto* flag = long_form ? find_flag(all_flags(), name) : nullptr)
    return of_another_command(*flag, verb);
  const bool plain = name.size() <= 40 && std::ranges::all_of(name, [](char c) {
                       return (c >= 'a' && c <= 'z') || c == '-' || (c >= '0' && c <= '9');
                     });
  std::string what = "there is no such flag";
  if (plain) what.append(": ").append(word.substr(0, dashes)).append(name);
  return misused(std::move(what), way_out(plain ? name : "", verb));
}

// CLI11 names the flag in its first word: "--state: 1 required missing", "all was given …".
std::unexpected<UsageError> mismatched(std::string_view words, std::span<const Flag> flags) {
  words = words.substr(0, words.find_first_of(": "));
  words = words.substr(std::min(words.find_first_not_of('-'), words.size()));
  const auto* flag = find_flag(flags, words);
  if (flag == nullptr) return misused("a flag has no value, or has one and takes none");
  const auto name = "--" + std::string(flag->name);
  if (flag->value.empty()) return misused(name + " takes no value");
  return misused(name + " needs a value: " + name + " " + std::string(flag->value));
}

}  // namespace

Parsed<Given> read_arguments(std::vector<std::string> words, Verb verb) {
  const auto flags = flags_of(verb);
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<std::pair<const Flag*, CLI::Option*>> options;
  for (const auto& flag : flags) options.emplace_back(&flag, declare(app, flag));
  std::ranges::reverse(words);  // As CLI11 wants them.
  try {
    app.parse(words);
  } catch (const CLI::ArgumentMismatch& e) {
    return mismatched(e.what(), flags);
  } catch (const CLI::ParseError&) {
    return misused("the command line cannot be read", "\"dynaferry help\" shows its form");
  }

  Given given;
  for (const auto& [flag, option] : options) {
    if (flag->value.empty()) {
      for (std::size_t i = 0; i < option->count(); ++i) given.add(flag->name, "");
      continue;
    }
    if (option->count() > 1 && !flag->many) {
      return misused("--" + std::string(flag->name) + " is given more than once");
    }
    for (const auto& value : option->results()) {
      // CLI11 takes whatever comes next, even another flag.
      if (value.starts_with("--")) return mismatched(flag->name, flags);
      given.add(flag->name, value);
    }
  }
  for (auto& word : app.remaining()) {
    if (word == "--") continue;
    if (word.starts_with('-')) return unknown(word, verb);
    given.tables.push_back(std::move(word));
  }
  return given;
}

}  // namespace dynaferry::cli
