#include "rt/sim_loop.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/random.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "rt/test_log.h"

namespace dynaferry::rt {
namespace {

using namespace std::chrono_literals;

Task<> log_thrice(Loop& loop, std::string name, std::string* log) {
  for (int i = 0; i < 3; ++i) {
    co_await loop.sleep(1h);
    *log += name;
  }
}

Task<> three_of_them(Loop& loop, std::string* log) {
  Scope scope(loop);
  for (const char* name : {"a", "b", "c"}) scope.spawn(log_thrice(loop, name, log));
  co_await scope.join();
}

struct Seen {
  std::string log;
  std::uint64_t trace = 0;
  std::uint64_t steps = 0;
  bool operator==(const Seen&) const = default;
};

Seen with_seed(std::uint64_t seed) {
  SimLoop loop(seed);
  Seen seen;
  run_task(loop, three_of_them(loop, &seen.log));
  EXPECT_EQ(loop.now(), 3h);
  seen.trace = loop.trace();
  seen.steps = loop.steps();
  return seen;
}

TEST(SimLoop, repeats_a_seed_exactly) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) EXPECT_EQ(with_seed(seed), with_seed(seed));
}

TEST(SimLoop, shuffles_what_happens_at_the_same_time) {
  std::set<std::string> logs;
  std::set<std::uint64_t> traces;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto seen = with_seed(seed);
    logs.insert(seen.log);
    traces.insert(seen.trace);
  }
  EXPECT_EQ(logs.size(), 216U);  // All 3!^3 orders.
  EXPECT_GT(traces.size(), 2900U);
}

TEST(SimLoop, spends_no_time_on_a_long_wait) {
  SimLoop loop(1);
  const auto start = std::chrono::steady_clock::now();
  Log log;
  for (int i = 0; i < 1000; ++i) run_task(loop, sleep_and_log(loop, 24h, "day", &log));
  EXPECT_EQ(loop.now(), 24000h);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_EQ(rfc3339(loop.wall()), "2028-09-27T00:00:00.000Z");
}

Task<> wait_and_log(Event& event, Log* log) {
  Ending ending{log, "waiter"};
  co_await event.wait();
  ending.whole = true;
}

TEST(SimLoop, reports_a_hang_and_unwinds_what_hung) {
  SimLoop loop(1);
  Log log;
  Event never;
  const auto ended = try_run_task(loop, wait_and_log(never, &log));
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error(), Stall::hang);
  EXPECT_EQ(log, Log{"waiter unwound"});
}

Task<> spins(Loop& loop) {
  for (;;) co_await loop.sleep(0s);
}

TEST(SimLoop, gives_up_at_its_bound_on_steps) {
  SimLoop loop(1);
  loop.set_max_steps(1000);
  const auto ended = try_run_task(loop, spins(loop));
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error(), Stall::out_of_steps);
}

TEST(SimLoop, destroys_what_was_never_run) {
  auto held = std::make_shared<int>(1);
  {
    SimLoop loop(1);
    loop.post([held] {});
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
}

// Random senders, receivers and cancellations: no value is lost, doubled, or reordered.
struct Traffic {
  explicit Traffic(Loop& l, std::uint64_t seed)
      : loop(l), random(seed), channel(l, 1 + random.below(4), "traffic") {}
  Loop& loop;
  Random random;
  Channel<int> channel;
  std::vector<int> sent, got;
  int next = 0;
};

Task<> send_some(Traffic& traffic) {
  for (std::uint64_t i = traffic.random.below(20); i > 0; --i) {
    if (traffic.random.below(3) == 0) {
      co_await traffic.loop.sleep(std::chrono::seconds(traffic.random.below(3)));
    }
    const int value = traffic.next++;
    const bool taken = co_await traffic.channel.send(value);
    if (!taken) co_return;
    traffic.sent.push_back(value);
  }
}

Task<> receive_some(Traffic& traffic) {
  for (;;) {
    if (traffic.random.below(3) == 0) {
      co_await traffic.loop.sleep(std::chrono::seconds(traffic.random.below(3)));
    }
    const auto value = co_await traffic.channel.receive();
    if (!value) co_return;
    traffic.got.push_back(*value);
  }
}

Task<> cancel_later(Traffic& traffic, Scope& scope) {
  co_await traffic.loop.sleep(std::chrono::seconds(traffic.random.below(6)));
  scope.cancel();
}

struct Crowd {
  explicit Crowd(Loop& loop) : doomed(loop), senders(loop), receivers(loop) {}
  Scope doomed, senders, receivers;
};

Task<> all_traffic(Traffic& traffic, Crowd& crowd) {
  auto& [doomed, senders, receivers] = crowd;
  receivers.spawn(receive_some(traffic));
  for (int i = 0; i < 2; ++i) {
    doomed.spawn(send_some(traffic));
    doomed.spawn(receive_some(traffic));
    senders.spawn(send_some(traffic));
    receivers.spawn(receive_some(traffic));
  }
  senders.spawn(cancel_later(traffic, doomed));
  co_await senders.join();
  co_await doomed.join();
  traffic.channel.close();
  co_await receivers.join();
}

TEST(SimLoop, keeps_the_promises_of_a_channel_under_any_interleaving) {
  for (std::uint64_t seed = 0; seed < 700; ++seed) {
    SimLoop loop(seed);
    Traffic traffic(loop, seed);
    Crowd crowd(loop);
    ASSERT_TRUE(try_run_task(loop, all_traffic(traffic, crowd)).has_value())
        << "seed " << seed << " senders " << crowd.senders.live() << " doomed "
        << crowd.doomed.live() << " receivers " << crowd.receivers.live();
    const std::multiset<int> sent(traffic.sent.begin(), traffic.sent.end());
    const std::multiset<int> got(traffic.got.begin(), traffic.got.end());
    ASSERT_EQ(sent, got) << "seed " << seed;
  }
}

// As above for permits: never more units out than there are, all back at the end, nobody stuck.
struct Yard {
  explicit Yard(Loop& l, std::uint64_t seed) : loop(l), random(seed), semaphore(5) {}
  Loop& loop;
  Random random;
  Semaphore semaphore;
  std::uint64_t out = 0;
};

struct Using {
  Using(Yard& y, std::uint64_t u) : yard(y), units(u) {
    yard.out += units;
    EXPECT_LE(yard.out, 5U);
  }
  ~Using() { yard.out -= units; }
  Yard& yard;
  std::uint64_t units;
};

Task<> use_units(Yard& yard) {
  for (int i = 0; i < 10; ++i) {
    const auto units = 1 + yard.random.below(5);
    const auto permit = co_await yard.semaphore.acquire(units);
    const Using use(yard, units);
    co_await yard.loop.sleep(std::chrono::seconds(yard.random.below(3)));
  }
}

Task<> all_users(Yard& yard) {
  Scope doomed(yard.loop), others(yard.loop);
  for (int i = 0; i < 4; ++i) {
    doomed.spawn(use_units(yard));
    others.spawn(use_units(yard));
  }
  co_await yard.loop.sleep(std::chrono::seconds(yard.random.below(12)));
  doomed.cancel();
  co_await doomed.join();
  co_await others.join();
}

TEST(SimLoop, keeps_the_promises_of_a_semaphore_under_any_interleaving) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SimLoop loop(seed);
    Yard yard(loop, seed);
    ASSERT_TRUE(try_run_task(loop, all_users(yard)).has_value()) << "seed " << seed;
    ASSERT_EQ(yard.semaphore.free(), 5U);
  }
}

}  // namespace
}  // namespace dynaferry::rt
