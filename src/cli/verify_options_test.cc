#include "cli/verify_options.h"

#include <gtest/gtest.h>

#include "cli/fake_environment.h"
#include "cli/help.h"
#include "cli/options.h"

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;

run::Request asked(const std::string& line, const std::string& config = "{}") {
  const auto environment = fake_environment({}, {{"dynaferry.yaml", config}});
  const auto command = parse(words_of(line), environment);
  EXPECT_TRUE(command) << line << ": " << command.error().what;
  const auto* run = command ? std::get_if<RunCommand>(&*command) : nullptr;
  return run != nullptr ? run->request : run::Request{};
}

std::string refusal(const std::string& line, const std::string& config = "{}") {
  const auto environment = fake_environment({}, {{"dynaferry.yaml", config}});
  const auto command = parse(words_of(line), environment);
  EXPECT_FALSE(command) << line;
  return command ? "" : command.error().what + " / " + command.error().next;
}

const run::VerifyRequest& verify_of(const run::Request& request) {
  static const run::VerifyRequest none;
  EXPECT_TRUE(request.verify);
  return request.verify ? *request.verify : none;
}

TEST(VerifyOptions, verify_alone_compares_every_item_and_writes_nothing) {
  const auto request = asked("verify orders");
  const auto& verify = verify_of(request);
  EXPECT_FALSE(request.copies || request.dry_run);
  EXPECT_EQ(verify.mode, verify::Mode::full);
  EXPECT_EQ(verify.samples, 1000U);
  EXPECT_FALSE(verify.repair || verify.delete_extra || verify.diff_values);
  EXPECT_FALSE(verify.diff_out || verify.report || verify.digest_key);
  EXPECT_EQ(request.choice.names, Words{"orders"});
}

TEST(VerifyOptions, every_flag_of_verify_reaches_the_request) {
  const auto request = asked(
      "verify a* --exclude ab --table x-1=y-1 --map-prefix a=b --mode full --repair --delete-extra "
      "--diff-out d --diff-values --report r --digest-key 000102030405060708090a0b0c0d0eFF "
      "--segments 7 --tables-at-once 2 --eventual-reads --state s --events e --interval 3 -v "
      "--log-format json --keep-replication-attributes --keep-going --connect-timeout-total 9");
  const auto& verify = verify_of(request);
  EXPECT_TRUE(verify.repair && verify.delete_extra && verify.diff_values);
  EXPECT_EQ(verify.diff_out, "d");
  EXPECT_EQ(verify.report, "r");
  EXPECT_EQ(verify.digest_key,
            (model::DigestKey{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255}));
  EXPECT_EQ(request.choice.exclude, Words{"ab"});
  EXPECT_EQ(request.choice.pairs.size(), 1U);
  EXPECT_TRUE(request.choice.map_prefix);
  EXPECT_EQ(request.segments, 7U);
  EXPECT_EQ(request.tables_at_once, 2U);
  EXPECT_TRUE(request.eventual_reads && request.keep_replication_attributes && request.keep_going);
  EXPECT_EQ(request.state_directory, "s");
  EXPECT_EQ(request.events_file, "e");
  EXPECT_EQ(request.interval, std::chrono::seconds(3));
  EXPECT_EQ(request.unreachable_limit, std::chrono::seconds(9));
  EXPECT_EQ(request.verbosity, run::Verbosity::keys);
  EXPECT_TRUE(request.json_log);
}

TEST(VerifyOptions, a_sample_has_the_size_that_is_asked_for) {
  EXPECT_EQ(verify_of(asked("verify x --mode sample")).samples, 1000U);
  const auto request = asked("verify x --mode sample --samples 50");
  EXPECT_EQ(verify_of(request).mode, verify::Mode::sample);
  EXPECT_EQ(verify_of(request).samples, 50U);
  EXPECT_EQ(verify_of(asked("verify x --mode sample --samples 1000000")).samples, 1'000'000U);
  EXPECT_EQ(verify_of(asked("verify x --mode count")).mode, verify::Mode::count);
}

