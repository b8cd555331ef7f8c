#include <gtest/gtest.h>

#include "rt/channel.h"
#include "rt/event.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "rt/semaphore.h"
#include "rt/sim_loop.h"

namespace dynaferry::rt {
namespace {

using namespace std::chrono_literals;

template <class L>
std::unique_ptr<L> make_loop() {
  if constexpr (std::is_same_v<L, SimLoop>) {
    return std::make_unique<SimLoop>(7);
  } else {
    return std::make_unique<RealLoop>();
  }
}

template <class L>
class AnyLoop : public testing::Test {
 protected:
  std::unique_ptr<L> made_ = make_loop<L>();
  L& loop_ = *made_;
};
using Loops = testing::Types<SimLoop, RealLoop>;
TYPED_TEST_SUITE(AnyLoop, Loops);

Task<int> forty_two(Loop& loop) {
  co_await loop.sleep(1ms);
  co_return 42;
}

TYPED_TEST(AnyLoop, runs_a_task_to_its_value) {
  EXPECT_EQ(run_task(this->loop_, forty_two(this->loop_)), 42);
}

}  // namespace
}  // namespace dynaferry::rt
