#include "ddb/patience.h"

#include <gtest/gtest.h>

#include "ddb/faults.h"
#include "ddb/retrying.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::ddb {
namespace {

rt::Task<Result<int>> failing(Error error, int& tries) {
  ++tries;
  co_return fail(std::move(error));
}

struct Ended {
  Error error;
  Ns after;
  int tries;
};

// A call that fails for ever with that error, for as long as anybody hopes.
Ended hope_against(Error error) {
  rt::SimLoop loop(1);
  Random random(1);
  int tries = 0;
  const auto attempt = [&] { return failing(error, tries); };
  auto task = retrying(loop, random, Patience::usual_limit, attempt);
  const auto result = rt::run_task(loop, std::move(task));
  return {result.error(), loop.now(), tries};
}

TEST(Patience, gives_up_after_a_minute_what_is_not_reached) {
  const auto ended = hope_against({Fault::lost, "reset"});
  EXPECT_EQ(ended.error.code, unreachable_code);
  EXPECT_GE(ended.after, std::chrono::minutes(1));
  EXPECT_LT(ended.after, std::chrono::minutes(2));
}

TEST(Patience, gives_up_after_ten_minutes_a_limit_of_the_control_plane_and_keeps_its_name) {
  const auto ended = hope_against(
      {Fault::busy, "there is a limit of 2500 tables", {}, std::string(limit_exceeded_code)});
  EXPECT_EQ(ended.error.code, limit_exceeded_code);
  EXPECT_TRUE(ended.error.message.contains("2500 tables"));
  EXPECT_GE(ended.after, Patience::control_plane_limit);
  EXPECT_LT(ended.after, Patience::control_plane_limit + std::chrono::minutes(1));
  EXPECT_GT(ended.tries, 60);
}

}  // namespace
}  // namespace dynaferry::ddb
