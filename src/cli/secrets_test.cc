// Secrets are planted in every input, every way to fail is forced, and no word that comes out may
// hold one of them.

#include <gtest/gtest.h>

#include "cli/fake_environment.h"
#include "cli/options.h"
#include "cli/side.h"
#include "core/random.h"

namespace dynaferry::cli {
namespace {

using Words = std::vector<std::string>;

const std::string planted = "pLaNtEd/K7MDENG+bPxRfiCY=";

class Machine {
 public:
  explicit Machine(std::uint64_t seed) : random_(seed) {}

  // What can be said by this machine to its user, all of it.
  std::string everything_said() {
    const auto environment = fake_environment(variables(), files());
    std::string said;
    const auto command = parse(arguments(), environment);
    if (!command) return command.error().what + "\n" + command.error().next;
    const auto* copy = std::get_if<RunCommand>(&*command);
    if (copy == nullptr) return "";
    for (const auto& warning : copy->warnings) said += warning + "\n";
    said += copy->request.command_line + "\n";
    for (const auto* options : {&copy->source, &copy->destination}) {
      const auto side = resolve_side(*options, environment);
      said += side ? side->text() + side->credentials_from + side->endpoint.url()
                   : side.error().what + "\n" + side.error().next;
    }
    reached_ += 1;
    return said;
  }
  [[nodiscard]] int reached() const { return reached_; }

 private:
  bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }
  std::string pick(const Words& words) { return words[random_.below(words.size())]; }

  // A secret, whole or broken.
  std::string secret() {
    return pick({planted, planted, planted, planted, planted, planted, planted, planted, planted,
                 planted, "\"" + planted, planted + " " + planted, planted + "\r\nX: " + planted,
                 ""});
  }

  void add_side(Variables& out, const std::string& prefix) {
    if (!chance(4)) out[prefix + "ACCESS_KEY_ID"] = pick({"AKIAIOSFODNN7EXAMPLE", "", "A B"});
    if (!chance(4)) out[prefix + "SECRET_ACCESS_KEY"] = secret();
    if (chance(2)) out[prefix + "SESSION_TOKEN"] = secret();
    if (!chance(4))
      out[prefix + "REGION"] = pick({"us-east-1", "us-east-1", "local", planted, "moon"});
    if (chance(6)) out[prefix + "PROFILE"] = pick({"good", "half", "role", "nobody", "default"});
    if (chance(12)) out[prefix + "ROLE_ARN"] = "arn:aws:iam::1:role/x";
    if (chance(6)) {
      out[prefix + "ENDPOINT_URL"] = pick({"http://localhost:8000", "http://example.com",
                                           "https://u:" + planted + "@example.com", planted,
                                           "https://example.com/?k=" + planted});
    }
  }

  Variables variables() {
    Variables out;
    for (const auto* prefix : {"SRC_AWS_", "DEST_AWS_", "AWS_"}) {
      if (chance(2)) add_side(out, prefix);
    }
    if (chance(4)) out["HTTPS_PROXY"] = "http://u:" + planted + "@proxy";
    if (chance(12)) out["SRC_PREFIX"] = "DEV-";
    if (chance(12)) out["TABLES_TO_MIGRATE"] = "orders," + planted;
    return out;
  }

  FakeFiles files() {
    Variables said;
    for (const auto* prefix : {"SRC_AWS_", "DEST_AWS_"}) add_side(said, prefix);
    std::string dotenv;
    for (const auto& [name, value] : said) dotenv += name + (chance(60) ? " " : "=") + value + "\n";
    FakeFiles files{{".env", chance(8) ? FakeFile::open_to_others(dotenv) : FakeFile(dotenv)}};
    if (chance(4)) {
      files.emplace("dynaferry.yaml",
                    pick({"source-profile: good", "source: {secret: " + planted + "}",
                          "a: [" + planted, "all: " + planted, "tables: " + planted + ": x"}));
    }
    std::string shared =
        "[good]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = " + secret() +
        "\n[half]\naws_secret_access_key = " + planted +
        "\n[role]\nrole_arn=x\naws_session_token=" + planted + "\n";
    if (chance(4)) shared += pick({planted + "\n", "[" + planted + "\n", " " + planted});
    if (!chance(4)) files.emplace("/home/me/.aws/credentials", shared);
    files.emplace("wrong-list", dotenv);
    return files;
  }

  Words arguments() {
    Words words{pick({"copy", "copy", "copy", "copy", "plan", "verify", planted})};
    if (!chance(8)) words.emplace_back("orders");
    if (chance(8))
      words.push_back(pick({"--secret-key", "--source-session-token", "-k", "--max-cost"}));
    if (words.back().starts_with('-') && chance(2)) words.push_back(planted);
    if (chance(12)) words.insert(words.end(), {"--tables-from", "wrong-list"});
    if (chance(12)) words.push_back("--token=" + planted);
    if (chance(12)) words.push_back("-" + planted);
    for (const auto* flag : {"--segments", "--if-exists", "--interval", "--map-prefix", "--table",
                             "--mode", "--digest-key"}) {
      if (!chance(40)) continue;
      words.emplace_back(flag);
      words.push_back(planted.substr(0, planted.size() - 1));
    }
    return words;
  }

  Random random_;
  int reached_ = 0;
};

TEST(Secrets, are_in_no_word_that_is_said) {
  int reached = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Machine machine(seed);
    const auto said = machine.everything_said();
    reached += machine.reached();
    ASSERT_FALSE(said.contains("pLaNtEd")) << "seed " << seed << ": " << said;
  }
  EXPECT_GT(reached, 300);  // Enough of them got as far as resolving their sides.
}

}  // namespace
}  // namespace dynaferry::cli
