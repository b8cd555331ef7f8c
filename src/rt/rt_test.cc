#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "rt/channel.h"
#include "rt/event.h"
#include "rt/real_loop.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "rt/semaphore.h"
#include "rt/sim_loop.h"
#include "rt/test_log.h"

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

// Every promise that does not depend on virtual time is kept by both loops.
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
  EXPECT_EQ(run_task(this->loop_, forty_two(this->loop_)), 42);
}

Task<> three_sleepers(Loop& loop, Log* log) {
  Scope scope(loop);
  scope.spawn(sleep_and_log(loop, 9ms, "third", log));
  scope.spawn(sleep_and_log(loop, 1ms, "first", log));
  scope.spawn(sleep_and_log(loop, 5ms, "second", log));
  co_await scope.join();
  log->push_back("joined");
}

TYPED_TEST(AnyLoop, joins_children_that_end_by_the_clock) {
  Log log;
  run_task(this->loop_, three_sleepers(this->loop_, &log));
  EXPECT_EQ(log, (Log{"first ended", "second ended", "third ended", "joined"}));
}

Task<> timers(Loop& loop, Log* log) {
  const auto start = loop.now();
  auto kept = loop.at(start + 2ms, [log] { log->push_back("kept"); });
  auto cancelled = loop.at(start + 1ms, [log] { log->push_back("cancelled"); });
  {
    const auto dropped = loop.at(start + 1ms, [log] { log->push_back("dropped"); });
  }
  cancelled.cancel();
  auto past = loop.at(start - 1ms, [log] { log->push_back("past"); });
  co_await loop.sleep(4ms);
  EXPECT_GE(loop.now(), start + 4ms);
}

TYPED_TEST(AnyLoop, calls_a_timer_once_and_a_cancelled_one_never) {
  Log log;
  run_task(this->loop_, timers(this->loop_, &log));
  EXPECT_EQ(log, (Log{"past", "kept"}));
}

Task<> timer_that_destroys_itself(Loop& loop, int* calls) {
  auto timer = std::make_unique<Timer>();
  *timer = loop.at(loop.now(), [&timer, calls] {
    timer.reset();
    ++*calls;
  });
  co_await loop.sleep(1ms);
}

TYPED_TEST(AnyLoop, lets_a_timer_destroy_itself_in_its_call) {
  int calls = 0;
  run_task(this->loop_, timer_that_destroys_itself(this->loop_, &calls));
  EXPECT_EQ(calls, 1);
}

TYPED_TEST(AnyLoop, returns_from_run_when_no_work_is_left) {
  auto timer = this->loop_.at(this->loop_.now() + 1h, [] {});
  this->loop_.post([&timer] { timer.cancel(); });
  this->loop_.run();
  SUCCEED();
}

// --- cancellation, at every wait there is

enum class Where { sleep, receive, send, acquire, event, inner_join, inner_run, not_yet_started };

struct World {
  explicit World(Loop& l) : loop(l), full(l, 1, "full"), empty(l, 1, "empty"), none(3) {}
  Loop& loop;
  Channel<int> full, empty;
  Semaphore none;
  Event never;
  Log log;
};

Task<> inner_main(World& world) {
  Ending ending{&world.log, "inner main"};
  co_await world.never.wait();
  ending.whole = true;
}

Task<> victim(World& world, Where where) {
  Ending ending{&world.log, "victim"};
  Scope inner(world.loop);
  switch (where) {
    case Where::sleep: co_await world.loop.sleep(1h); break;
    case Where::receive: (void)co_await world.empty.receive(); break;
    case Where::send: (void)co_await world.full.send(2); break;
    case Where::acquire: (void)co_await world.none.acquire(2); break;
    case Where::event: co_await world.never.wait(); break;
    case Where::inner_run:
      inner.spawn(sleep_and_log(world.loop, 1h, "inner child", &world.log));
      co_await inner.run(inner_main(world));
      break;
    case Where::inner_join:
    case Where::not_yet_started:
      inner.spawn(sleep_and_log(world.loop, 1h, "inner child", &world.log));
      co_await inner.join();
      break;
  }
  ending.whole = true;
}

Task<> cancel_at(World& world, Where where) {
  (void)co_await world.full.send(1);
  auto permit = co_await world.none.acquire(2);
  Scope scope(world.loop);
  scope.spawn(victim(world, where));
  if (where != Where::not_yet_started) co_await world.loop.sleep(1ms);
  scope.cancel();
  scope.spawn(victim(world, where));  // Dropped.
  co_await scope.join();
  world.log.push_back("joined");
  // Nothing was eaten: one value, then room for one; and all units after the release.
  const auto value = co_await world.full.receive();
  EXPECT_EQ(value, 1);
  EXPECT_EQ(world.full.size(), 0U);
  permit.release();
  EXPECT_EQ(world.none.free(), 3U);
  EXPECT_EQ(world.none.waiting(), 0U);
}

