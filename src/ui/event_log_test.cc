#include "ui/event_log.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"
#include "ui/fixed_clock.h"
#include "ui/sample_pairs.h"

namespace dynaferry::ui {
namespace {

class EventLogTest : public testing::Test {
 protected:
  void SetUp() override {
    log_ = std::make_unique<EventLog>(clock_, std::fopen(path_.c_str(), "w"), "00ff",
                                      std::function<void(std::string)>());
  }
  std::vector<json::Value> events() {
    log_.reset();
    std::vector<json::Value> out;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      auto event = json::parse(line);
      EXPECT_TRUE(event) << line;
      if (event) out.push_back(*std::move(event));
    }
    return out;
  }

  FixedClock clock_;
  TemporaryDirectory directory_;
  std::string path_ = directory_ / "events";
  std::unique_ptr<EventLog> log_;
};

TEST_F(EventLogTest, a_verify_tells_how_far_it_is) {
  run::PairProgress pair;
  pair.pair = sample_pair();
  pair.phase = run::Phase::verifying;
  pair.verifying = verify::Progress{.step = verify::Progress::Step::looking, .keys_to_look_at = 4};
  log_->progress({pair});
  const auto all = events();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].at("type"), "progress");
  EXPECT_EQ(all[0].at("phase"), "verifying");
  EXPECT_EQ(all[0].at("verify").at("step"), "looking at keys");
  EXPECT_EQ(all[0].at("verify").at("keys_to_look_at"), 4);
}

TEST_F(EventLogTest, the_verdict_stands_in_the_end_of_a_pair_and_in_the_summary) {
  auto end = sample_end(different_verdict());
  end.unequal_settings = {"sort key: …"};
  log_->pair_ended(end);
  run::Summary summary{.exit = run::Exit::differs};
  summary.pairs.push_back(end);
  log_->ended(summary);
  const auto all = events();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("verdict").at("counts").at("different"), 1'500);
  EXPECT_EQ(all[1].at("action"), "unequal");
  const auto& pair = all[2].at("pairs").at(0);
  EXPECT_EQ(pair.at("verdict").at("verdict"), "different");
  EXPECT_EQ(pair.at("exit"), 3);
}

TEST_F(EventLogTest, neither_a_key_nor_a_value_is_told) {
  log_->differs(sample_pair(), sample_difference());
  log_->pair_ended(sample_end(different_verdict()));
  for (const auto& event : events()) {
    EXPECT_FALSE(json::serialize(event).contains("a-1"));
    EXPECT_FALSE(json::serialize(event).contains("price"));
  }
}

TEST_F(EventLogTest, a_copy_without_a_verify_has_no_verdict) {
  run::PairEnd end;
  end.pair = sample_pair();
  log_->pair_ended(end);
  run::Summary summary;
  summary.pairs.push_back(end);
  log_->ended(summary);
  const auto all = events();
  EXPECT_FALSE(all[0].as_object().contains("verify"));
  EXPECT_TRUE(all[1].at("pairs").at(0).at("verdict").is_null());
}

}  // namespace
}  // namespace dynaferry::ui
