#include "sim/front/simulator_command.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <expected>
#include <limits>
#include <new>
#include <optional>
#include <set>

#include "sim/engine/named_parts.h"
#include "sim/front/generated_tables.h"
#include "sim/front/neighbours.h"
#include "sim/front/simulator.h"
#include "sim/front/stream_words.h"
#include "sim/front/text_file.h"

namespace dynaferry::sim {
namespace {

using std::chrono::milliseconds;

// What was typed is read part by part; the error is in words, for a person.
using Done = std::expected<void, std::string>;

std::unexpected<std::string> wrong(std::string_view flag, const std::string& why) {
  return std::unexpected(std::string(flag) + ": " + why);
}

int refuse(const std::string& what) {
  std::fprintf(
      stderr,
      "error: %s\n  data: nothing was started\n"
      "  next: \"dynaferry simulator --help\" tells the flags, docs/simulator.md the rest\n",
      what.c_str());
  return 2;
}

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most, const std::string& of = {}) {
  const auto wanted =
      " is not a whole number" + of + ", " + std::to_string(least) + " to " + std::to_string(most);
  return {[=](const std::string& text) {
            return NamedParts::read_whole({}, text, {least, most}) ? "" : text + wanted;
          },
          ""};
}

CLI::Validator ip_address() {
  return {[](const std::string& text) {
            std::array<unsigned char, sizeof(in6_addr)> room{};
            const bool is_one = inet_pton(AF_INET, text.c_str(), room.data()) == 1 ||
                                inet_pton(AF_INET6, text.c_str(), room.data()) == 1;
            return is_one ? "" : text + " is not an IP address, such as 127.0.0.1 or ::1";
          },
          ""};
}

// KEY:SECRET or KEY:SECRET:ACCOUNT-ID.
std::optional<Account> read_account(const std::string& text) {
  const auto first = text.find(':');
  if (first == std::string::npos || first == 0) return std::nullopt;
  const auto second = text.find(':', first + 1);
  Account account;
  account.access_key = text.substr(0, first);
  account.secret =
      text.substr(first + 1, second == std::string::npos ? second : second - first - 1);
  account.id =
      second == std::string::npos ? account_of_key(account.access_key) : text.substr(second + 1);
  if (account.secret.empty() || !is_account_number(account.id)) return std::nullopt;
  return account;
}

// The texts hold secrets: none is repeated.
Done read_accounts(const std::vector<std::string>& texts, SimulatorOptions& options) {
  options.check_signatures = !texts.empty();
  std::set<std::string> keys;
  for (const auto& text : texts) {
    auto account = read_account(text);
    if (!account) {
      return wrong("--check-signatures",
                   "wants KEY:SECRET or KEY:SECRET:ACCOUNT-ID, the last of twelve digits");
    }
    if (!keys.insert(account->access_key).second) {
      return wrong("--check-signatures", "the key " + account->access_key + " is given twice");
    }
    options.accounts.push_back(*std::move(account));
  }
  return {};
}

// What goes wrong, as it was typed.
struct Mishaps {
  std::string faults;
  std::string latency;
};

void add_mishaps(CLI::App& app, Mishaps& typed, SimulatorOptions& options) {
  app.add_option("--faults", typed.faults,
                 "A schedule of what goes wrong (docs/formats/fault-schedule.md); what each rule "
                 "did is said in the end")
      ->type_name("FILE");
  app.add_option("--seed", options.seed,
                 "Makes faults and latency repeat; without it they are others each time, by a seed "
                 "that is said")
      ->type_name("N")
      ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
  app.add_option("--latency", typed.latency,
                 "How long a call takes, and more for each KB sent; one in a hundred takes TAIL "
                 "longer, or much longer; such as 5ms,20us,100ms")
      ->type_name("BASE[,PER_KB[,TAIL]]");
  app.add_option("--bandwidth", options.line.bytes_per_second,
                 "What fits through in each direction, all calls together")
      ->type_name("BYTES/S")
      ->check(whole_number(1, std::numeric_limits<std::uint32_t>::max(), " of bytes a second"));
}

Done read_mishaps(const Mishaps& typed, SimulatorOptions& options) {
  if (!typed.faults.empty()) {
    const auto text = read_text_file(typed.faults);
    if (!text) return wrong("--faults", text.error());
    auto schedule = read_fault_schedule(*text);
    if (!schedule) return wrong("--faults " + typed.faults, schedule.error().message);
    options.faults = *std::move(schedule);
    for (auto& rule : options.faults.rules) {
      auto account = account_named(rule.when.account, options.accounts);
      if (!account) return wrong("--faults " + typed.faults, account.error());
      rule.when.account = *std::move(account);
    }
  }
  if (typed.latency.empty()) return {};
  const auto read = read_latency(typed.latency, options.line);
  if (!read) return wrong("--latency", read.error().message);
  return {};
}

// How long things take, as it was typed: milliseconds, and seconds of a session.
struct Pace {
  std::int64_t creating = 0;
  std::int64_t updating = 0;
  std::int64_t setting = 0;
  std::int64_t session = 0;
};

void add_pace(CLI::App& app, Pace& typed, SimulatorOptions& options) {
  constexpr std::uint64_t year = 365 * 24 * 3600;
  const auto add = [&](const char* name, std::int64_t& into, const char* words) {
    app.add_option(name, into, words)
        ->type_name("MS")
        ->check(whole_number(0, 1000 * year, " of milliseconds"));
  };
  add("--creating-delay", typed.creating, "How long a new table is CREATING");
  add("--updating-delay", typed.updating, "How long a table is UPDATING, an index CREATING");
  add("--setting-delay", typed.setting, "How long other settings take to be seen");
  app.add_flag("--control-rates", options.control.rates,
               "Throttle calls about tables and settings that come too fast");
  app.add_option("--session-limit", typed.session, "End assumed roles' credentials after so long")
      ->type_name("S")
      ->check(whole_number(1, year, " of seconds"));
  app.add_flag("--physics", options.physics,
               "Throttle reads and writes as the service does: by table, index and partition");
}

void set_pace(const Pace& typed, SimulatorOptions& options) {
  options.creating = milliseconds(typed.creating);
  auto& control = options.control;
  control.updating = control.index_creating = control.index_deleting = milliseconds(typed.updating);
  control.setting = control.tags_unseen = control.policy_unseen = control.backups_unavailable =
      milliseconds(typed.setting);
  if (typed.session > 0) options.longest_session = std::chrono::seconds(typed.session);
}

// What there is in the world beside what its callers make, as it was typed.
struct Surroundings {
  std::vector<std::string> generated;
  std::string streams;
  std::vector<std::string> neighbours;
};

void add_surroundings(CLI::App& app, Surroundings& typed, SimulatorOptions& options) {
  app.add_option("--generate", typed.generated,
                 "A table of items made as they are read, as NAME=items:1000000,size:400-1200,"
                 "keys:S+N,seed:7 or NAME=FILE.json")
      ->type_name("TABLE=PARTS");
  app.add_option("--swallow", options.swallowing,
                 "Tables created under such a name count what is put and keep no items")
      ->type_name("NAME-GLOB");
  app.add_option("--streams", typed.streams,
                 "How streams behave and try their readers, as empty-answer:50,late-child:2s,"
                 "open-parent:5s,repeated-shard:20,roll:10m,iterator-life:1m,readers:2")
      ->type_name("PARTS");
  app.add_option("--neighbour", typed.neighbours,
                 "Other traffic on a table, as NAME=reads:50,writes:20,inserts:10,deletes:10,hot:5,"
                 "size:400,seed:7,account:KEY; what became of it is said in the end")
      ->type_name("TABLE=PARTS");
}

Done check_swallowing(const std::vector<std::string>& globs) {
  const auto fits = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == '*';
  };
  for (const auto& glob : globs) {
    if (!glob.empty() && std::ranges::all_of(glob, fits)) continue;
    return wrong("--swallow",
                 "\"" + glob + "\" fits no name of a table; '*' is any letters of one");
  }
  return {};
}