TEST(VerifyOptions, a_copy_may_end_in_a_verify) {
  EXPECT_FALSE(asked("copy x").verify);
  EXPECT_TRUE(asked("copy x --verify --dest-read-budget 5").destination_read_budget);
  EXPECT_TRUE(asked("copy x").copies);
  const auto request = asked("copy x --verify --diff-out d --diff-values --report r");
  EXPECT_TRUE(request.copies);
  EXPECT_EQ(verify_of(request).mode, verify::Mode::full);
  EXPECT_EQ(verify_of(request).diff_out, "d");
  EXPECT_EQ(verify_of(request).report, "r");
  EXPECT_TRUE(verify_of(request).diff_values);
  EXPECT_FALSE(verify_of(request).repair || verify_of(request).delete_extra);
}

TEST(VerifyOptions, a_pass_that_deletes_what_is_extra_verifies_and_repairs) {
  for (const auto* line :
       {"copy x --again --delete-extra", "copy x --again --verify --delete-extra"}) {
    const auto request = asked(line);
    EXPECT_TRUE(request.copies && request.again);
    EXPECT_TRUE(verify_of(request).repair && verify_of(request).delete_extra);
  }
}

TEST(VerifyOptions, a_plan_knows_of_it_and_makes_no_file) {
  const auto request = asked("plan x --verify --report r --diff-out d");
  EXPECT_TRUE(request.dry_run);
  ASSERT_TRUE(request.verify);
  EXPECT_FALSE(request.verify->report || request.verify->diff_out);
  EXPECT_FALSE(asked("copy x --dry-run --verify --diff-out d").verify->diff_out);
}

TEST(VerifyOptions, what_does_not_go_together_is_refused) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"verify x --delete-extra", "--delete-extra needs --repair"},
      {"verify x --diff-values", "--diff-values needs --diff-out"},
      {"verify x --samples 5", "--samples needs --mode sample"},
      {"verify x --mode full --samples 5", "--samples needs --mode sample"},
      {"verify x --mode sample --samples 0", "--samples takes a number from 1 to 1000000"},
      {"verify x --mode sample --samples 1000001", "--samples takes a number from 1 to 1000000"},
      {"verify x --mode some", "--mode takes one of: full, sample, count"},
      {"verify x --mode sample --repair", "--repair needs --mode full"},
      {"verify x --mode count --repair", "--repair needs --mode full"},
      {"verify x --mode count --diff-out d", "--diff-out has no use with --mode count"},
      {"verify x --digest-key 00", "--digest-key takes 32 hexadecimal digits"},
      {"verify x --digest-key 0001020304050607-8090a0b0c0d0e0f", "--digest-key takes"},
      {"verify x --digest-key 000102030405060708090a0b0c0d0e0f0", "--digest-key takes"},
      {"verify x --digest-key 000102030405060708090a0b0c0d0e0g", "--digest-key takes"},
      {"verify x --report f --diff-out f", "--diff-out and --report name the same file"},
      {"verify x --report f --events f", "--report and --events name the same file"},
      {"verify x --report=", "--report needs a value: --report FILE"},
      {"copy x --dest-read-budget 5", "--dest-read-budget needs --verify"},
      {"copy x --delete-extra", "--delete-extra needs --again"},
      {"copy x --verify --delete-extra", "--delete-extra needs --again"},
      {"copy x --verify --schema-only", "--schema-only and --verify cannot be combined"},
      {"copy x --again --delete-extra --schema-only",
       "--schema-only and --delete-extra cannot be combined"},
      {"copy x --report r", "--report needs --verify"},
      {"copy x --diff-out d", "--diff-out needs --verify"},
      {"copy x --diff-values", "--diff-values needs --verify"},
      {"copy x --digest-key 000102030405060708090a0b0c0d0e0f", "--digest-key needs --verify"},
      {"copy x --verify --diff-values", "--diff-values needs --diff-out"},
  };
  for (const auto& [line, told] : rows) {
    EXPECT_TRUE(refusal(line).contains(told)) << line << ": " << refusal(line);
  }
  EXPECT_TRUE(refusal("verify x", "report: ''").contains("--report takes a file"));
  EXPECT_TRUE(refusal("verify x", "diff-out: ''").contains("--diff-out takes a file"));
}

