#include "sim/front/simulator_command.h"

#include <CLI/CLI.hpp>
#include <optional>

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

}  // namespace

int simulator_command(int argc, const char* const* argv) {
  CLI::App app("A DynamoDB look-alike for demos and tests; forgets everything when it ends",
               "dynaferry simulator");
  SimulatorOptions options;
  std::vector<std::string> credentials;
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
  options.check_signatures = !credentials.empty();
  options.creating = std::chrono::milliseconds(creating);
  set_delays(options.control, std::chrono::milliseconds(updating),
             std::chrono::milliseconds(setting));
  if (session > 0) options.longest_session = std::chrono::seconds(session);
  return run_simulator(options);
}

}  // namespace dynaferry::sim
