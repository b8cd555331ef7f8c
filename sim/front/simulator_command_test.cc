// What is typed wrong is told, in words and with what to do, and nothing starts.

#include "sim/front/simulator_command.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace dynaferry::sim {
namespace {

struct Said {
  int code = 0;
  std::string error;
};

Said typed(const std::vector<std::string>& words) {
  std::vector<const char*> all{"dynaferry simulator"};
  for (const auto& word : words) all.push_back(word.c_str());
  testing::internal::CaptureStderr();
  const int code = simulator_command(static_cast<int>(all.size()), all.data());
  return {code, testing::internal::GetCapturedStderr()};
}

struct Wrong {
  std::vector<std::string> words;
  std::string told;
};

class WronglyTyped : public testing::TestWithParam<Wrong> {};

TEST_P(WronglyTyped, is_refused_in_words) {
  const auto said = typed(GetParam().words);
  EXPECT_EQ(said.code, 2);
  EXPECT_TRUE(
      said.error.starts_with("error: " + GetParam().told + "\n  data: nothing was started\n"))
      << said.error;
  EXPECT_TRUE(said.error.contains("  next: ")) << said.error;
}

INSTANTIATE_TEST_SUITE_P(
    Each, WronglyTyped,
    testing::Values(
        Wrong{{"--prot", "8000"}, "there is no such flag: --prot"},
        Wrong{{"orders"}, "\"orders\" belongs to no flag"},
        Wrong{{"--port", "abc"}, "--port: abc is not a whole number, 0 to 65535"},
        Wrong{{"--port", "99999"}, "--port: 99999 is not a whole number, 0 to 65535"},
        Wrong{{"--address", "localhost"},
              "--address: localhost is not an IP address, such as 127.0.0.1 or ::1"},
        Wrong{{"--updating-delay", "1s"},
              "--updating-delay: 1s is not a whole number of milliseconds, 0 to 31536000000"},
        Wrong{{"--creating-delay", "9223372036854775807"},
              "--creating-delay: 9223372036854775807 is not a whole number of milliseconds, "
              "0 to 31536000000"},
        Wrong{{"--session-limit", "0"},
              "--session-limit: 0 is not a whole number of seconds, 1 to 31536000"},
        Wrong{{"--bandwidth", "1MB"},
              "--bandwidth: 1MB is not a whole number of bytes a second, 1 to 4294967295"},
        Wrong{{"--seed", "-1"}, "--seed: -1 is not a whole number, 0 to 18446744073709551615"},
        Wrong{{"--latency", "5"},
              "--latency: \"5\" is no duration; write 250us, 20ms, 3s, 5m or 2h"},
        Wrong{{"--faults", "/nowhere"},
              "--faults: /nowhere cannot be read: No such file or directory"},
        Wrong{{"--faults", "/tmp"}, "--faults: /tmp cannot be read: Is a directory"},
        Wrong{{"--check-signatures", "KEY:sec:12"},
              "--check-signatures: wants KEY:SECRET or KEY:SECRET:ACCOUNT-ID, the last of twelve "
              "digits"},
        Wrong{{"--check-signatures", "KEY:one", "--check-signatures", "KEY:two"},
              "--check-signatures: the key KEY is given twice"},
        Wrong{{"--generate", "o=items:5"},
              "--generate: \"o\": TableName must be at least 3 characters long and at most 255 "
              "characters long"},
        Wrong{{"--generate", "orders"}, "--generate: \"orders\" is not TABLE=PARTS"},
        Wrong{
            {"--generate", "orders=itmes:5"},
            "--generate: there is no part itmes; there are account, collection, hot, hot-percent, "
            "items, keys, seed, size, skew"},
        Wrong{{"--generate", "orders=items:5,items:7"}, "--generate: items is said twice"},
        Wrong{{"--generate", "orders=items:4294967296"},
              "--generate: items:4294967296 is not a whole number of 0 to 4294967295"},
        Wrong{{"--generate", "orders=keys:S,collection:9"},
              "--generate: hot and collection need a sort key: without one, a key has one item"},
        Wrong{{"--generate", "orders=account:12"},
              "--generate: account \"12\" is neither the twelve digits of one nor an access key"},
        Wrong{{"--generate", "orders=account:"}, "--generate: account is empty"},
        Wrong{{"--generate", "orders=/nowhere.json"},
              "--generate: /nowhere.json cannot be read: No such file or directory"},
        Wrong{{"--generate", "orders=notes.txt"}, "--generate: \"notes.txt\" is not NAME:VALUE"},
        Wrong{
            {"--neighbour", "orders=writs:5"},
            "--neighbour: there is no part writs; there are account, deletes, hot, inserts, reads, "
            "seed, size, writes"},
        Wrong{{"--swallow", "a b"},
              "--swallow: \"a b\" fits no name of a table; '*' is any letters of one"}));

TEST(SimulatorCommand, tells_the_line_of_a_schedule_that_is_wrong) {
  const auto path =
      std::filesystem::temp_directory_path() / ("dynaferry-schedule-" + std::to_string(::getpid()));
  std::ofstream(path) << "on Scan: dorp\n";
  EXPECT_TRUE(typed({"--faults", path.string()}).error.contains("line 1: no action is called"));
  std::filesystem::remove(path);
}

TEST(SimulatorCommand, repeats_no_secret) {
  EXPECT_FALSE(typed({"--check-signatures", "KEY:topsecret:12"}).error.contains("topsecret"));
}

}  // namespace
}  // namespace dynaferry::sim
