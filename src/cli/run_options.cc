#include "cli/run_options.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "cli/asked.h"
#include "cli/verify_options.h"
#include "run/mapping.h"

namespace dynaferry::cli {
namespace {

using Pair = std::pair<std::string, std::string>;

// "500" or "25%".
std::optional<run::ReadBudget> read_budget_from(std::string_view text) {
  constexpr std::uint64_t most_units = 1'000'000'000;
  const bool is_percentage = text.ends_with('%');
  if (is_percentage) text.remove_suffix(1);
  const auto amount = number_in(text, 1, is_percentage ? 100 : most_units);
  if (!amount) return std::nullopt;
  return run::ReadBudget{static_cast<double>(*amount), is_percentage};
}

class RequestBuilder {
 public:
  RequestBuilder(const Inputs& inputs, Verb verb, const Environment& environment)
      : inputs_(inputs), asked_(inputs, verb), environment_(environment) {}

  Parsed<run::Request> build() {
    for (const auto step : {&RequestBuilder::choose_tables, &RequestBuilder::map_tables,
                            &RequestBuilder::read_switches, &RequestBuilder::read_words,
                            &RequestBuilder::read_numbers, &RequestBuilder::read_budgets,
                            &RequestBuilder::read_output, &RequestBuilder::read_verify,
                            &RequestBuilder::check_combinations}) {
      if (auto error = (this->*step)()) return std::unexpected(*std::move(error));
    }
    return std::move(request_);
  }

 private:
  // The highest layer that names any table names them all: arguments replace TABLES_TO_MIGRATE.
  Outcome choose_tables() {
    auto& choice = request_.choice;
    choice.exclude = asked_.all("exclude");
    if (selects(inputs_.flags)) return select(inputs_.flags);
    if (const auto list = listed(inputs_.environment)) return take_migrate_list(*list);
    if (selects(inputs_.config)) return select(inputs_.config);
    if (const auto list = listed(inputs_.env_file)) return take_migrate_list(*list);
    return UsageError{"no table is named",
                      "name tables or globs, give --all, or set TABLES_TO_MIGRATE in .env"};
  }

  static bool selects(const Given& given) {
    return !given.tables.empty() || given.has("all") || given.has("tables-from") ||
           given.has("table");
  }

  // A list without a name in it is none.
  static std::optional<std::string> listed(const Variables& variables) {
    const auto found = variables.find("TABLES_TO_MIGRATE");
    const bool names_any = found != variables.end() &&
                           found->second.find_first_not_of(", \t\r\n") != std::string::npos;
    return names_any ? std::optional(found->second) : std::nullopt;
  }

  Outcome take_migrate_list(const std::string& list) {
    return take_list(list, ',', "TABLES_TO_MIGRATE", request_.choice.names);
  }

  Outcome select(const Given& given) {
    auto& names = request_.choice.names;
    names = given.tables;
    request_.choice.all = given.has("all");
    for (const auto& text : given.all("table")) {
      auto pair = split(text, text.find('='));
      if (!pair) return UsageError{"--table takes SRC=DEST", {}};
      request_.choice.pairs.push_back(*std::move(pair));
    }
    const auto path = given.one("tables-from");
    if (!path) return {};
    auto text = *path == "-" ? environment_.read_input() : read(*path);
    if (!text) return UsageError{text.error().message, "give --tables-from a file it can read"};
    if (auto error = take_list(*text, '\n', "--tables-from", names)) return error;
    if (names.empty() && !request_.choice.all && request_.choice.pairs.empty()) {
      return UsageError{"--tables-from names no table", {}};
    }
    return {};
  }

  // Adds the names and globs of a list that was not typed by hand. It may be the wrong one and hold
  // anything: what cannot be a name is never repeated.
  static Outcome take_list(std::string_view text, char separator, const std::string& list,
                           std::vector<std::string>& names) {
    for (std::size_t place = 1; !text.empty(); ++place) {
      const auto end = std::min(text.find(separator), text.size());
      const auto word = trimmed(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
      if (word.empty() || word.starts_with('#')) continue;
      if (!run::is_table_name(word) && !is_plain_glob(word)) {
        return UsageError{
            "entry " + std::to_string(place) + " of " + list + " is no table's name and no glob",
            "check that it is the list you meant; the entry is not repeated here"};
      }
      names.emplace_back(word);
    }
    return {};
  }

  static std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  }

