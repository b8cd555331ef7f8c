#include "cli/flags.h"

#include <algorithm>
#include <array>

namespace dynaferry::cli {
namespace {

using enum Group;

constexpr std::array run_table{
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

    Flag{"dry-run", "", what, "the same as plan: look, tell, change nothing"},
    Flag{"schema-only", "", what, "settings, no items"},
    Flag{"data-only", "", what, "items, into tables that exist"},
    Flag{"settings", "required|best|all", what, "how much beyond keys, indexes, billing [best]"},
    Flag{"keep-replication-attributes", "", what, "copy aws:rep:* attributes too"},

    Flag{"if-exists", "use|fail", care, "a destination that exists [use]"},
    Flag{"if-not-empty", "fail|overwrite", care,
         "one that holds items; none is ever deleted [fail]"},
    Flag{"on-bad-item", "stop|quarantine", care,
         "an item that it refuses: stop, or set it aside [stop]"},
    Flag{"keep-going", "", care, "leave out tables that cannot be copied, copy the rest"},

    Flag{"segments", "auto|N", speed, "parallel parts of a table's Scan [auto]"},
    Flag{"concurrency", "auto|N", speed, "batches in flight, all tables [auto]"},
    Flag{"tables-at-once", "N", speed, "tables copied at the same time [4]"},
    Flag{"eventual-reads", "", speed, "half the price; may miss what was just written"},

    Flag{"state", "DIR", state, "what runs remember [./dynaferry.state]"},
    Flag{"again", "", state, "one more full pass over our own destination"},
    Flag{"restart", "DEST", state, "forget what is remembered of this destination", true},

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

constexpr auto later_flags = std::to_array<std::string_view>({"verify",
                                                              "json",
                                                              "out",
                                                              "source-role-arn",
                                                              "source-external-id",
                                                              "dest-role-arn",
                                                              "dest-external-id",
                                                              "source-read-budget",
                                                              "dest-write-budget",
                                                              "dest-read-budget",
                                                              "source-write-budget",
                                                              "apply-settings",
                                                              "max-duration",
                                                              "max-cost",
                                                              "mode",
                                                              "repair",
                                                              "delete-extra",
                                                              "diff-out",
                                                              "diff-values",
                                                              "report",
                                                              "watch",
                                                              "sample",
                                                              "keys-file",
                                                              "where",
                                                              "schedule",
                                                              "route",
                                                              "job"});

constexpr auto later_commands = std::to_array<std::string_view>(
    {"verify", "settings", "status", "pause", "resume", "set", "policy", "doctor", "report",
     "migrate", "follow", "cutover", "reverse", "complete", "export", "import", "worker", "init",
     "completion"});

}  // namespace

std::span<const Flag> run_flags() { return run_table; }

const Flag* find_flag(std::span<const Flag> flags, std::string_view name) {
  const auto found = std::ranges::find(flags, name, &Flag::name);
  return found == flags.end() ? nullptr : &*found;
}

bool is_later_flag(std::string_view name) {
  return std::ranges::find(later_flags, name) != later_flags.end();
}
bool is_later_command(std::string_view word) {
  return std::ranges::find(later_commands, word) != later_commands.end();
}

}  // namespace dynaferry::cli
