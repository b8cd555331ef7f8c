#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "pace/budget.h"
#include "pace/paced_table.h"
#include "pace/pacer.h"
#include "rt/run_task.h"
#include "rt/scope.h"
#include "rt/sim_loop.h"

namespace dynaferry::pace {
namespace {

using namespace std::chrono_literals;

TEST(Budget, lets_the_first_request_begin_at_once_and_the_next_when_it_is_paid_for) {
  Budget budget(100);
  EXPECT_LE(budget.next(), 0s);
  budget.begin(5s, 50);
  EXPECT_EQ(budget.next(), 5500ms);
  budget.begin(6s, 100);
  EXPECT_EQ(budget.next(), 7s);
}

TEST(Budget, has_those_behind_make_good_what_a_request_cost_more_or_less_than_was_thought) {
  Budget budget(10);
  budget.begin(0s, 10);
  budget.settle(10, 200);
  EXPECT_EQ(budget.next(), 20s);
  budget.begin(20s, 10);
  budget.settle(10, 1);
  EXPECT_EQ(budget.next(), 20100ms);
}

// A table whose items are of all sizes; each request takes a while, and some are turned away.
class DrawnTable final : public ddb::Table {
 public:
  struct Begun {
    Ns at;
    double units;
    std::size_t items;
  };

  // The first `lost` requests have their effect and no answer.
  DrawnTable(rt::Loop& loop, Random& random, std::vector<Begun>& begun, std::size_t largest,
             Ns latency = 60ms, int lost = 0)
      : loop_(loop),
        random_(random),
        begun_(begun),
        largest_(largest),
        latency_(latency),
        lost_(lost) {}

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override {
    // Nobody looks at what is in an item: only at how large it is.
    static const std::string longest(500'000, 'x');
    model::Page page;
    double stored = 0;
    while (page.items.size() < request.limit) {
      const auto bytes = 30 + random_.below(largest_);
      if (stored + static_cast<double>(bytes) > 1024 * 1024) break;
      stored += static_cast<double>(bytes);
      page.items.push_back({std::string_view(longest).substr(0, bytes + bytes / 5), {}, {}});
    }
    const auto units = std::ceil(stored / 4096) * (request.consistent ? 1 : 0.5);
    const bool is_turned_away = random_.below(20) == 0;
    begun_.push_back({loop_.now(), is_turned_away ? 0 : units, page.items.size()});
    co_await sleep_a_while();
    if (lost_-- > 0) co_return fail(Fault::lost, "reset");
    if (is_turned_away) co_return fail(Error{Fault::busy, "slow down", {}, "ThrottlingException"});
    page.read_units = units;
    co_return page;
  }
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override {
    ddb::GetAnswer answer;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      // What is looked at by its key is often what is unusual: here, the largest.
      const auto bytes = static_cast<double>(30 + largest_ - random_.below(1 + largest_ / 10));
      answer.read_units += std::ceil(bytes / 4096) * (consistent ? 1 : 0.5);
      answer.items.emplace_back(std::string(static_cast<std::size_t>(bytes * 1.2), 'x'));
    }
    begun_.push_back({loop_.now(), answer.read_units, keys.size()});
    co_await sleep_a_while();
    co_return answer;
  }
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
    co_return ddb::WriteAnswer{};
  }
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange) override {
    co_return ddb::ExchangeAnswer{};
  }

 private:
  rt::Task<> sleep_a_while() {
    co_await loop_.sleep(Ns(random_.below(static_cast<std::uint64_t>(latency_.count()))));
  }

  rt::Loop& loop_;
  Random& random_;
  std::vector<Begun>& begun_;
  std::size_t largest_;
  Ns latency_;
  int lost_;
};

rt::Task<> scan_until(rt::Loop& loop, PacedTable& table, bool consistent, Ns end) {
  while (loop.now() < end) {
    ddb::ScanRequest request;
    request.consistent = consistent;
    request.limit = 2000;
    auto scanning = table.scan(std::move(request));
    const auto page = co_await std::move(scanning);
    EXPECT_TRUE(page || page.error().fault == Fault::busy || page.error().fault == Fault::lost);
  }
}