TYPED_TEST(AnyLoop, unwinds_a_cancelled_task_at_every_kind_of_wait) {
  for (const auto where :
       {Where::sleep, Where::receive, Where::send, Where::acquire, Where::event}) {
    World world(this->loop_);
    run_task(this->loop_, cancel_at(world, where));
    EXPECT_EQ(world.log, (Log{"victim unwound", "joined"})) << static_cast<int>(where);
  }
}

TYPED_TEST(AnyLoop, cancels_and_joins_inner_scopes_before_it_unwinds) {
  World join(this->loop_);
  run_task(this->loop_, cancel_at(join, Where::inner_join));
  EXPECT_EQ(join.log, (Log{"inner child unwound", "victim unwound", "joined"}));

  World run(this->loop_);
  run_task(this->loop_, cancel_at(run, Where::inner_run));
  const std::multiset<std::string> ended(run.log.begin(), run.log.end() - 2);
  EXPECT_EQ(ended, (std::multiset<std::string>{"inner child unwound", "inner main unwound"}));
  EXPECT_EQ(run.log.at(2), "victim unwound");
}

TYPED_TEST(AnyLoop, never_starts_a_child_that_was_cancelled_first) {
  World world(this->loop_);
  run_task(this->loop_, cancel_at(world, Where::not_yet_started));
  EXPECT_EQ(world.log, (Log{"joined"}));
}

Task<> cancels_itself(World& world, Scope& own) {
  Ending ending{&world.log, "self"};
  own.cancel();
  Scope inner(world.loop);
  inner.spawn(sleep_and_log(world.loop, 1h, "child of the cancelled", &world.log));
  co_await inner.join();
  ending.whole = true;
}

Task<> self_cancellation(World& world) {
  Scope scope(world.loop);
  scope.spawn(cancels_itself(world, scope));
  co_await scope.join();
}

TYPED_TEST(AnyLoop, lets_a_task_cancel_the_scope_it_lives_in) {
  World world(this->loop_);
  run_task(this->loop_, self_cancellation(world));
  EXPECT_EQ(world.log, (Log{"self unwound"}));
}

Task<int> leaves_early(World& world, Scope& scope) {
  scope.spawn(sleep_and_log(world.loop, 2ms, "child", &world.log));
  scope.spawn(sleep_and_log(world.loop, 1h, "long child", &world.log));
  co_await world.loop.sleep(5ms);
  scope.cancel();
  co_return 5;
}

Task<int> early(World& world) {
  Scope scope(world.loop);
  const int value = co_await scope.run(leaves_early(world, scope));
  world.log.push_back("joined");
  co_return value;
}

TYPED_TEST(AnyLoop, joins_before_run_returns_what_the_body_returned) {
  World world(this->loop_);
  EXPECT_EQ(run_task(this->loop_, early(world)), 5);
  EXPECT_EQ(world.log, (Log{"child ended", "long child unwound", "joined"}));
}

// --- channel

Task<> produce(Channel<int>& channel, int first, int count, int* accepted) {
  for (int i = 0; i < count; ++i) {
    const bool taken = co_await channel.send(first + i);
    if (!taken) co_return;
    ++*accepted;
  }
}

Task<> consume(Channel<int>& channel, std::vector<int>* into) {
  for (;;) {
    const auto value = co_await channel.receive();
    if (!value) co_return;
    into->push_back(*value);
  }
}

Task<> close_after(Scope& producers, Channel<int>& channel) {
  co_await producers.join();
  channel.close();
}

Task<> pass_through_a_channel(Loop& loop, std::vector<int>* got, int* accepted) {
  Channel<int> channel(loop, 3, "numbers");
  Scope producers(loop);
  Scope others(loop);
  for (int i = 0; i < 4; ++i) producers.spawn(produce(channel, 1000 * i, 50, accepted));
  others.spawn(consume(channel, got));
  others.spawn(consume(channel, got));
  others.spawn(close_after(producers, channel));
  co_await others.join();
}

TYPED_TEST(AnyLoop, delivers_every_value_sent_once_and_in_each_senders_order) {
  std::vector<int> got;
  int accepted = 0;
  run_task(this->loop_, pass_through_a_channel(this->loop_, &got, &accepted));
  EXPECT_EQ(accepted, 200);
  ASSERT_EQ(got.size(), 200U);
  EXPECT_EQ(std::set<int>(got.begin(), got.end()).size(), 200U);
}

