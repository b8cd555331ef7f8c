#include "ui/report.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/temporary_directory.h"
#include "ui/fixed_clock.h"
#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

model::TableDescription described(const std::string& name) {
  model::TableDescription table;
  table.name = TableName(name);
  table.id = "id-of-" + name;
  table.arn = "arn:" + name;
  return table;
}

class ReportTest : public testing::Test {
 protected:
  std::unique_ptr<Report> prepared(bool copies = false) {
    auto report = Report::prepare(clock_, {.path = path_,
                                           .program = "dynaferry 1.2.3",
                                           .run_id = "00ff",
                                           .command = "dynaferry verify DEV-ORDERS",
                                           .copies = copies});
    EXPECT_TRUE(report) << report.error().message;
    (*report)->sides({"eu-west-1", "https://a", "AKIA…1 (keys)"},
                     {"us-east-1", "https://b", "AKIA…2 (keys)"});
    return *std::move(report);
  }
  // "tables.0.totals.source.items"
  json::Value at(const std::string& pointer) {
    std::ifstream file(path_);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto document = json::parse(text);
    EXPECT_TRUE(document) << text;
    boost::system::error_code missing;
    const auto* found = document ? document->find_pointer(pointer, missing) : nullptr;
    EXPECT_NE(found, nullptr) << pointer << " in " << text;
    return found == nullptr ? json::Value(nullptr) : *found;
  }
  std::size_t files() {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory_.path()),
                      std::filesystem::directory_iterator{}));
  }

  FixedClock clock_;
  TemporaryDirectory directory_;
  std::string path_ = directory_ / "report.json";
};

