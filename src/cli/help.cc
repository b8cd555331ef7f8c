#include "cli/help.h"

#include <utility>

#include "cli/flags.h"

namespace dynaferry::cli {
namespace {

constexpr std::string_view exit_codes = R"(Exit codes
    0  done
    1  failed, or the destination is filled or incompatible, or the result could not be written
    2  bad usage or configuration; nothing was touched
    3  verification found differences (not in this version)
    4  finished, but something is listed as not done: items set aside, settings
    5  refused by the service: credentials or rights
    6  the state belongs to other tables
    7  stream gap (not in this version)
    8  stopped by a limit you gave; run again to go on (not in this version)
    9  not ready: plan found a blocker
   10  another process holds the state
   11  the service cannot be reached; run again
  129, 130, 143  stopped by HUP, INT, TERM; state saved, run again to go on
)";

constexpr std::string_view sides_text =
    R"(Sides: keys come from .env, the environment or a profile, never from a flag
    SRC_AWS_ACCESS_KEY_ID, SRC_AWS_SECRET_ACCESS_KEY, SRC_AWS_SESSION_TOKEN, SRC_AWS_REGION,
    SRC_AWS_PROFILE, SRC_AWS_ENDPOINT_URL; the same with DEST_; SRC_PREFIX, DEST_PREFIX and
    TABLES_TO_MIGRATE. Flags go before environment, dynaferry.yaml, .env and AWS's own defaults.
)";

void add_flag(std::string& out, const Flag& flag) {
  std::string left = "--" + std::string(flag.name);
  if (flag.name == "verbose") left = "-v, -vv";
  if (flag.name == "help") left = "-h, --help";
  if (!flag.value.empty()) left.append(" ").append(flag.value);
  constexpr std::size_t column = 34;
  out.append("    ").append(left);
  if (!flag.words.empty()) {
    if (left.size() + 2 > column) {
      out.append("\n    ").append(column, ' ');
    } else {
      out.append(column - left.size(), ' ');
    }
    out.append(flag.words);
  }
  out += '\n';
}

void add_group(std::string& out, Group group, std::string_view title) {
  out.append(title).append("\n");
  for (const auto& flag : run_flags()) {
    // What one side takes the other takes too: shown once.
    if (flag.group != group || flag.name.starts_with("dest-")) continue;
    add_flag(out, flag);
  }
  out += '\n';
}

std::string run_help(std::string_view command, std::string_view purpose) {
  std::string out = "dynaferry " + std::string(command) + " [TABLE…] [flags]\n\n";
  out.append(purpose).append("\n");
  add_group(out, Group::tables, "Tables: names or globs; they replace TABLES_TO_MIGRATE");
  out.append(sides_text);
  add_group(out, Group::sides, "");
  add_group(out, Group::what, "What is copied");
  add_group(out, Group::care, "What is there already");
  add_group(out, Group::speed, "Speed");
  add_group(out, Group::state, "State: the same command, typed again, goes on");
  add_group(out, Group::output, "Output");
  out.append(exit_codes);
  return out;
}

}  // namespace

std::string version_text() { return "dynaferry " DYNAFERRY_VERSION "\n"; }

std::string general_help() {
  return std::string(
             R"(dynaferry copies Amazon DynamoDB tables between accounts and Regions: keys, indexes, capacity and
every item. (Other settings are listed, and not copied yet.)

    dynaferry plan [TABLE…]      what a copy would do; changes nothing
    dynaferry copy [TABLE…]      copies; stopped at any moment, the same command goes on
    dynaferry simulator          a DynamoDB look-alike on this machine, to try it out
    dynaferry help [COMMAND]     this text, or a command's flags
    dynaferry --version

Start with a .env file in the working directory:

    SRC_AWS_ACCESS_KEY_ID=…      DEST_AWS_ACCESS_KEY_ID=…
    SRC_AWS_SECRET_ACCESS_KEY=…  DEST_AWS_SECRET_ACCESS_KEY=…
    SRC_AWS_REGION=eu-west-1     DEST_AWS_REGION=us-east-1

or with profiles of the AWS command line:

    dynaferry copy orders 'dev-*' --source-profile dev --dest-profile prod

)")
      .append(exit_codes);
}

std::string copy_help() {
  return run_help("copy",
                  "Copies tables: keys, indexes, capacity, every item. Never deletes anything.\n");
}

std::string plan_help() {
  return run_help("plan", "Looks at everything a copy would do and tells it. Changes nothing.\n");
}

}  // namespace dynaferry::cli
