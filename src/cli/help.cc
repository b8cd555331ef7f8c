#include "cli/help.h"

#include <algorithm>

#include "cli/flags.h"

namespace dynaferry::cli {
namespace {

constexpr std::size_t word_column = 34;

constexpr std::string_view exit_codes = R"(Exit codes
    0  done
    1  failed, or the destination is filled or incompatible, or the result could not be written
    2  bad usage or configuration; nothing was touched
    3  verify found differences, or keys that changed while it looked, to the last
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
  out.append("    ").append(left);
  std::string_view words = flag.words;
  bool first = true;
  while (!words.empty()) {
    const auto line = words.substr(0, words.find('\n'));
    words.remove_prefix(std::min(line.size() + 1, words.size()));
    const bool fits = first && left.size() + 2 <= word_column;
    if (!fits) out.append("\n    ");
    out.append(fits ? word_column - left.size() : word_column, ' ').append(line);
    first = false;
  }
  out += '\n';
}

void add_group(std::string& out, Verb verb, Group group, std::string_view title) {
  out.append(title).append("\n");
  for (const auto& flag : flags_of(verb)) {
    // What one side takes the other takes too: shown once.
    if (flag.group != group || flag.words.empty()) continue;
    add_flag(out, flag);
  }
  out += '\n';
}

constexpr std::string_view purpose_of(Verb verb) {
  switch (verb) {
    case Verb::copy:
      return "Copies tables: keys, indexes, capacity, every item. Deletes nothing, unless you "
             "give\n"
             "--delete-extra.\n";
    case Verb::plan: return "Looks at everything a copy would do and tells it. Changes nothing.\n";
    case Verb::verify:
      return "Compares the items of tables at both sides, by value, to the last digit, and tells "
             "which\n"
             "keys are missing, extra or different. Writes nothing, unless you give --repair.\n";
  }
  return "";
}

}  // namespace

std::string program_name() { return "dynaferry " DYNAFERRY_VERSION; }

std::string version_text() { return program_name() + "\n"; }

std::string general_help() {
  return std::string(
             R"(dynaferry copies Amazon DynamoDB tables between accounts and Regions: keys, indexes, capacity and
every item; and proves that nothing was lost. (Other settings are listed, and not copied yet.)

    dynaferry plan [TABLE…]      what a copy would do; changes nothing
    dynaferry copy [TABLE…]      copies; stopped at any moment, the same command goes on
    dynaferry verify [TABLE…]    compares both sides, item by item; repairs if you ask for it
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

std::string help_of(Verb verb) {
  const bool verifies = verb == Verb::verify;
  std::string out = "dynaferry " + std::string(name_of(verb)) + " [TABLE…] [flags]\n\n";
  out.append(purpose_of(verb)).append("\n");
  add_group(out, verb, Group::tables, "Tables: names or globs; they replace TABLES_TO_MIGRATE");
  out.append(sides_text);
  add_group(out, verb, Group::sides, "");
  add_group(out, verb, Group::what, verifies ? "What is compared" : "What is copied");
  add_group(out, verb, Group::care,
            verifies ? "What is done about differences" : "What is there already");
  add_group(out, verb, Group::proof,
            verifies ? "Proof" : "Proof; all but the first two need --verify");
  add_group(out, verb, Group::speed, "Speed");
  add_group(out, verb, Group::state, "State: the same command, typed again, goes on");
  add_group(out, verb, Group::output, "Output");
  out.append(exit_codes);
  return out;
}

}  // namespace dynaferry::cli
