#include "journal/line_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "tests/support/temporary_directory.h"

namespace dynaferry::journal {
namespace {

// No file may grow beyond so many bytes, as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    (void)std::signal(SIGXFSZ, signal_);
  }

 private:
  rlimit before_{};
  void (*signal_)(int);
};

class LineFileTest : public testing::Test {
 protected:
  std::filesystem::path path() { return directory_.path() / "pair.quarantine.ndjson"; }
  std::string text() {
    std::stringstream out;
    out << std::ifstream(path(), std::ios::binary).rdbuf();
    return out.str();
  }
  void leave(const std::string& bytes) { std::ofstream(path(), std::ios::binary) << bytes; }

  // A process's life.
  void add(const std::vector<std::string>& lines) {
    auto opened = LineFile::open(loop_, path(), repeats_);
    ASSERT_TRUE(opened) << opened.error().text();
    for (const auto& line : lines) {
      const auto added = rt::run_task(loop_, (*opened)->add(line));
      ASSERT_TRUE(added) << added.error().text();
      ASSERT_NE(text().find(line + "\n"), std::string::npos) << "not there when add() returned";
    }
  }

  TemporaryDirectory directory_;
  Repeats repeats_ = Repeats::dropped;
  rt::RealLoop loop_;
};

TEST_F(LineFileTest, keeps_lines_across_processes_in_order) {
  add({R"({"a":1})", R"({"b":2})"});
  add({R"({"c":3})"});
  EXPECT_EQ(text(), "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
}

TEST_F(LineFileTest, holds_no_line_twice) {
  add({R"({"a":1})", R"({"a":1})"});
  add({R"({"a":1})", R"({"b":2})"});
  EXPECT_EQ(text(), "{\"a\":1}\n{\"b\":2}\n");
}

TEST_F(LineFileTest, keeps_a_line_that_comes_again_where_it_is_told_to) {
  repeats_ = Repeats::kept;
  add({R"({"a":1})", R"({"a":1})"});
  add({R"({"a":1})"});
  EXPECT_EQ(text(), "{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n");
}

TEST_F(LineFileTest, loses_what_a_kill_cut_off_wherever_it_cut_and_nothing_before) {
  const std::string whole = "{\"a\":\"one\"}\n{\"b\":\"two\"}\n";
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    leave(whole.substr(0, length));
    add({R"({"b":"two"})"});
    const bool first_is_whole = length >= whole.find('\n');
    EXPECT_EQ(text(), first_is_whole ? whole : "{\"b\":\"two\"}\n") << "cut after " << length;
  }
}

TEST_F(LineFileTest, is_for_its_owner_only) {
  add({"{}"});
  struct stat found{};
  ASSERT_EQ(::stat(path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

TEST_F(LineFileTest, is_closed_to_others_if_it_was_open_to_them) {
  leave("");
  std::filesystem::permissions(path(), std::filesystem::perms{0666});
  add({"{}"});
  EXPECT_EQ(std::filesystem::status(path()).permissions(), std::filesystem::perms{0600});
}

TEST_F(LineFileTest, takes_no_item_for_safe_in_a_file_that_lost_its_name) {
  for (const bool replaced : {false, true}) {
    leave("");
    const auto opened = LineFile::open(loop_, path(), repeats_);
    ASSERT_TRUE(opened);
    ASSERT_TRUE(rt::run_task(loop_, (*opened)->add(R"({"a":1})")));
    std::filesystem::remove(path());
    if (replaced) leave("{\"a\":1}\n");
    EXPECT_FALSE(rt::run_task(loop_, (*opened)->add(R"({"b":2})")));
  }
}

TEST_F(LineFileTest, is_no_other_file_under_a_second_name) {
  const auto other = directory_.path() / "other";
  std::ofstream(other) << "precious\n";
  std::filesystem::create_hard_link(other, path());
  EXPECT_FALSE(LineFile::open(loop_, path(), repeats_));
}

TEST_F(LineFileTest, says_what_the_disk_said) {
  std::filesystem::create_directory(path());
  const auto opened = LineFile::open(loop_, path(), repeats_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::internal);
  EXPECT_NE(opened.error().text().find("quarantine.ndjson"), std::string::npos);
}

TEST_F(LineFileTest, does_not_follow_a_link_out_of_its_directory) {
  std::filesystem::create_symlink("/dev/null", path());
  EXPECT_FALSE(LineFile::open(loop_, path(), repeats_));
}

TEST_F(LineFileTest, fails_for_good_when_a_line_was_not_written_and_goes_on_another_day) {
  add({"{}"});
  {
    const FileSizeLimit five_bytes(5);
    const auto opened = LineFile::open(loop_, path(), repeats_);
    ASSERT_TRUE(opened);
    for (int times = 0; times < 2; ++times) {
      const auto added = rt::run_task(loop_, (*opened)->add(R"({"a":"too long"})"));
      ASSERT_FALSE(added);
      EXPECT_EQ(added.error().fault, Fault::internal);
    }
  }
  add({R"({"a":"too long"})"});
  EXPECT_EQ(text(), "{}\n{\"a\":\"too long\"}\n");
}

}  // namespace
}  // namespace dynaferry::journal