TEST_F(ReportTest, tells_of_the_run_and_of_each_pair) {
  auto report = prepared();
  auto end = sample_end(different_verdict());
  end.source = described("DEV-ORDERS");
  end.destination = described("PROD-ORDERS");
  end.unequal_settings = {"global index by-date: only at the source"};
  end.repair_log = "a.log";
  run::Summary summary{.exit = run::Exit::differs};
  summary.pairs.push_back(end);
  report->ended(summary);
  EXPECT_FALSE(report->lost());
  EXPECT_EQ(at("/v"), 1);
  EXPECT_EQ(at("/program"), "dynaferry 1.2.3");
  EXPECT_EQ(at("/run"), "00ff");
  EXPECT_EQ(at("/command"), "dynaferry verify DEV-ORDERS");
  EXPECT_EQ(at("/exit"), 3);
  EXPECT_EQ(at("/sides/source/region"), "eu-west-1");
  EXPECT_EQ(at("/sides/destination/endpoint"), "https://b");
  EXPECT_EQ(at("/tables/0/source/arn"), "arn:DEV-ORDERS");
  EXPECT_EQ(at("/tables/0/source/id"), "id-of-DEV-ORDERS");
  EXPECT_EQ(at("/tables/0/destination/name"), "PROD-ORDERS");
  EXPECT_EQ(at("/tables/0/destination/region"), "us-east-1");
  EXPECT_EQ(at("/tables/0/verdict"), "different");
  EXPECT_EQ(at("/tables/0/mode"), "full");
  EXPECT_EQ(at("/tables/0/exact"), false);
  EXPECT_EQ(at("/tables/0/counts/different"), 1'500);
  EXPECT_EQ(at("/tables/0/counts/in_flux"), 12);
  EXPECT_EQ(at("/tables/0/totals/source/items"), 1'204'331);
  EXPECT_EQ(at("/tables/0/root_digest/source"), "8f0c61e2a1b94d7793fd20b3c1aa5e10");
  EXPECT_EQ(at("/tables/0/root_digest/key"), "000102030405060708090a0b0c0d0e0f");
  EXPECT_EQ(at("/tables/0/settings/0"), "global index by-date: only at the source");
  EXPECT_EQ(at("/tables/0/repair_log"), "a.log");
  EXPECT_TRUE(at("/tables/0/copied").is_null());
  EXPECT_TRUE(at("/tables/0/problem").is_null());
  EXPECT_TRUE(at("/tables/0/guarantee").as_string().starts_with("every item of both tables"));
}

TEST_F(ReportTest, of_a_copy_tells_what_was_copied) {
  auto report = prepared(true);
  auto end = sample_end(equal_verdict());
  end.progress.copy.items_before = 5;
  end.progress.sink.items = 7;
  end.first_page_at = "2026-11-27T01:00:00.000Z";
  end.not_copied = {"tags: postponed"};
  run::Summary summary;
  summary.pairs.push_back(end);
  report->ended(summary);
  EXPECT_EQ(at("/tables/0/copied/items"), 12);
  EXPECT_EQ(at("/tables/0/copied/first_page_at"), "2026-11-27T01:00:00.000Z");
  EXPECT_EQ(at("/tables/0/copied/not_copied/0"), "tags: postponed");
}

TEST_F(ReportTest, a_pair_that_failed_or_was_never_begun_is_not_verified) {
  auto report = prepared();
  run::Look look;
  look.pair = {TableName("DEV-A"), TableName("PROD-A")};
  look.problems = {{run::Exit::failed, "no such table", "nothing was read", "name it"}};
  report->looked(look);
  report->problem(look.problems[0]);
  report->problem({run::Exit::refused, "listing was refused", "", ""});
  run::PairEnd failed;
  failed.pair = sample_pair();
  failed.problem = {run::Exit::failed, "reading failed", "", ""};
  run::Summary summary;
  summary.pairs.push_back(failed);
  report->ended(summary);
  // In the order in which they were looked at.
  EXPECT_EQ(at("/tables/0/source/name"), "DEV-A");
  EXPECT_EQ(at("/tables/0/problem/what"), "no such table");
  EXPECT_EQ(at("/tables/1/verdict"), "not verified");
  EXPECT_EQ(at("/tables/1/problem/what"), "reading failed");
  EXPECT_TRUE(at("/tables/1/root_digest").is_null());
  EXPECT_EQ(at("/problems").as_array().size(), 1U) << "the other stands with its table";
  EXPECT_EQ(at("/problems/0/what"), "listing was refused");
}

TEST_F(ReportTest, a_pair_that_ended_is_told_once) {
  auto report = prepared();
  run::Look look;
  look.pair = sample_pair();
  report->looked(look);
  run::Summary summary;
  summary.pairs.push_back(sample_end(equal_verdict()));
  report->ended(summary);
  EXPECT_EQ(at("/tables").as_array().size(), 1U);
  EXPECT_EQ(at("/tables/0/verdict"), "equal");
}

TEST_F(ReportTest, replaces_an_earlier_one_only_when_it_is_whole_and_leaves_nothing_else) {
  std::ofstream(path_) << "earlier";
  auto report = prepared();
  EXPECT_EQ(std::filesystem::file_size(path_), 7U) << "it still stands while the run goes on";
  EXPECT_EQ(files(), 1U);
  report->ended({});
  EXPECT_EQ(at("/v"), 1);
  EXPECT_EQ(files(), 1U);
}

TEST_F(ReportTest, can_be_read_by_whom_the_mask_allows) {
  const auto mask = umask(027);
  prepared()->ended({});
  umask(mask);
  struct stat status{};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(ReportTest, what_cannot_be_written_is_told_before_the_run_begins) {
  ReportOptions options{
      .path = directory_ / "no/report", .program = "", .run_id = "1", .command = ""};
  EXPECT_FALSE(Report::prepare(clock_, options));
  options.path = directory_.path();
  EXPECT_FALSE(Report::prepare(clock_, options));
  options.path = "/dev/null";  // It would be replaced.
  EXPECT_FALSE(Report::prepare(clock_, options));
  std::filesystem::create_symlink("/dev/null", directory_ / "link");
  options.path = directory_ / "link";
  EXPECT_FALSE(Report::prepare(clock_, options));
}

TEST_F(ReportTest, says_why_it_is_not_there_if_it_cannot_be_written_at_the_end) {
  auto report = prepared();
  std::filesystem::create_directory(path_);
  report->ended({});
  ASSERT_TRUE(report->lost());
  EXPECT_EQ(files(), 1U) << "the temporary file is gone";
}

}  // namespace
}  // namespace dynaferry::ui