TEST(VerifyOptions, a_flag_of_another_command_is_refused_by_its_owners_name) {
  for (const auto* flag : {"again", "restart", "schema-only", "data-only", "dry-run", "settings",
                           "if-exists", "if-not-empty", "on-bad-item", "concurrency", "verify"}) {
    const auto told = "--" + std::string(flag) + " is a flag of copy, not of verify";
    EXPECT_TRUE(refusal("verify x --" + std::string(flag)).contains(told));
    EXPECT_FALSE(refusal("verify x --" + std::string(flag) + "=planted").contains("planted"));
  }
  for (const auto* flag : {"mode", "samples", "repair"}) {
    const auto told = "--" + std::string(flag) + " is a flag of verify, not of copy";
    EXPECT_TRUE(refusal("copy x --verify --" + std::string(flag)).contains(told));
  }
}

TEST(VerifyOptions, a_mistyped_flag_is_told_the_nearest_one) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"verify x --repiar", "did you mean --repair?"},
      {"verify x --sample 5", "did you mean --samples?"},
      {"verify x --diff-output d", "did you mean --diff-out?"},
      {"verify x --digets-key 0", "did you mean --digest-key?"},
      {"copy x --sorce-region r", "did you mean --source-region?"},
      {"copy x --source-secret-access-key k", "never given by flag"},
  };
  for (const auto& [line, told] : rows) {
    EXPECT_TRUE(refusal(line).contains(told)) << line << ": " << refusal(line);
  }
  EXPECT_FALSE(refusal("verify x --zzz").contains("did you mean"));
  EXPECT_TRUE(refusal("verify x --zzz").contains("\"dynaferry verify --help\""));
}

TEST(VerifyOptions, one_configuration_file_serves_all_commands) {
  const std::string config =
      "mode: sample\nsamples: 77\nreport: r\ndiff-out: d\ndigest-key: "
      "000102030405060708090a0b0c0d0e0f\nconcurrency: 3\nverify: true\nif-not-empty: overwrite\n";
  const auto verify = asked("verify x*", config);
  EXPECT_EQ(verify_of(verify).mode, verify::Mode::sample);
  EXPECT_EQ(verify_of(verify).samples, 77U);
  EXPECT_EQ(verify_of(verify).report, "r");
  EXPECT_TRUE(verify_of(verify).digest_key);
  EXPECT_FALSE(verify.concurrency) << "that is copy's";
  const auto copy = asked("copy x", config);
  EXPECT_EQ(verify_of(copy).mode, verify::Mode::full) << "that is verify's";
  EXPECT_EQ(copy.concurrency, 3U);
  EXPECT_EQ(verify_of(asked("verify x --mode full --report q", config)).report, "q");
  EXPECT_FALSE(asked("copy x", "report: r\ndiff-values: true\n").verify);
}

TEST(VerifyOptions, what_writes_over_items_or_deletes_them_is_never_asked_for_by_a_file) {
  for (const auto* name : {"repair", "delete-extra"}) {
    const auto told = std::string(name) + ", which is taken from the command line only";
    EXPECT_TRUE(refusal("verify x", std::string(name) + ": true").contains(told));
  }
}

TEST(VerifyOptions, the_help_of_a_command_lists_what_it_takes_and_nothing_else) {
  for (const auto verb : {Verb::copy, Verb::plan, Verb::verify}) {
    const auto help = help_of(verb);
    for (const auto& flag : all_flags()) {
      if (flag.name == "verbose" || flag.name == "help" || flag.name.starts_with("dest-")) continue;
      const auto shown = help.contains("    --" + std::string(flag.name));
      EXPECT_EQ(shown, find_flag(flags_of(verb), flag.name) != nullptr) << flag.name;
    }
    EXPECT_TRUE(help.contains("    3  verify found differences"));
  }
}

}  // namespace
}  // namespace dynaferry::cli
