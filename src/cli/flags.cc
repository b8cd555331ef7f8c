#include "cli/flags.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "core/edits.h"

namespace dynaferry::cli {
namespace {

using enum Group;

constexpr Flag for_copy(Flag flag) {
  flag.takers = Takers::copy;
  return flag;
}
constexpr Flag for_verify(Flag flag) {
  flag.takers = Takers::verify;
  return flag;
}
// What writes over items or deletes them is asked for by hand, each time.
constexpr Flag typed(Flag flag) {
  flag.in_file = false;
  return flag;
}

constexpr std::array table_of_flags{
    Flag{"all", "", tables, "every table of the source"},
    Flag{"tables-from", "FILE|-", tables, "names or globs, one a line"},
    Flag{"exclude", "GLOB", tables, "leave these out", true},
    Flag{"table", "SRC=DEST", tables, "this table, under that name", true},
    Flag{"map-prefix", "FROM=TO", tables, "replace exactly this beginning of each name"},
    Flag{"map-regex", "RE=REPL", tables, "replace what matches; $1 is the first group"},

    Flag{"source-region", "REGION", sides,
         "where its tables are; each of these has a --dest- twin"},
    Flag{"source-profile", "NAME", sides, "of ~/.aws/config and ~/.aws/credentials"},
    Flag{"source-endpoint-url", "URL", sides,
         "instead of the Region's, such as http://localhost:8000"},
    Flag{"source-ca-bundle", "FILE", sides, "PEM file of whom to trust, instead of the system's"},
    Flag{"dest-region", "REGION", sides, ""},
    Flag{"dest-profile", "NAME", sides, ""},
    Flag{"dest-endpoint-url", "URL", sides, ""},
    Flag{"dest-ca-bundle", "FILE", sides, ""},
    Flag{"env-file", "FILE", sides, "instead of ./.env", false, false},
    Flag{"config", "FILE", sides, "instead of ./dynaferry.yaml", false, false},
    Flag{"allow-plain-http", "", sides, "let an http:// endpoint be another machine"},

    for_copy({"dry-run", "", what, "the same as plan: look, tell, change nothing"}),
    for_copy({"schema-only", "", what, "settings, no items"}),
    for_copy({"data-only", "", what, "items, into tables that exist"}),
    for_copy(
        {"settings", "required|best|all", what, "how much beyond keys, indexes, billing [best]"}),
    for_copy({"keep-replication-attributes", "", what, "copy aws:rep:* attributes too"}),
    for_verify({"mode", "full|sample|count", what,
                "every item; some keys of each side; how many there are [full]"}),
    for_verify({"samples", "N", what, "with --mode sample: random keys of each side [1000]"}),
    for_verify({"keep-replication-attributes", "", what, "compare aws:rep:* attributes too"}),
    for_verify(
        {"keep-going", "", what, "leave out tables that cannot be compared, compare the rest"}),

    for_copy({"if-exists", "use|fail", care, "a destination that exists [use]"}),
    for_copy({"if-not-empty", "fail|overwrite", care,
              "one that holds items; none is deleted by this [fail]"}),
    for_copy({"on-bad-item", "stop|quarantine", care,
              "an item that it refuses: stop, or set it aside [stop]"}),
    for_copy({"keep-going", "", care, "leave out tables that cannot be copied, copy the rest"}),
    typed(for_verify(
        {"repair", "", care, "write to the destination what is missing or different there"})),
    typed(for_verify(
        {"delete-extra", "", care, "with --repair: delete what only the destination has"})),

    for_copy({"verify", "", proof, "when copied, compare every item of both sides"}),
    typed(for_copy({"delete-extra", "", proof,
                    "with --again: after the pass verify, repair, and delete\n"
                    "what only the destination has"})),
    Flag{"diff-out", "FILE", proof, "the key of each difference, one JSON object a line"},
    Flag{"diff-values", "", proof, "with --diff-out: both items too"},
    Flag{"report", "FILE", proof, "what was compared and found, as JSON, for the record"},
    Flag{"digest-key", "HEX", proof, "32 hex digits: the same data gives the same digest [random]"},

    Flag{"segments", "auto|N", speed, "parallel parts of a table's Scan [auto]"},
    for_copy({"concurrency", "auto|N", speed, "batches in flight, all tables [auto]"}),
    Flag{"tables-at-once", "N", speed, "tables worked on at the same time [4]"},
    Flag{"source-read-budget", "auto|N|P%", speed,
         "most read units a second: N of all tables, or P% of each\n"
         "table's capacity [auto: until it throttles]"},
    Flag{"dest-read-budget", "auto|N|P%", speed, "the same of the destination, for a verify"},
    Flag{"eventual-reads", "", speed, "half the price; may miss what was just written"},

    Flag{"state", "DIR", state, "what runs remember [./dynaferry.state]"},
    for_copy({"again", "", state, "one more full pass over our own destination"}),
    for_copy({"restart", "DEST", state, "forget what is remembered of this destination", true}),

    Flag{"connect-timeout-total", "SECONDS", output,
         "give up on what cannot be reached for so long [60]"},
    Flag{"events", "FILE", output, "one JSON object a line"},
    Flag{"log-format", "text|json", output, "of what is told on the way [text]"},
    Flag{"interval", "SECONDS", output, "between two lines on a pipe [30]"},
    Flag{"quiet", "", output, "results and errors only"},
    Flag{"verbose", "", output, "-v: name items by their keys, not by digests; -vv: the same", true,
         false},
    Flag{"help", "", output, "this text", false, false},
};

std::vector<Flag> taken_by(Takers takers) {
  std::vector<Flag> out;
  std::ranges::copy_if(table_of_flags, std::back_inserter(out), [&](const Flag& flag) {
    return flag.takers == Takers::both || flag.takers == takers;
  });
  return out;
}

constexpr auto later_flags = std::to_array<std::string_view>(
    {"json", "out", "source-role-arn", "source-external-id", "dest-role-arn", "dest-external-id",
     "dest-write-budget", "source-write-budget", "apply-settings", "max-duration", "max-cost",
     "watch", "keys-file", "where", "schedule", "route", "job"});

constexpr auto later_commands = std::to_array<std::string_view>(
    {"settings", "status", "pause", "resume", "set", "policy", "doctor", "report", "migrate",
     "follow", "cutover", "reverse", "complete", "export", "import", "worker", "init",
     "completion"});

}  // namespace

std::string_view name_of(Verb verb) {
  switch (verb) {
    case Verb::copy: return "copy";
    case Verb::plan: return "plan";
    case Verb::verify: return "verify";
  }
  return "unknown";
}

std::span<const Flag> all_flags() { return table_of_flags; }

std::span<const Flag> flags_of(Verb verb) {
  static const auto of_copy = taken_by(Takers::copy);
  static const auto of_verify = taken_by(Takers::verify);
  return verb == Verb::verify ? of_verify : of_copy;
}

const Flag* find_flag(std::span<const Flag> flags, std::string_view name) {
  const auto found = std::ranges::find(flags, name, &Flag::name);
  return found == flags.end() ? nullptr : &*found;
}

const Flag* nearest_flag(std::span<const Flag> flags, std::string_view name) {
  const Flag* nearest = nullptr;
  // A slip or two; more of them only in a long name.
  auto least = std::min<std::size_t>(3, name.size() / 3) + 1;
  for (const auto& flag : flags) {
    const auto distance = edits_between(flag.name, name);
    if (distance >= least) continue;
    least = distance;
    nearest = &flag;
  }
  return nearest;
}

bool is_later_flag(std::string_view name) {
  return std::ranges::find(later_flags, name) != later_flags.end();
}
bool is_later_command(std::string_view word) {
  return std::ranges::find(later_commands, word) != later_commands.end();
}

}  // namespace dynaferry::cli
