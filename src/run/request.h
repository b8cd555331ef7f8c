// What a command asks of a run: every choice of the user, decided. cli fills it from flags,
// environment, files and defaults; nothing below cli reads an environment variable or a flag.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/digest.h"
#include "verify/verdict.h"

namespace dynaferry::run {

// Where the table names come from and where they go (README, "Use it"; run/mapping.h).
struct Choice {
  std::vector<std::string> names{};  // Names or globs; empty with `all` unset is an error.
  bool all = false;
  std::vector<std::string> exclude{};                               // Globs.
  std::vector<std::pair<std::string, std::string>> pairs{};         // --table SRC=DEST.
  std::optional<std::pair<std::string, std::string>> map_prefix{};  // Exact.
  std::optional<std::pair<std::string, std::string>> map_regex{};   // RE, replacement.
  // SRC_PREFIX and DEST_PREFIX of the replaced script; its documented tail rule applies.
  std::optional<std::pair<std::string, std::string>> legacy_prefix{};
};

enum class IfExists : unsigned char { use, fail };
enum class IfNotEmpty : unsigned char { fail, overwrite };
enum class OnBadItem : unsigned char { stop, quarantine };
enum class SettingsScope : unsigned char { required, best, all };
enum class Verbosity : unsigned char { quiet, normal, keys, everything };

// How fast one side may be read.
struct ReadBudget {
  double amount = 0;  // More than 0.
  // Of what each table is set to take, for each by itself; else capacity units a second, for all tables
  // of the run together.
  bool is_percentage = false;
};

// What a verify asks for, also that at the end of a copy.
struct VerifyRequest {
  verify::Mode mode = verify::Mode::full;
  std::uint64_t samples = 1000;  // Keys of each side, in mode sample.
  bool repair = false;
  bool delete_extra = false;              // Only with repair.
  bool diff_values = false;               // Differences hold both items.
  std::optional<std::string> diff_out{};  // Files.
  std::optional<std::string> report{};
  std::optional<model::DigestKey> digest_key{};  // Absent: a new one, drawn at random.
};

struct Request {
  Choice choice{};
  bool dry_run = false;                   // plan
  bool copies = true;                     // copy and plan; false: verify alone.
  std::optional<VerifyRequest> verify{};  // verify, and copy --verify.
  bool schema_only = false;
  bool data_only = false;
  std::optional<std::uint32_t> segments{};     // Absent: auto.
  std::optional<std::uint32_t> concurrency{};  // Batches in flight, all tables; absent: auto.
  std::uint32_t tables_at_once = 4;
  bool eventual_reads = false;
  std::optional<ReadBudget> source_read_budget{};  // Absent: auto, what the tables bear.
  std::optional<ReadBudget> destination_read_budget{};
  IfExists if_exists = IfExists::use;
  IfNotEmpty if_not_empty = IfNotEmpty::fail;
  OnBadItem on_bad_item = OnBadItem::stop;
  SettingsScope settings = SettingsScope::best;
  bool keep_going = false;
  bool again = false;
  bool keep_replication_attributes = false;
  std::vector<std::string> restart{};  // Destination names whose journal is forgotten.
  std::string state_directory = "./dynaferry.state";
  std::optional<std::string> events_file{};
  // How long a service may be unreachable, or answer 5xx to everything, before the run gives up.
  std::chrono::seconds unreachable_limit{60};
  std::chrono::seconds interval{30};
  Verbosity verbosity = Verbosity::normal;
  bool json_log = false;
  std::string command_line{};  // As typed, without secrets: for the journal and "run again" hints.
};

}  // namespace dynaferry::run