rt::Task<> read_until(rt::Loop& loop, PacedTable& table, bool consistent, Ns end) {
  while (loop.now() < end) {
    auto getting = table.get_batch(std::vector<std::string>(60), consistent);
    const auto answer = co_await std::move(getting);
    EXPECT_TRUE(answer.has_value());
  }
}

struct Workload {
  double budget;
  std::size_t largest;
  bool consistent = true;
  bool by_key = false;
  int tables = 1;
  Ns latency = 60ms;
  int lost = 0;
};

// Eight readers of each table; one budget.
rt::Task<> by_eight(rt::Loop& loop, std::vector<std::unique_ptr<PacedTable>>& tables,
                    const Workload& workload, Ns end) {
  rt::Scope scope(loop);
  for (auto& table : tables) {
    for (int i = 0; i < 8; ++i) {
      scope.spawn(workload.by_key ? read_until(loop, *table, workload.consistent, end)
                                  : scan_until(loop, *table, workload.consistent, end));
    }
  }
  co_await scope.join();
}

using Requests = std::vector<DrawnTable::Begun>;

Requests requests_of(const Workload& workload, std::uint64_t seed, Ns end) {
  rt::SimLoop loop(seed);
  Random random(seed);
  Requests begun;
  const auto pacer = std::make_shared<Pacer>(loop, workload.budget);
  std::vector<std::unique_ptr<PacedTable>> tables;
  tables.reserve(static_cast<std::size_t>(workload.tables));
  for (int i = 0; i < workload.tables; ++i) {
    tables.push_back(std::make_unique<PacedTable>(
        std::make_unique<DrawnTable>(loop, random, begun, workload.largest, workload.latency,
                                     workload.lost),
        pacer));
  }
  rt::run_task(loop, by_eight(loop, tables, workload, end));
  return begun;
}

double largest_of(const Requests& requests) {
  return std::ranges::max_element(requests, {}, &DrawnTable::Begun::units)->units;
}

// The promise: over any window of ten seconds and more, 1.02 × the budget and one request.
void expect_within(const Requests& requests, double budget) {
  const auto one = largest_of(requests);
  for (std::size_t first = 0; first < requests.size(); ++first) {
    double units = 0;
    for (auto last = first; last < requests.size(); ++last) {
      units += requests[last].units;
      const std::chrono::duration<double> passed = requests[last].at - requests[first].at;
      const auto window = std::max(10.0, passed.count());
      ASSERT_LE(units, 1.02 * budget * window + one) << first << " to " << last;
    }
  }
}