Task<> close_wakes(Loop& loop, Log* log) {
  Channel<int> channel(loop, 1, "numbers");
  int accepted = 0;
  Scope scope(loop);
  scope.spawn(produce(channel, 0, 5, &accepted));
  co_await loop.sleep(1ms);
  EXPECT_EQ(accepted, 1);
  channel.close();
  co_await scope.join();
  EXPECT_EQ(accepted, 1);
  std::vector<int> got;
  co_await consume(channel, &got);
  EXPECT_EQ(got, std::vector<int>{0});
  const bool sent = co_await channel.send(9);
  log->push_back(sent ? "sent" : "closed");
}

TYPED_TEST(AnyLoop, drains_a_closed_channel_and_turns_senders_away) {
  Log log;
  run_task(this->loop_, close_wakes(this->loop_, &log));
  EXPECT_EQ(log, Log{"closed"});
}

// --- semaphore and event

Task<> take(Loop& loop, Semaphore& semaphore, std::uint64_t units, std::string name, Log* log) {
  const auto permit = co_await semaphore.acquire(units);
  log->push_back(name);
  co_await loop.sleep(1ms);
}

Task<> one_after_the_other(Loop& loop, Log* log) {
  Semaphore semaphore(3);
  auto all = co_await semaphore.acquire(3);
  Scope scope(loop);
  scope.spawn(take(loop, semaphore, 2, "a", log));
  co_await loop.sleep(1ms);
  scope.spawn(take(loop, semaphore, 3, "large", log));
  co_await loop.sleep(1ms);
  scope.spawn(take(loop, semaphore, 1, "small", log));
  co_await loop.sleep(1ms);
  EXPECT_EQ(semaphore.try_acquire().units(), 0U);
  EXPECT_EQ(semaphore.waiting(), 3U);
  all.release();
  co_await scope.join();
  EXPECT_EQ(semaphore.free(), 3U);
}

TYPED_TEST(AnyLoop, grants_units_in_the_order_of_asking) {
  Log log;
  run_task(this->loop_, one_after_the_other(this->loop_, &log));
  EXPECT_EQ(log, (Log{"a", "large", "small"}));
}

Task<> await_event(Event& event, std::string name, Log* log) {
  co_await event.wait();
  log->push_back(name);
}

Task<> sticky(Loop& loop, Log* log) {
  Event event;
  Scope scope(loop);
  scope.spawn(await_event(event, "waiter", log));
  scope.spawn(await_event(event, "waiter", log));
  co_await loop.sleep(1ms);
  log->push_back("set");
  event.set();
  EXPECT_TRUE(event.is_set());
  co_await scope.join();
  co_await event.wait();
}

TYPED_TEST(AnyLoop, wakes_all_who_wait_for_an_event_and_lets_the_late_pass) {
  Log log;
  run_task(this->loop_, sticky(this->loop_, &log));
  EXPECT_EQ(log, (Log{"set", "waiter", "waiter"}));
}

// --- broken invariants

Task<> throws() {
  throw std::runtime_error("some words");
  co_return;
}

TYPED_TEST(AnyLoop, stops_the_process_when_an_exception_leaves_a_task) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run_task(this->loop_, throws()), "an exception left a task: some words");
}

Task<> forgets_to_join(Loop& loop) {
  Scope scope(loop);
  scope.spawn(throws());
  co_return;
}

TYPED_TEST(AnyLoop, stops_the_process_when_a_scope_is_left_with_living_children) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(run_task(this->loop_, forgets_to_join(this->loop_)), "living children");
}

// --- the real loop only

Task<> wait_for(Event& event) { co_await event.wait(); }

TEST(RealLoop, takes_posts_of_other_threads_while_its_task_waits) {
  RealLoop loop;
  Event event;
  std::thread other([&loop, &event] { loop.post([&event] { event.set(); }); });
  run_task(loop, wait_for(event));
  other.join();
}

TEST(RealLoop, hears_signals) {
  RealLoop loop;
  Event event;
  int heard = 0;
  loop.on_signal(SIGUSR1, [&] {
    if (++heard == 2) event.set();
    if (heard == 1) std::raise(SIGUSR1);
  });
  loop.post([] { std::raise(SIGUSR1); });
  run_task(loop, wait_for(event));
  EXPECT_EQ(heard, 2);
}

Task<> many_timers(Loop& loop) {
  for (int i = 0; i < 1000; ++i) {
    auto timer = loop.at(loop.now() + 30s, [] { ADD_FAILURE(); });
    if (i % 100 == 0) co_await loop.sleep(0s);
  }
}

TEST(RealLoop, does_not_wait_for_cancelled_timers) {
  RealLoop loop;
  const auto start = loop.now();
  run_task(loop, many_timers(loop));
  loop.run();
  EXPECT_LT(loop.now() - start, 5s);
}

}  // namespace
}  // namespace dynaferry::rt