  // A glob that holds nothing but its own signs and what names are made of.
  static bool is_plain_glob(std::string_view text) {
    return run::is_glob(text) && std::ranges::all_of(text, [](char c) {
             return run::is_name_character(c) || std::string_view("*?[]!^").contains(c);
           });
  }

  [[nodiscard]] Result<std::string> read(const std::string& path) const {
    DF_TRY(auto file, environment_.read_file(path));
    return std::move(file.text);
  }

  static std::optional<Pair> split(const std::string& text, std::size_t equals) {
    if (equals == std::string::npos) return std::nullopt;
    return Pair(text.substr(0, equals), text.substr(equals + 1));
  }

  Outcome map_tables() {
    if (auto error = read_legacy_prefix()) return error;
    auto& choice = request_.choice;
    const auto by_flag = inputs_.flags.has("map-prefix") || inputs_.flags.has("map-regex");
    // The environment stands above the configuration file.
    if (choice.legacy_prefix && !by_flag && legacy_is_of_environment()) return {};
    const auto& given = by_flag ? inputs_.flags : inputs_.config;
    if (given.has("map-prefix") && given.has("map-regex")) {
      return UsageError{"--map-prefix and --map-regex cannot be combined", "choose one"};
    }
    if (const auto text = given.one("map-prefix")) {
      choice.map_prefix = split(*text, text->find('='));
      if (!choice.map_prefix) return UsageError{"--map-prefix takes FROM=TO", {}};
    }
    if (const auto text = given.one("map-regex")) {
      // The last one: an expression may hold "=", a table's name cannot.
      choice.map_regex = split(*text, text->rfind('='));
      if (!choice.map_regex) return UsageError{"--map-regex takes RE=REPL", {}};
    }
    return {};
  }

  [[nodiscard]] bool legacy_is_of_environment() const {
    return inputs_.environment.contains("SRC_PREFIX") ||
           inputs_.environment.contains("DEST_PREFIX");
  }

  Outcome read_legacy_prefix() {
    const auto find = [&](const char* name) -> const std::string* {
      for (const auto* variables : {&inputs_.environment, &inputs_.env_file}) {
        if (const auto found = variables->find(name); found != variables->end())
          return &found->second;
      }
      return nullptr;
    };
    const auto* from = find("SRC_PREFIX");
    const auto* to = find("DEST_PREFIX");
    if (from == nullptr && to == nullptr) return {};
    if (from == nullptr || to == nullptr) {
      const std::string missing = from == nullptr ? "SRC_PREFIX" : "DEST_PREFIX";
      const std::string present = from == nullptr ? "DEST_PREFIX" : "SRC_PREFIX";
      return UsageError{present + " is set and " + missing + " is not",
                        "set both; an empty one is written \"" + missing + "=\""};
    }
    request_.choice.legacy_prefix = {*from, *to};
    return {};
  }

  Outcome read_switches() {
    request_.dry_run = asked_.has("dry-run");
    request_.schema_only = asked_.has("schema-only");
    request_.data_only = asked_.has("data-only");
    request_.eventual_reads = asked_.has("eventual-reads");
    request_.keep_going = asked_.has("keep-going");
    request_.again = asked_.has("again");
    request_.keep_replication_attributes = asked_.has("keep-replication-attributes");
    request_.restart = asked_.all("restart");
    return {};
  }

  Outcome read_words() {
    using run::IfExists, run::IfNotEmpty, run::OnBadItem, run::SettingsScope;
    if (asked_.one("if-not-empty") == "keep") {
      return UsageError{"--if-not-empty keep is not available in this version", {}};
    }
    if (auto error = asked_.read_word<IfExists>(
            "if-exists", request_.if_exists, {{"use", IfExists::use}, {"fail", IfExists::fail}})) {
      return error;
    }
    if (auto error = asked_.read_word<IfNotEmpty>(
            "if-not-empty", request_.if_not_empty,
            {{"fail", IfNotEmpty::fail}, {"overwrite", IfNotEmpty::overwrite}})) {
      return error;
    }
    if (auto error = asked_.read_word<OnBadItem>(
            "on-bad-item", request_.on_bad_item,
            {{"stop", OnBadItem::stop}, {"quarantine", OnBadItem::quarantine}})) {
      return error;
    }
    if (auto error = asked_.read_word<bool>("log-format", request_.json_log,
                                            {{"text", false}, {"json", true}})) {
      return error;
    }
    return asked_.read_word<SettingsScope>("settings", request_.settings,
                                           {{"required", SettingsScope::required},
                                            {"best", SettingsScope::best},
                                            {"all", SettingsScope::all}});
  }

