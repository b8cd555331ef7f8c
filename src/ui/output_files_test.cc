#include "ui/output_files.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"

namespace dynaferry::ui {
namespace {

class OutputFilesTest : public testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const { return directory_.path() / name; }
  [[nodiscard]] bool may_be_written(const OutputFiles& files) const {
    return check_output_files(files, at("state")).has_value();
  }

  TemporaryDirectory directory_;
};

TEST_F(OutputFilesTest, may_be_several) {
  EXPECT_TRUE(may_be_written({}));
  EXPECT_TRUE(may_be_written({{"--events", at("a")}, {"--diff-out", at("b")}}));
  EXPECT_TRUE(may_be_written({{"--events", "/dev/null"}, {"--diff-out", "/dev/null"}}));
}

TEST_F(OutputFilesTest, are_not_one_under_two_names) {
  EXPECT_FALSE(may_be_written({{"--report", at("r")}, {"--diff-out", at("./r")}}));
  std::ofstream(at("file")) << "x";
  std::filesystem::create_symlink(at("file"), at("link"));
  std::filesystem::create_hard_link(at("file"), at("hard"));
  EXPECT_FALSE(may_be_written({{"--events", at("file")}, {"--diff-out", at("link")}}));
  EXPECT_FALSE(may_be_written({{"--events", at("file")}, {"--diff-out", at("hard")}}));
}

TEST_F(OutputFilesTest, are_not_in_the_state_directory) {
  EXPECT_FALSE(may_be_written({{"--diff-out", at("state/x.repair.ndjson")}}));
  EXPECT_FALSE(may_be_written({{"--diff-out", at("other/../state/x")}}));
  std::filesystem::create_directory(at("state"));
  std::filesystem::create_directory_symlink(at("state"), at("way"));
  EXPECT_FALSE(may_be_written({{"--report", at("way/x")}}));
}

}  // namespace
}  // namespace dynaferry::ui
