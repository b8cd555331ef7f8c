#include <gtest/gtest.h>

#include "sim/engine/test_world.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;

class TimeToLiveOfATable : public ::testing::Test {
 protected:
  TimeToLiveOfATable() {
    EngineOptions options;
    options.now = [this] { return now_; };
    options.control.setting = 10s;
    world_.emplace(std::move(options));
    world_->create_simple("things");
  }
  static std::string request(const std::string& attribute, bool enabled) {
    return R"({"TableName":"things","TimeToLiveSpecification":{"AttributeName":")" + attribute +
           R"(","Enabled":)" + (enabled ? "true" : "false") + "}}";
  }
  void set(const std::string& attribute, bool enabled) {
    world_->ok("UpdateTimeToLive", request(attribute, enabled));
  }
  std::string refusal(const std::string& attribute, bool enabled) {
    return world_->refused("UpdateTimeToLive", request(attribute, enabled)).message;
  }
  std::string described() { return world_->ok("DescribeTimeToLive", R"({"TableName":"things"})"); }

  WallTime now_{1'000'000s};
  std::optional<TestWorld> world_;
};

TEST_F(TimeToLiveOfATable, goes_from_enabling_to_enabled_and_back) {
  EXPECT_EQ(described(), R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
  set("expires", true);
  EXPECT_EQ(
      described(),
      R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLING","AttributeName":"expires"}})");
  now_ += 10s;
  EXPECT_EQ(
      described(),
      R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLED","AttributeName":"expires"}})");
  now_ += 1h;
  set("expires", false);
  EXPECT_EQ(
      described(),
      R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLING","AttributeName":"expires"}})");
  now_ += 10s;
  EXPECT_EQ(described(), R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
}

TEST_F(TimeToLiveOfATable, changes_once_an_hour) {
  set("expires", true);
  now_ += 1h - 1ms;
  EXPECT_EQ(refusal("expires", false),
            "Time to live has been modified multiple times within a fixed interval");
  now_ += 1ms;
  set("expires", false);
}

TEST_F(TimeToLiveOfATable, is_disabled_by_the_name_it_has) {
  EXPECT_EQ(refusal("expires", false), "TimeToLive is already disabled");
  set("expires", true);
  EXPECT_EQ(refusal("expires", true), "TimeToLive is already enabled");
  now_ += 2h;
  EXPECT_EQ(refusal("other", false),
            "TimeToLive is active on a different AttributeName: current AttributeName is expires");
}

TEST_F(TimeToLiveOfATable, needs_a_table_and_a_whole_specification) {
  EXPECT_EQ(world_->refused("DescribeTimeToLive", R"({"TableName":"others"})").code,
            "ResourceNotFoundException");
  EXPECT_EQ(world_->refused("UpdateTimeToLive", R"({"TableName":"things"})").code,
            "ValidationException");
  EXPECT_EQ(refusal("", true).find("1 validation error detected"), 0U);
}

}  // namespace
}  // namespace dynaferry::sim