  Outcome read_numbers() {
    // The service's own bound on TotalSegments.
    if (auto error = asked_.read_count("segments", 1'000'000, true, request_.segments))
      return error;
    if (auto error = asked_.read_count("concurrency", 1024, true, request_.concurrency))
      return error;
    std::optional<std::uint32_t> tables;
    if (auto error = asked_.read_count("tables-at-once", 100, false, tables)) return error;
    request_.tables_at_once = tables.value_or(request_.tables_at_once);
    std::optional<std::uint32_t> seconds;
    if (auto error = asked_.read_count("interval", 86'400, false, seconds)) return error;
    if (seconds) request_.interval = std::chrono::seconds(*seconds);
    std::optional<std::uint32_t> patience;
    if (auto error = asked_.read_count("connect-timeout-total", 86'400, false, patience))
      return error;
    if (patience) request_.unreachable_limit = std::chrono::seconds(*patience);
    return {};
  }

  Outcome read_budgets() {
    for (const auto& [name, budget] :
         {std::pair("source-read-budget", &request_.source_read_budget),
          std::pair("dest-read-budget", &request_.destination_read_budget)}) {
      const auto given = asked_.one(name);
      if (!given || *given == "auto") continue;
      *budget = read_budget_from(*given);
      if (*budget) continue;
      return UsageError{
          "--" + std::string(name) + " takes \"auto\", a number of units a second, or a percentage",
          "for example 500, or 25% of what each table is set to take"};
    }
    return {};
  }

  Outcome read_output() {
    using run::Verbosity;
    request_.state_directory = asked_.one("state").value_or(request_.state_directory);
    if (request_.state_directory.empty()) return UsageError{"--state takes a directory", {}};
    if (auto error = asked_.read_file_name("events", request_.events_file)) return error;
    const auto verbose = inputs_.flags.all("verbose").size();
    if (inputs_.flags.has("quiet") && verbose > 0) {
      return UsageError{"--quiet and -v cannot be combined", "choose one"};
    }
    if (verbose > 0) {
      request_.verbosity = verbose == 1 ? Verbosity::keys : Verbosity::everything;
    } else if (asked_.has("quiet")) {
      request_.verbosity = Verbosity::quiet;
    }
    return {};
  }

  Outcome read_verify() {
    auto verify = verify_request_of(asked_);
    if (!verify) return std::move(verify).error();
    request_.copies = asked_.verb() != Verb::verify;
    request_.dry_run = request_.dry_run || asked_.verb() == Verb::plan;
    request_.verify = *std::move(verify);
    if (!request_.verify) request_.destination_read_budget.reset();
    // A plan tells of it, and makes none of the files.
    if (request_.dry_run && request_.verify) {
      request_.verify->diff_out.reset();
      request_.verify->report.reset();
    }
    return {};
  }

  Outcome check_combinations() {
    if (request_.schema_only && request_.data_only) {
      return UsageError{"--schema-only and --data-only cannot be combined", "choose one"};
    }
    if (request_.if_not_empty == run::IfNotEmpty::overwrite &&
        run::needs_listing(request_.choice)) {
      return UsageError{
          "--if-not-empty overwrite needs each table named literally, without globs "
          "or --all",
          "name the tables whose destination may be overwritten"};
    }
    return {};
  }

  const Inputs& inputs_;
  Asked asked_;
  const Environment& environment_;
  run::Request request_{};
};

}  // namespace

Parsed<run::Request> request_of(const Inputs& inputs, Verb verb, const Environment& environment) {
  return RequestBuilder(inputs, verb, environment).build();
}

}  // namespace dynaferry::cli
