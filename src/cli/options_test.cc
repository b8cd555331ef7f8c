#include "cli/options.h"

#include <gtest/gtest.h>

#include "cli/fake_environment.h"
#include "cli/help.h"

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;
using Pairs = std::vector<std::pair<std::string, std::string>>;

RunCommand copy_of(const Words& arguments, const Environment& environment) {
  auto command = parse(arguments, environment);
  EXPECT_TRUE(command) << command.error().what;
  auto* copy = command ? std::get_if<RunCommand>(&*command) : nullptr;
  EXPECT_NE(copy, nullptr);
  return copy != nullptr ? *copy : RunCommand{};
}
run::Request request_of(const Words& arguments,
                        const Environment& environment = fake_environment({})) {
  return copy_of(arguments, environment).request;
}
std::string shown(const Words& arguments) {
  const auto command = parse(arguments, fake_environment({}));
  EXPECT_TRUE(command);
  return std::get<ShowCommand>(*command).text;
}
std::string refusal(const Words& arguments, const Environment& environment = fake_environment({})) {
  const auto command = parse(arguments, environment);
  EXPECT_FALSE(command);
  return command ? "" : command.error().what + " / " + command.error().next;
}

TEST(Options, help_and_version_are_shown) {
  EXPECT_EQ(shown({}), general_help());
  EXPECT_EQ(shown({"help"}), general_help());
  EXPECT_EQ(shown({"--help"}), general_help());
  EXPECT_EQ(shown({"help", "help"}), general_help());
  EXPECT_EQ(shown({"help", "--help"}), general_help());
  EXPECT_EQ(shown({"copy", "x", "-h"}), help_of(Verb::copy));
  for (const auto verb : {Verb::copy, Verb::plan, Verb::verify}) {
    const std::string name(name_of(verb));
    EXPECT_EQ(shown({"help", name}), help_of(verb));
    EXPECT_EQ(shown({name, "--help"}), help_of(verb));
    EXPECT_TRUE(help_of(verb).starts_with("dynaferry " + name + " [TABLE…]"));
  }
  EXPECT_TRUE(shown({"--version"}).starts_with("dynaferry 0."));
  for (const auto& text :
       {general_help(), help_of(Verb::copy), help_of(Verb::plan), help_of(Verb::verify)}) {
    std::size_t begin = 0;
    while (begin < text.size()) {
      const auto end = text.find('\n', begin);
      EXPECT_LE(end - begin, 100U) << text.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

TEST(Options, copy_has_the_defaults_of_the_contract) {
  const auto request = request_of({"copy", "orders"});
  EXPECT_EQ(request.choice.names, Words{"orders"});
  EXPECT_FALSE(request.dry_run || request.schema_only || request.data_only || request.again ||
               request.keep_going || request.eventual_reads || request.json_log ||
               request.keep_replication_attributes || request.choice.all);
  EXPECT_FALSE(request.segments || request.concurrency || request.events_file);
  EXPECT_EQ(request.tables_at_once, 4U);
  EXPECT_EQ(request.if_exists, run::IfExists::use);
  EXPECT_EQ(request.if_not_empty, run::IfNotEmpty::fail);
  EXPECT_EQ(request.settings, run::SettingsScope::best);
  EXPECT_EQ(request.verbosity, run::Verbosity::normal);
  EXPECT_EQ(request.state_directory, "./dynaferry.state");
  EXPECT_EQ(request.interval, std::chrono::seconds(30));
}

TEST(Options, a_read_budget_is_units_or_a_percentage) {
  EXPECT_FALSE(request_of({"copy", "x"}).source_read_budget);
  EXPECT_FALSE(request_of({"copy", "x", "--source-read-budget", "auto"}).source_read_budget);
  const auto units = request_of({"copy", "x", "--source-read-budget", "250"}).source_read_budget;
  ASSERT_TRUE(units);
  EXPECT_EQ(units->amount, 250);
  EXPECT_FALSE(units->is_percentage);
  const auto part = request_of({"verify", "x", "--dest-read-budget=30%"}).destination_read_budget;
  ASSERT_TRUE(part);
  EXPECT_EQ(part->amount, 30);
  EXPECT_TRUE(part->is_percentage);
  for (const auto* wrong : {"0", "-1", "5.5", "0%", "101%", "%", "many", "1e3", " 5"}) {
    EXPECT_TRUE(refusal({"copy", "x", std::string("--source-read-budget=") + wrong})
                    .contains("--source-read-budget takes \"auto\", a number of units a second"))
        << wrong;
  }
}

TEST(Options, every_flag_reaches_the_request) {
  const auto request = request_of(
      words_of("copy orders --exclude x* --exclude=y* --table a-1=b-1 --map-prefix dev-=prod- "
               "--schema-only --segments 16 --concurrency=8 --tables-at-once 2 --eventual-reads "
               "--if-exists fail --if-not-empty overwrite --settings all --keep-going --again "
               "--restart prod-a --restart prod-b --keep-replication-attributes --state /s "
               "--events /e --interval 5 --log-format json -vv users"));
  EXPECT_EQ(request.choice.names, (Words{"orders", "users"}));
  EXPECT_EQ(request.choice.exclude, (Words{"x*", "y*"}));
  EXPECT_EQ(request.choice.pairs, (Pairs{{"a-1", "b-1"}}));
  EXPECT_EQ(request.choice.map_prefix, std::pair(std::string("dev-"), std::string("prod-")));
  EXPECT_TRUE(request.schema_only && request.eventual_reads && request.keep_going && request.again);
  EXPECT_TRUE(request.keep_replication_attributes && request.json_log);
  EXPECT_EQ(request.segments, 16U);
  EXPECT_EQ(request.concurrency, 8U);
  EXPECT_EQ(request.tables_at_once, 2U);
  EXPECT_EQ(request.if_exists, run::IfExists::fail);
  EXPECT_EQ(request.if_not_empty, run::IfNotEmpty::overwrite);
  EXPECT_EQ(request.settings, run::SettingsScope::all);
  EXPECT_EQ(request.restart, (Words{"prod-a", "prod-b"}));
  EXPECT_EQ(request.state_directory, "/s");
  EXPECT_EQ(request.events_file, "/e");
  EXPECT_EQ(request.interval, std::chrono::seconds(5));
  EXPECT_EQ(request.verbosity, run::Verbosity::everything);
}

TEST(Options, flags_that_exclude_others_reach_the_request_too) {
  EXPECT_TRUE(request_of({"plan", "orders"}).dry_run);
  EXPECT_TRUE(request_of({"copy", "orders", "--dry-run"}).dry_run);
  EXPECT_TRUE(request_of({"copy", "orders", "--data-only"}).data_only);
  EXPECT_EQ(request_of({"copy", "orders", "-v"}).verbosity, run::Verbosity::keys);
  EXPECT_EQ(request_of({"copy", "orders", "-v", "-v"}).verbosity, run::Verbosity::everything);
  EXPECT_EQ(request_of({"copy", "orders", "--quiet"}).verbosity, run::Verbosity::quiet);
  EXPECT_FALSE(request_of({"copy", "orders", "--segments", "auto"}).segments);
  const auto regex =
      request_of({"copy", "orders", "--map-regex", "^(?=d)(.*)=x$1"}).choice.map_regex;
  EXPECT_EQ(regex, std::pair(std::string("^(?=d)(.*)"), std::string("x$1")));
}

TEST(Options, a_glob_in_brackets_stays_whole) {
  const auto request = request_of({"copy", "[Dd][Ee]", "[ab,c]", "--exclude", "[x,y]"});
  EXPECT_EQ(request.choice.names, (Words{"[Dd][Ee]", "[ab,c]"}));
  EXPECT_EQ(request.choice.exclude, (Words{"[x,y]"}));
}

TEST(Options, the_command_line_is_kept_as_a_shell_would_take_it) {
  EXPECT_EQ(request_of({"copy", "dev-*", "it's", "--state", "a b"}).command_line,
            "dynaferry copy 'dev-*' 'it'\\''s' --state 'a b'");
}

struct Selection {
  Words flags;
  std::string environment, config, env_file;
  Words names;
};

TEST(Options, the_highest_layer_that_names_tables_names_them_all) {
  const std::vector<Selection> rows{
      {{"arg"}, "env", "cfg", "dot", {"arg"}},
      {{}, "env-1, env-2", "cfg", "dot", {"env-1", "env-2"}},
      {{}, "", "cfg", "dot", {"cfg"}},
      {{}, "", "", "dot-1,,dot-2 ,", {"dot-1", "dot-2"}},
      {{"--all"}, "env", "cfg", "dot", {}},
      {{"--table", "abc=def"}, "env", "cfg", "dot", {}},
      {{"--tables-from", "-"}, "env", "cfg", "dot", {"in-1", "in-2"}},
      {{"--tables-from", "list", "arg"}, "env", "cfg", "dot", {"arg", "listed"}},
  };
  for (const auto& row : rows) {
    FakeFiles files{{".env", "TABLES_TO_MIGRATE=" + row.env_file},
                    {"list", "# some\n\n listed \r\n"}};
    if (!row.config.empty()) files.emplace("dynaferry.yaml", "tables: [" + row.config + "]");
    auto arguments = row.flags;
    arguments.insert(arguments.begin(), "copy");
    const auto environment =
        fake_environment({{"TABLES_TO_MIGRATE", row.environment}}, files, "in-1\nin-2");
    EXPECT_EQ(request_of(arguments, environment).choice.names, row.names);
  }
  EXPECT_TRUE(refusal({"copy"}).contains("no table is named"));
  EXPECT_TRUE(refusal({"copy", "--tables-from", "none"}).contains("cannot read none"));
  EXPECT_TRUE(refusal({"copy", "--tables-from", "-"}).contains("names no table"));
}

TEST(Options, what_cannot_be_a_name_in_a_list_is_told_by_its_place_and_not_repeated) {
  const auto environment = fake_environment(
      {}, {{"list", "orders\n# a remark\nSRC_AWS_SECRET_ACCESS_KEY=wJalr*EXAMPLE\n"},
           {".env", "TABLES_TO_MIGRATE=orders,wJalr/EXAMPLE"}});
  const auto of_file = parse({"copy", "--tables-from", "list"}, environment);
  ASSERT_FALSE(of_file);
  EXPECT_TRUE(of_file.error().what.contains("entry 3 of --tables-from")) << of_file.error().what;
  const auto of_list = parse({"copy"}, environment);
  ASSERT_FALSE(of_list);
  EXPECT_TRUE(of_list.error().what.contains("entry 2 of TABLES_TO_MIGRATE"));
  for (const auto& error : {of_file.error(), of_list.error()}) {
    EXPECT_FALSE((error.what + error.next).contains("wJalr"));
  }
}

TEST(Options, flags_go_before_the_configuration_file) {
  const auto environment = fake_environment(
      {},
      {{"dynaferry.yaml", "segments: 3\nstate: /cfg\nexclude: [c]\ntable: {abc: def}\nquiet: true"},
       {"other.yaml", "segments: 9"}});
  const auto request = request_of({"copy", "x", "--segments", "5", "--exclude", "f"}, environment);
  EXPECT_EQ(request.segments, 5U);
  EXPECT_EQ(request.state_directory, "/cfg");
  EXPECT_EQ(request.choice.exclude, Words{"f"});
  EXPECT_EQ(request.choice.pairs, Pairs{}) << "a table is named above it";
  EXPECT_EQ(request_of({"copy"}, environment).choice.pairs, (Pairs{{"abc", "def"}}));
  EXPECT_EQ(request.verbosity, run::Verbosity::quiet);
  EXPECT_EQ(request_of({"copy", "x", "-v"}, environment).verbosity, run::Verbosity::keys);
  EXPECT_EQ(request_of({"copy", "x", "--config", "other.yaml"}, environment).segments, 9U);
  EXPECT_TRUE(refusal({"copy", "x", "--config", "none.yaml"}, environment).contains("none.yaml"));
}

TEST(Options, prefixes_of_the_old_script_are_read_from_environment_and_env_file) {
  const FakeFiles dotenv{{".env", "SRC_PREFIX=DEV-\nDEST_PREFIX=PROD-\n"}};
  const auto prefixes = [&](const Words& arguments, Variables variables, FakeFiles files) {
    return request_of(arguments, fake_environment(std::move(variables), std::move(files))).choice;
  };
  using Prefix = std::pair<std::string, std::string>;
  EXPECT_EQ(prefixes({"copy", "x"}, {}, dotenv).legacy_prefix, Prefix("DEV-", "PROD-"));
  EXPECT_EQ(prefixes({"copy", "x"}, {{"DEST_PREFIX", "QA-"}}, dotenv).legacy_prefix,
            Prefix("DEV-", "QA-"));
  EXPECT_EQ(prefixes({"copy", "x"}, {{"DEST_PREFIX", ""}}, dotenv).legacy_prefix,
            Prefix("DEV-", ""));
  EXPECT_TRUE(refusal({"copy", "x"}, fake_environment({{"SRC_PREFIX", "DEV-"}}))
                  .contains("SRC_PREFIX is set and DEST_PREFIX is not"));

  auto both = dotenv;
  both.emplace("dynaferry.yaml", "map-prefix: a=b");
  EXPECT_EQ(prefixes({"copy", "x"}, {}, both).map_prefix, Prefix("a", "b"));
  EXPECT_FALSE(prefixes({"copy", "x"}, {{"SRC_PREFIX", "E"}}, both).map_prefix);
  EXPECT_EQ(prefixes({"copy", "x", "--map-prefix", "c=d"}, {{"SRC_PREFIX", "E"}}, both).map_prefix,
            Prefix("c", "d"));
}

TEST(Options, the_env_file_must_be_there_only_if_named_and_readable_if_there) {
  EXPECT_TRUE(request_of({"copy", "x"}).choice.names == Words{"x"});
  EXPECT_TRUE(refusal({"copy", "x", "--env-file", "no.env"}).contains("cannot read no.env"));
  const auto locked = fake_environment({}, {{".env", FakeFile::unreadable()}});
  EXPECT_TRUE(refusal({"copy", "x"}, locked).contains("cannot read .env: permission denied"));
  const auto broken = fake_environment({}, {{".env", "A=1\nnonsense here\n"}});
  EXPECT_TRUE(refusal({"copy", "x"}, broken).contains(".env: line 2 "));
  const auto open = fake_environment({}, {{".env", FakeFile::open_to_others("A=1")}});
  const auto command = copy_of({"copy", "x"}, open);
  ASSERT_EQ(command.warnings.size(), 1U);
  EXPECT_TRUE(command.warnings[0].contains("chmod 600 .env"));
}

TEST(Options, bad_values_are_refused_and_say_what_is_taken) {
  const std::vector<std::pair<Words, std::string>> rows{
      {{"--segments", "0"}, "--segments takes \"auto\" or a number from 1 to 1000000"},
      {{"--segments", "1000001"}, "--segments takes"},
      {{"--segments", "4x"}, "--segments takes"},
      {{"--concurrency", "-1"}, "--concurrency takes"},
      {{"--tables-at-once", "auto"}, "--tables-at-once takes a number"},
      {{"--interval", "0"}, "--interval takes"},
      {{"--if-exists", "replace"}, "--if-exists takes one of: use, fail"},
      {{"--if-not-empty", "keep"}, "keep is not available in this version"},
      {{"--if-not-empty", "delete"}, "--if-not-empty takes one of: fail, overwrite"},
      {{"--settings", "some"}, "--settings takes one of: required, best, all"},
      {{"--log-format", "xml"}, "--log-format takes one of: text, json"},
      {{"--table", "abc"}, "--table takes SRC=DEST"},
      {{"--map-prefix", "abc"}, "--map-prefix takes FROM=TO"},
      {{"--map-regex", "abc"}, "--map-regex takes RE=REPL"},
      {{"--map-regex", "a=b", "--map-prefix", "a=b"}, "cannot be combined"},
      {{"--schema-only", "--data-only"}, "cannot be combined"},
      {{"--quiet", "-v"}, "cannot be combined"},
      {{"--state", "a", "--state", "b"}, "--state is given more than once"},
      {{"--if-not-empty", "overwrite", "x*"}, "named literally"},
      {{"--if-not-empty", "overwrite", "--all"}, "named literally"},
      {{"--all=false"}, "--all takes no value"},
      {{"--segments"}, "--segments needs a value: --segments auto|N"},
      {{"--state="}, "--state needs a value: --state DIR"},
      {{"--state", "--again"}, "--state needs a value"},
  };
  for (const auto& [flags, told] : rows) {
    Words arguments{"copy", "orders"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    EXPECT_TRUE(refusal(arguments).contains(told)) << refusal(arguments);
  }
}

TEST(Options, what_is_not_built_yet_is_refused_by_name) {
  for (const auto* flag :
       {"dest-write-budget", "apply-settings", "max-duration", "source-role-arn", "json"}) {
    const auto told = "--" + std::string(flag) + " is not available in this version";
    EXPECT_TRUE(refusal({"copy", "x", "--" + std::string(flag), "planted"}).contains(told));
    EXPECT_TRUE(refusal({"copy", "x", "--" + std::string(flag) + "=planted"}).contains(told));
  }
  for (const auto* command : {"settings", "migrate", "export", "status", "doctor"}) {
    const auto told = "dynaferry " + std::string(command) + " is not available in this version";
    EXPECT_TRUE(refusal({command, "x"}).contains(told));
    EXPECT_TRUE(refusal({"help", command}).contains(told));
  }
}

TEST(Options, the_value_of_an_unknown_flag_is_never_echoed) {
  for (const Words& flags : {Words{"--source-secret-access-key", "planted"},
                             {"--source-secret-access-key=planted"},
                             {"-planted"},
                             {"-kplanted"},
                             {"--PLANTED=planted"},
                             {"--x", "planted", "--y=planted"},
                             {"--=planted"},
                             {"--all=planted"},
                             {"-v=planted"},
                             {"-hplanted"},
                             {"--", "-planted"}}) {
    Words arguments{"copy", "orders"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    EXPECT_FALSE(refusal(arguments).contains("planted")) << refusal(arguments);
  }
  EXPECT_TRUE(refusal({"copy", "--source-secret-access-key", "x"}).contains("never given by flag"));
  EXPECT_TRUE(refusal({"copy", "--sorce-region", "x"}).contains("--sorce-region"));
  EXPECT_FALSE(refusal({"PLANTED/planted"}).contains("planted"));
  EXPECT_TRUE(refusal({"cpoy"}).contains("\"cpoy\""));
}

TEST(Options, the_way_to_the_network_is_collected) {
  const auto environment =
      fake_environment({{"HTTPS_PROXY", "http://u:p@proxy:3128"}, {"SSL_CERT_FILE", "/c.pem"}},
                       {{".env", "NO_PROXY=localhost\nHTTPS_PROXY=http://other"}});
  const auto network = copy_of({"copy", "x"}, environment).network;
  ASSERT_TRUE(network.https_proxy);
  EXPECT_EQ(network.https_proxy->reveal(), "http://u:p@proxy:3128");
  EXPECT_EQ(network.no_proxy, "localhost");
  EXPECT_EQ(network.ca_bundle, "/c.pem");
}

}  // namespace
}  // namespace dynaferry::cli
