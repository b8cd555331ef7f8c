#include "ddb/contact.h"

#include <gtest/gtest.h>

#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::ddb {
namespace {

using std::chrono::seconds;

struct World {
  rt::SimLoop loop{1};
  Contact contact{loop};

  void wait(seconds time) {
    auto sleeping = loop.sleep(time);
    rt::run_task(loop, std::move(sleeping));
  }
};

const Error kRefused{Fault::busy, "connection refused"};

TEST(Contact, is_silent_from_the_first_call_without_an_answer_to_the_next_answer) {
  World world;
  for (int tries = 0; tries < 3; ++tries) {
    const Contact::Call call(world.contact);
    world.wait(seconds(2));
    world.contact.failed(kRefused);
  }
  world.wait(seconds(5));  // Between two tries nobody asks, and it is silent all the same.
  ASSERT_TRUE(world.contact.silence());
  EXPECT_EQ(world.contact.silence()->lasts, seconds(11));
  EXPECT_EQ(world.contact.silence()->last_failure, "connection refused");
  {
    const Contact::Call call(world.contact);
    world.contact.answered();
  }
  EXPECT_FALSE(world.contact.silence());
}

TEST(Contact, of_whom_nobody_asks_is_not_silent) {
  World world;
  world.wait(seconds(60));
  EXPECT_FALSE(world.contact.silence());
  {
    const Contact::Call call(world.contact);
  }  // Cancelled.
  world.wait(seconds(60));
  EXPECT_FALSE(world.contact.silence());
}

TEST(Contact, counts_from_the_last_answer_while_others_wait) {
  World world;
  const Contact::Call waiting(world.contact);
  world.wait(seconds(7));
  EXPECT_EQ(world.contact.silence()->lasts, seconds(7));
  EXPECT_TRUE(world.contact.silence()->last_failure.empty());
  {
    const Contact::Call other(world.contact);
    world.contact.answered();
  }
  world.wait(seconds(3));
  EXPECT_EQ(world.contact.silence()->lasts, seconds(3));
}

}  // namespace
}  // namespace dynaferry::ddb
