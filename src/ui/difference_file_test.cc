#include "ui/difference_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <iterator>

#include "json/document.h"
#include "tests/support/temporary_directory.h"
#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0;
}

class DifferenceFileTest : public testing::Test {
 protected:
  std::unique_ptr<DifferenceFile> opened(bool with_items = false) {
    auto file = DifferenceFile::open(path_, with_items);
    EXPECT_TRUE(file) << file.error().message;
    return *std::move(file);
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_ / "diffs";
};

TEST_F(DifferenceFileTest, has_one_line_for_each_difference_without_items) {
  auto file = opened();
  file->differs(sample_pair(), sample_difference());
  file->differs(sample_pair(), {.kind = verify::Kind::missing, .key = R"({"id":{"S":"b"}})"});
  file->ended({});
  EXPECT_FALSE(file->lost());
  EXPECT_EQ(contents(path_),
            R"({"v":1,"kind":"different","table":"DEV-ORDERS","destination":"PROD-ORDERS",)"
            R"("key":{"id":{"S":"a-1"},"at":{"N":"7"}},"paths":["price","lines[0].sku"]})"
            "\n"
            R"({"v":1,"kind":"missing","table":"DEV-ORDERS","destination":"PROD-ORDERS",)"
            R"("key":{"id":{"S":"b"}},"paths":[]})"
            "\n");
}

TEST_F(DifferenceFileTest, has_both_items_where_they_are_asked_for) {
  auto file = opened(true);
  auto difference = sample_difference();
  difference.destination.reset();
  difference.source = "{\"id\":\n {\"S\":\"a-1\"}}";
  file->differs(sample_pair(), difference);
  file->ended({});
  EXPECT_TRUE(
      contents(path_).ends_with(R"(,"source_item":{"id":  {"S":"a-1"}},"destination_item":null})"
                                "\n"))
      << contents(path_);
  EXPECT_TRUE(json::parse(contents(path_)));
}

TEST_F(DifferenceFileTest, is_there_and_empty_from_the_beginning) {
  std::ofstream(path_) << "of another run";
  const auto file = opened();
  EXPECT_EQ(contents(path_), "");
}

TEST_F(DifferenceFileTest, can_be_read_by_its_owner_alone_also_if_it_was_there) {
  {
    const auto file = opened();
  }
  EXPECT_EQ(mode_of(path_), 0600U);
  chmod(path_.c_str(), 0644);
  {
    const auto file = opened();
  }
  EXPECT_EQ(mode_of(path_), 0600U);
}

TEST_F(DifferenceFileTest, holds_all_that_was_told_when_a_pair_has_ended) {
  auto file = opened();
  file->differs(sample_pair(), sample_difference());
  file->pair_ended({});
  EXPECT_TRUE(contents(path_).ends_with("}\n"));
}

TEST_F(DifferenceFileTest, cannot_be_a_directory_or_below_one_that_is_not_there) {
  EXPECT_FALSE(DifferenceFile::open(directory_.path(), false));
  EXPECT_FALSE(DifferenceFile::open(directory_ / "no/diffs", false));
}

TEST_F(DifferenceFileTest, says_why_a_line_did_not_reach_it) {
  auto file = DifferenceFile::open("/dev/full", false);
  ASSERT_TRUE(file);
  (*file)->differs(sample_pair(), sample_difference());
  (*file)->pair_ended({});
  EXPECT_EQ((*file)->lost(), "No space left on device");
  (*file)->ended({});
  EXPECT_EQ((*file)->lost(), "No space left on device");
}

}  // namespace
}  // namespace dynaferry::ui