Done read_surroundings(const Surroundings& typed, SimulatorOptions& options) {
  auto tables = read_generated_tables(typed.generated, options.accounts);
  if (!tables) return wrong("--generate", tables.error());
  options.generated = *std::move(tables);
  const auto swallowing = check_swallowing(options.swallowing);
  if (!swallowing) return swallowing;
  const auto streams = read_stream_options(typed.streams);
  if (!streams) return wrong("--streams", streams.error());
  options.streams = *streams;
  auto neighbours = read_neighbours(typed.neighbours, options.accounts);
  if (!neighbours) return wrong("--neighbour", neighbours.error());
  options.neighbours = *std::move(neighbours);
  for (const auto& neighbour : options.neighbours) {
    const auto& made = options.generated;
    if (neighbour.writes <= 0 ||
        std::ranges::find(made, neighbour.table, &Generation::table) == made.end()) {
      continue;
    }
    return wrong("--neighbour", neighbour.table + " is generated and takes no writes");
  }
  return {};
}

// Standard output may be full or closed.
int show(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0) return 0;
  std::fputs("error: standard output does not take the text\n", stderr);
  return 1;
}

std::string unexpected_word(const CLI::App& app) {
  const auto words = app.remaining();
  const auto flag = std::ranges::find_if(words, [](const auto& word) { return word[0] == '-'; });
  if (flag != words.end()) return "there is no such flag: " + *flag;
  return "\"" + words.front() + "\" belongs to no flag";
}

}  // namespace

int simulator_command(int argc, const char* const* argv) {
  CLI::App app(
      "A DynamoDB look-alike for demos and tests; forgets everything when it ends. Any credentials "
      "do; each access key is an account of its own (docs/simulator.md)",
      "dynaferry simulator");
  SimulatorOptions options;
  std::vector<std::string> credentials;
  Pace pace;
  Mishaps mishaps;
  Surroundings surroundings;
  app.add_option("--address", options.address, "IP address to listen on")
      ->capture_default_str()
      ->check(ip_address());
  app.add_option("--port", options.port, "Port to listen on; 0: any that is free")
      ->capture_default_str()
      ->check(whole_number(0, std::numeric_limits<std::uint16_t>::max()));
  app.add_option("--check-signatures", credentials,
                 "Credentials to let in, as KEY:SECRET[:ACCOUNT-ID]; all others are refused")
      ->type_name("KEY:SECRET");
  add_pace(app, pace, options);
  add_mishaps(app, mishaps, options);
  add_surroundings(app, surroundings, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return show(app.help());
  } catch (const CLI::ExtrasError&) {
    return refuse(unexpected_word(app));
  } catch (const CLI::ParseError& error) {
    return refuse(error.what());
  }
  set_pace(pace, options);
  auto read = read_accounts(credentials, options);
  if (read) read = read_mishaps(mishaps, options);
  if (read) read = read_surroundings(surroundings, options);
  if (!read) return refuse(read.error());
  try {
    return run_simulator(options);
  } catch (const std::bad_alloc&) {
    std::fputs(
        "error: the simulator has too little memory\n  data: what it held is gone, as whenever it "
        "ends\n  next: fewer items, --swallow for copies, or more memory\n",
        stderr);
    return 1;
  }
}

}  // namespace dynaferry::sim
