#include "cli/environment.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/ordinary_user.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::cli {
namespace {

class OnDisk : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text, mode_t mode) {
    const auto path = directory_ + "/" + name;
    std::ofstream(path) << text;
    EXPECT_EQ(::chmod(path.c_str(), mode), 0);
    return path;
  }

  TemporaryDirectory temporary_{};
  std::string directory_ = temporary_.path().string();
  Environment environment_ = Environment::of_process();
};

TEST_F(OnDisk, a_file_says_whether_others_may_read_it) {
  const auto mine = environment_.read_file(write("mine", "A=1\n", 0600));
  ASSERT_TRUE(mine);
  EXPECT_EQ(mine->text, "A=1\n");
  EXPECT_FALSE(mine->others_may_read);
  EXPECT_TRUE(environment_.read_file(write("group", "", 0640))->others_may_read);
  EXPECT_TRUE(environment_.read_file(write("all", "", 0604))->others_may_read);
}

TEST_F(OnDisk, what_is_not_there_is_told_from_what_may_not_be_read) {
  EXPECT_EQ(environment_.read_file(directory_ + "/none").error().fault, Fault::absent);
  EXPECT_EQ(environment_.read_file(directory_).error().fault, Fault::absent);
  EXPECT_EQ(environment_.read_file(write("file", "", 0600) + "/below").error().fault,
            Fault::absent);
  const auto locked = write("locked", "A=1", 0000);
  const OrdinaryUser user(directory_);
  EXPECT_EQ(environment_.read_file(locked).error().fault, Fault::refused);
}

TEST_F(OnDisk, a_file_without_end_is_not_swallowed) {
  const auto read = environment_.read_file("/dev/zero");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::invalid);
}

TEST(Environment, an_empty_variable_counts_as_not_set) {
  Environment environment;
  environment.variables = {{"A", ""}, {"B", "x"}};
  EXPECT_EQ(environment.get("A"), "");
  EXPECT_EQ(environment.get("B"), "x");
  EXPECT_EQ(environment.get("C"), "");
  EXPECT_FALSE(Environment::of_process().get("PATH").empty());
}

}  // namespace
}  // namespace dynaferry::cli
