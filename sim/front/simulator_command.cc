#include "sim/front/simulator_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>

#include "sim/engine/table_definition.h"
#include "sim/front/simulator.h"

namespace dynaferry::sim {
namespace {

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

void set_delays(ControlPlaneOptions& control, std::chrono::milliseconds updating,
                std::chrono::milliseconds setting) {
  control.updating = updating;
  control.index_creating = updating;
  control.index_deleting = updating;
  control.setting = setting;
  control.tags_unseen = setting;
  control.policy_unseen = setting;
  control.backups_unavailable = setting;
}

// TABLE=PARTS, or TABLE=FILE.json with the same parts in an object.
std::expected<Generation, std::string> read_generated(const std::string& text) {
  const auto equals = text.find('=');
  const auto table = text.substr(0, equals);
  if (equals == std::string::npos || !table_name_in(table)) {
    return std::unexpected("\"" + text + "\" is not TABLE=PARTS");
  }
  const auto parts = text.substr(equals + 1);
  if (!parts.ends_with(".json")) return read_generation(table, parts);
  std::ifstream file(parts, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const auto document = json::parse(content);
  if (!file || !document || !document->is_object()) {
    return std::unexpected(parts + " is not a file with a JSON object");
  }
  return read_generation(table, document->get_object());
}

// The account that is meant: by its number, or by an access key.
std::string account_named(const std::string& name, const std::vector<Account>& known) {
  const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (name.empty() || (name.size() == 12 && std::ranges::all_of(name, is_digit))) return name;
  const auto found = std::ranges::find(known, name, &Account::access_key);
  return found == known.end() ? account_of_key(name) : found->id;
}

// Whether all could be read; says what could not.
bool read_generated_tables(const std::vector<std::string>& texts, SimulatorOptions& options) {
  for (const auto& text : texts) {
    auto generation = read_generated(text);
    if (!generation) {
      std::fprintf(stderr, "error: --generate: %s\n", generation.error().c_str());
      return false;
    }
    const auto same = [&](const Generation& other) { return other.table == generation->table; };
    if (std::ranges::any_of(options.generated, same)) {
      std::fprintf(stderr, "error: --generate: two tables %s\n", generation->table.c_str());
      return false;
    }
    generation->account = account_named(generation->account, options.accounts);
    options.generated.push_back(*std::move(generation));
  }
  return true;
}

}  // namespace

int simulator_command(int argc, const char* const* argv) {
  CLI::App app("A DynamoDB look-alike for demos and tests; forgets everything when it ends",
               "dynaferry simulator");
  SimulatorOptions options;
  std::vector<std::string> credentials;
  std::vector<std::string> generated;
  std::int64_t creating = 0;
  app.add_option("--address", options.address, "Address to listen on")->capture_default_str();
  app.add_option("--port", options.port, "Port to listen on; 0: any that is free")
      ->capture_default_str();
  app.add_option("--check-signatures", credentials,
                 "Credentials to let in, as KEY:SECRET[:ACCOUNT-ID]; all others are refused")
      ->type_name("KEY:SECRET");
  app.add_option("--creating-delay", creating, "How long a new table is CREATING")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber);
  std::int64_t updating = 0;
  std::int64_t setting = 0;
  std::int64_t session = 0;
  app.add_option("--updating-delay", updating, "How long a table is UPDATING, an index CREATING")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--setting-delay", setting, "How long other settings take to be seen")
      ->type_name("MS")
      ->check(CLI::NonNegativeNumber);
  app.add_flag("--control-rates", options.control.rates,
               "Throttle calls about tables and settings that come too fast");
  app.add_option("--session-limit", session, "End assumed roles' credentials after so long")
      ->type_name("S")
      ->check(CLI::PositiveNumber);
  app.add_option("--generate", generated,
                 "A table of items made as they are read, as NAME=items:1000000,size:400-1200,"
                 "keys:S+N,seed:7 or NAME=FILE.json")
      ->type_name("TABLE=PARTS");
  app.add_option("--swallow", options.swallowing,
                 "Tables created under such a name count what is put and keep no items")
      ->type_name("NAME-GLOB");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : 2;
  }
  for (const auto& text : credentials) {
    auto account = read_account(text);
    if (!account) {
      std::fputs("error: --check-signatures wants KEY:SECRET or KEY:SECRET:ACCOUNT-ID\n", stderr);
      return 2;
    }
    options.accounts.push_back(*std::move(account));
  }
  if (!read_generated_tables(generated, options)) return 2;
  options.check_signatures = !credentials.empty();
  options.creating = std::chrono::milliseconds(creating);
  set_delays(options.control, std::chrono::milliseconds(updating),
             std::chrono::milliseconds(setting));
  if (session > 0) options.longest_session = std::chrono::seconds(session);
  return run_simulator(options);
}

}  // namespace dynaferry::sim