const std::vector<Workload> kWorkloads = {
    {.budget = 1, .largest = 400},
    {.budget = 5, .largest = 20'000, .consistent = false},
    {.budget = 40, .largest = 300'000},
    {.budget = 100, .largest = 600},
    {.budget = 100, .largest = 100'000},
    {.budget = 1000, .largest = 3'000, .consistent = false},
    {.budget = 3000, .largest = 400'000},
    {.budget = 2, .largest = 300, .by_key = true},
    {.budget = 25, .largest = 30'000, .by_key = true},
    {.budget = 300, .largest = 3'000, .consistent = false, .by_key = true},
};

// Many requests are on their way before the first is answered, or the answers are lost.
const std::vector<Workload> kHardWorkloads = {
    {.budget = 10, .largest = 400'000, .latency = 2s},
    {.budget = 300, .largest = 4'000, .tables = 4, .latency = 200ms},
    {.budget = 260, .largest = 400'000, .tables = 4, .latency = 1s},
    {.budget = 10, .largest = 400'000, .lost = 12},
    {.budget = 400, .largest = 400'000, .tables = 2, .lost = 30},
    {.budget = 200, .largest = 400'000, .by_key = true, .latency = 1s},
    {.budget = 20, .largest = 60'000, .by_key = true, .tables = 3, .latency = 1s},
};

TEST(PacedTable, spends_no_more_than_its_budget_over_any_ten_seconds) {
  auto all = kWorkloads;
  all.insert(all.end(), kHardWorkloads.begin(), kHardWorkloads.end());
  for (const auto& workload : all) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      SCOPED_TRACE(testing::Message()
                   << workload.budget << " units/s, items up to " << workload.largest << " bytes, "
                   << workload.tables << " tables, seed " << seed);
      expect_within(requests_of(workload, seed, 120s), workload.budget);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PacedTable, spends_its_budget_where_there_is_enough_to_read) {
  for (const auto& workload : kWorkloads) {
    const auto requests = requests_of(workload, 7, 300s);
    double units = 0;
    for (const auto& request : requests) units += request.units;
    EXPECT_GE(units, 0.97 * workload.budget * 300 - largest_of(requests)) << workload.budget;
  }
}

TEST(PacedTable, asks_for_as_much_as_a_second_of_its_budget_pays_for) {
  for (const auto& workload : kWorkloads) {
    const auto requests = requests_of(workload, 3, 120s);
    // A single item, as long as nothing is known of their sizes.
    if (workload.budget < 100) {
      EXPECT_EQ(requests.front().items, 1) << workload.budget;
    }
    if (workload.largest > 4096) continue;  // What items cost differs too much to be foreseen.
    for (const auto& request : requests)
      EXPECT_LE(request.units, 1.25 * workload.budget + 1) << workload.budget;
  }
}

TEST(PacedTable, hands_back_the_keys_that_it_did_not_ask_for) {
  rt::SimLoop loop(1);
  Random random(1);
  Requests begun;
  PacedTable paced(std::make_unique<DrawnTable>(loop, random, begun, 100),
                   std::make_shared<Pacer>(loop, 2));
  const std::vector<std::string> keys = {"a", "b", "c", "d", "e"};
  for (const std::size_t asked : {1U, 2U, 2U}) {
    const auto answer = rt::run_task(loop, paced.get_batch(keys, true));
    ASSERT_TRUE(answer.has_value());
    ASSERT_EQ(answer->items.size(), keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
      EXPECT_EQ(answer->items[i].has_value(), i < asked);
    ASSERT_EQ(answer->unprocessed.size(), keys.size() - asked);
    for (std::size_t i = asked; i < keys.size(); ++i) EXPECT_EQ(answer->unprocessed[i - asked], i);
  }
}

rt::Task<std::vector<bool>> five_and_a_stop(rt::Loop& loop, Pacer& pacer) {
  std::vector<bool> admitted(5);
  auto timer = loop.at(3s, [&pacer] { pacer.stop(); });
  for (auto&& each : admitted) {
    const bool is_admitted = co_await pacer.admit(20);
    each = is_admitted;
  }
  co_return admitted;
}

TEST(Pacer, lets_nothing_begin_once_it_is_stopped_and_lets_nobody_wait) {
  rt::SimLoop loop(1);
  Pacer pacer(loop, 10);
  EXPECT_EQ(rt::run_task(loop, five_and_a_stop(loop, pacer)),
            (std::vector<bool>{true, true, false, false, false}));
  EXPECT_EQ(loop.now(), 3s);
}

TEST(PacedTable, is_cancelled_without_a_request_once_it_is_stopped) {
  rt::SimLoop loop(1);
  Random random(1);
  Requests begun;
  const auto pacer = std::make_shared<Pacer>(loop, 2);
  PacedTable paced(std::make_unique<DrawnTable>(loop, random, begun, 100), pacer);
  pacer->stop();
  const auto page = rt::run_task(loop, paced.scan({}));
  EXPECT_TRUE(!page && page.error().fault == Fault::cancelled);
  const auto items = rt::run_task(loop, paced.get_batch({"a"}, true));
  EXPECT_TRUE(!items && items.error().fault == Fault::cancelled);
  EXPECT_TRUE(begun.empty());
}

}  // namespace
}  // namespace dynaferry::pace
