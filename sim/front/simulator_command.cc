#include "sim/front/simulator_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "sim/front/generated_tables.h"
#include "sim/front/neighbours.h"
#include "sim/front/simulator.h"
#include "sim/front/stream_words.h"

namespace dynaferry::sim {
namespace {

using std::chrono::milliseconds;

// KEY:SECRET or KEY:SECRET:ACCOUNT.
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
  if (account.secret.empty() || account.id.empty()) return std::nullopt;
  return account;
}

// What goes wrong, as it was typed.
struct Mishaps {
  std::string faults;
  std::string latency;
  std::optional<std::uint64_t> seed;
};

void add_mishaps(CLI::App& app, Mishaps& typed, SimulatorOptions& options) {
  app.add_option("--faults", typed.faults,
                 "A schedule of what goes wrong (docs/formats/fault-schedule.md)")
      ->type_name("FILE");
  app.add_option("--seed", typed.seed,
                 "Makes faults and latency repeat; without it they are others each time")
      ->type_name("N");
  app.add_option("--latency", typed.latency,
                 "How long a call takes, and more for each KB sent; one in a hundred takes TAIL "
                 "longer, or much longer; such as 5ms,20us,100ms")
      ->type_name("BASE[,PER_KB[,TAIL]]");
  app.add_option("--bandwidth", options.line.bytes_per_second,
                 "What fits through in each direction, all calls together")
      ->type_name("BYTES/S")
      ->check(CLI::PositiveNumber);
}

Result<FaultSchedule> read_schedule_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Fault::absent, "cannot be read");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  return read_fault_schedule(text);
}

// False: it was said what is wrong.
bool read_mishaps(const Mishaps& typed, SimulatorOptions& options) {
  options.seed = typed.seed;
  if (!typed.faults.empty()) {
    auto schedule = read_schedule_file(typed.faults);
    if (!schedule) {
      std::fprintf(stderr, "error: --faults %s: %s\n", typed.faults.c_str(),
                   schedule.error().message.c_str());
      return false;
    }
    options.faults = *std::move(schedule);
  }
  if (typed.latency.empty()) return true;
  const auto read = read_latency(typed.latency, options.line);
  if (!read) std::fprintf(stderr, "error: --latency: %s\n", read.error().message.c_str());
  return read.has_value();
}

// How long things take and how often they may be done, as it was typed.
struct Pace {
  std::int64_t creating = 0;
  std::int64_t updating = 0;
  std::int64_t setting = 0;
  std::int64_t session = 0;
};

void add_pace(CLI::App& app, Pace& typed, SimulatorOptions& options) {
  const auto add = [&](const char* name, std::int64_t& into, const char* words) {
    app.add_option(name, into, words)->type_name("MS")->check(CLI::NonNegativeNumber);
  };
  add("--creating-delay", typed.creating, "How long a new table is CREATING");
  add("--updating-delay", typed.updating, "How long a table is UPDATING, an index CREATING");
  add("--setting-delay", typed.setting, "How long other settings take to be seen");
  app.add_flag("--control-rates", options.control.rates,
               "Throttle calls about tables and settings that come too fast");
  app.add_option("--session-limit", typed.session, "End assumed roles' credentials after so long")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
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

// False: it was said what is wrong.
bool read_accounts(const std::vector<std::string>& texts, SimulatorOptions& options) {
  options.check_signatures = !texts.empty();
  for (const auto& text : texts) {
    auto account = read_account(text);
    if (!account) {
      std::fputs("error: --check-signatures wants KEY:SECRET or KEY:SECRET:ACCOUNT-ID\n", stderr);
      return false;
    }
    options.accounts.push_back(*std::move(account));
  }
  return true;
}

// What goes on in the world beside the calls, as it was typed.
struct Surroundings {
  std::string streams;
  std::vector<std::string> neighbours;
};

void add_surroundings(CLI::App& app, Surroundings& typed) {
  app.add_option("--streams", typed.streams,
                 "How streams behave and try their readers, as empty-answer:50,late-child:2s,"
                 "open-parent:5s,repeated-shard:20,roll:10m,iterator-life:1m,readers:2")
      ->type_name("PARTS");
  app.add_option(
         "--neighbour", typed.neighbours,
         "Other traffic on a table, as NAME=reads:50,writes:20,inserts:10,deletes:10,hot:5; "
         "what became of it is said in the end")
      ->type_name("TABLE=PARTS");
}

// False: it was said what is wrong.
bool read_surroundings(const Surroundings& typed, SimulatorOptions& options) {
  const auto streams = read_stream_options(typed.streams);
  if (!streams) {
    std::fprintf(stderr, "error: --streams: %s\n", streams.error().c_str());
    return false;
  }
  options.streams = *streams;
  auto neighbours = read_neighbours(typed.neighbours, options.accounts);
  if (!neighbours) {
    std::fprintf(stderr, "error: --neighbour: %s\n", neighbours.error().c_str());
    return false;
  }
  options.neighbours = *std::move(neighbours);
  for (const auto& neighbour : options.neighbours) {
    const auto& made = options.generated;
    if (neighbour.writes <= 0 ||
        std::ranges::find(made, neighbour.table, &Generation::table) == made.end()) {
      continue;
    }
    std::fprintf(stderr, "error: --neighbour: %s is generated and takes no writes\n",
                 neighbour.table.c_str());
    return false;
  }
  return true;
}

// False: it was said what is wrong.
bool read_generated(const std::vector<std::string>& texts, SimulatorOptions& options) {
  auto tables = read_generated_tables(texts, options.accounts);
  if (!tables) {
    std::fprintf(stderr, "error: --generate: %s\n", tables.error().c_str());
    return false;
  }
  options.generated = *std::move(tables);
  return true;
}

}  // namespace

int simulator_command(int argc, const char* const* argv) {
  CLI::App app("A DynamoDB look-alike for demos and tests; forgets everything when it ends",
               "dynaferry simulator");
  SimulatorOptions options;
  std::vector<std::string> credentials;
  std::vector<std::string> generated;
  Pace pace;
  Mishaps mishaps;
  Surroundings surroundings;
  app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on; 0: any that is free")
      ->capture_default_str();
  app.add_option("--check-signatures", credentials,
                 "Credentials to let in, as KEY:SECRET[:ACCOUNT-ID]; all others are refused")
      ->type_name("KEY:SECRET");
  add_pace(app, pace, options);
  add_mishaps(app, mishaps, options);
  app.add_option("--generate", generated,
                 "A table of items made as they are read, as NAME=items:1000000,size:400-1200,"
                 "keys:S+N,seed:7 or NAME=FILE.json")
      ->type_name("TABLE=PARTS");
  app.add_option("--swallow", options.swallowing,
                 "Tables created under such a name count what is put and keep no items")
      ->type_name("NAME-GLOB");
  add_surroundings(app, surroundings);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : 2;
  }
  const bool all_read = read_accounts(credentials, options) && read_mishaps(mishaps, options) &&
                        read_generated(generated, options) &&
                        read_surroundings(surroundings, options);
  if (!all_read) return 2;
  set_pace(pace, options);
  return run_simulator(options);
}

}  // namespace dynaferry::sim
