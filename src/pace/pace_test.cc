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

  DrawnTable(rt::Loop& loop, Random& random, std::size_t largest)
      : loop_(loop), random_(random), largest_(largest) {}

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override {
    std::string text;
    std::vector<std::size_t> ends;
    double stored = 0;
    while (ends.size() < request.limit && stored < 1e6) {
      const auto bytes = 30 + random_.below(largest_);
      stored += static_cast<double>(bytes);
      text.append(bytes + bytes / 5, 'x');
      ends.push_back(text.size());
    }
    const auto units = std::ceil(stored / 4096) * (request.consistent ? 1 : 0.5);
    const bool is_turned_away = random_.below(20) == 0;
    begun.push_back({loop_.now(), is_turned_away ? 0 : units, ends.size()});
    co_await loop_.sleep(Ns(random_.below(60'000'000)));
    if (is_turned_away) co_return fail(Error{Fault::busy, "slow down", {}, "ThrottlingException"});
    model::Page page;
    page.body = Buffer(text);
    const std::string_view all(text);
    for (std::size_t from = 0; const auto end : ends) {
      page.items.push_back({all.substr(from, end - from), {}, {}});
      from = end;
    }
    page.read_units = units;
    co_return page;
  }
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override {
    ddb::GetAnswer answer;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const auto bytes = static_cast<double>(30 + random_.below(largest_));
      answer.read_units += std::ceil(bytes / 4096) * (consistent ? 1 : 0.5);
      answer.items.emplace_back(std::string(static_cast<std::size_t>(bytes * 1.2), 'x'));
    }
    begun.push_back({loop_.now(), answer.read_units, keys.size()});
    co_await loop_.sleep(Ns(random_.below(60'000'000)));
    co_return answer;
  }
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
    co_return ddb::WriteAnswer{};
  }
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange) override {
    co_return ddb::ExchangeAnswer{};
  }

  std::vector<Begun> begun{};

 private:
  rt::Loop& loop_;
  Random& random_;
  std::size_t largest_;
};

rt::Task<> scan_until(rt::Loop& loop, PacedTable& table, bool consistent, Ns end) {
  while (loop.now() < end) {
    ddb::ScanRequest request;
    request.consistent = consistent;
    request.limit = 2000;
    auto scanning = table.scan(std::move(request));
    const auto page = co_await std::move(scanning);
    EXPECT_TRUE(page || page.error().fault == Fault::busy);
  }
}

rt::Task<> read_until(rt::Loop& loop, PacedTable& table, bool consistent, Ns end) {
  while (loop.now() < end) {
    std::vector<std::string> keys;
    for (int i = 0; i < 60; ++i) keys.push_back(std::to_string(i));
    auto getting = table.get_batch(std::move(keys), consistent);
    const auto answer = co_await std::move(getting);
    EXPECT_TRUE(answer.has_value());
  }
}

rt::Task<> by_eight(rt::Loop& loop, PacedTable& table, bool consistent, bool by_key, Ns end) {
  rt::Scope scope(loop);
  for (int i = 0; i < 8; ++i) {
    scope.spawn(by_key ? read_until(loop, table, consistent, end)
                       : scan_until(loop, table, consistent, end));
  }
  co_await scope.join();
}

struct Workload {
  double budget;
  std::size_t largest;
  bool consistent;
  bool by_key;
};

std::vector<DrawnTable::Begun> requests_of(const Workload& workload, std::uint64_t seed, Ns end) {
  rt::SimLoop loop(seed);
  Random random(seed);
  auto drawn = std::make_unique<DrawnTable>(loop, random, workload.largest);
  const auto& table = *drawn;
  PacedTable paced(std::move(drawn), std::make_shared<Pacer>(loop, workload.budget));
  rt::run_task(loop, by_eight(loop, paced, workload.consistent, workload.by_key, end));
  return table.begun;
}

double largest_of(const std::vector<DrawnTable::Begun>& requests) {
  return std::ranges::max_element(requests, {}, &DrawnTable::Begun::units)->units;
}

// The promise: over any window of ten seconds and more, 1.02 × the budget and one request.
void expect_within(const std::vector<DrawnTable::Begun>& requests, double budget) {
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

const std::vector<Workload>& workloads() {
  static const std::vector<Workload> all = {
      {1, 400, true, false},        {5, 20'000, false, false},   {40, 300'000, true, false},
      {100, 600, true, false},      {100, 100'000, true, false}, {1000, 3'000, false, false},
      {3000, 400'000, true, false}, {2, 300, true, true},        {25, 30'000, true, true},
      {300, 3'000, false, true},
  };
  return all;
}

TEST(PacedTable, spends_no_more_than_its_budget_over_any_ten_seconds) {
  for (const auto& workload : workloads()) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      SCOPED_TRACE(testing::Message() << workload.budget << " units/s, items up to "
                                      << workload.largest << " bytes, seed " << seed);
      expect_within(requests_of(workload, seed, 120s), workload.budget);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(PacedTable, spends_its_budget_where_there_is_enough_to_read) {
  for (const auto& workload : workloads()) {
    const auto requests = requests_of(workload, 7, 300s);
    double units = 0;
    for (const auto& request : requests) units += request.units;
    EXPECT_GE(units, 0.97 * workload.budget * 300 - largest_of(requests)) << workload.budget;
  }
}

TEST(PacedTable, asks_for_as_much_as_a_second_of_its_budget_pays_for) {
  for (const auto& workload : workloads()) {
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
  PacedTable paced(std::make_unique<DrawnTable>(loop, random, 100),
                   std::make_shared<Pacer>(loop, 2));
  const std::vector<std::string> keys = {"a", "b", "c", "d", "e"};
  for (const std::size_t asked : {1, 2, 2}) {
    const auto answer = rt::run_task(loop, paced.get_batch(keys, true));
    ASSERT_TRUE(answer.has_value());
    ASSERT_EQ(answer->items.size(), keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
      EXPECT_EQ(answer->items[i].has_value(), i < asked);
    ASSERT_EQ(answer->unprocessed.size(), keys.size() - asked);
    for (std::size_t i = asked; i < keys.size(); ++i) EXPECT_EQ(answer->unprocessed[i - asked], i);
  }
}

rt::Task<> stop_later(rt::Loop& loop, Pacer& pacer) {
  co_await loop.sleep(3s);
  pacer.stop();
}

rt::Task<std::vector<bool>> five_and_a_stop(rt::Loop& loop, Pacer& pacer) {
  std::vector<bool> admitted;
  rt::Scope scope(loop);
  scope.spawn(stop_later(loop, pacer));
  for (int i = 0; i < 5; ++i) admitted.push_back(co_await pacer.admit(20));
  co_await scope.join();
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
  auto drawn = std::make_unique<DrawnTable>(loop, random, 100);
  const auto& table = *drawn;
  const auto pacer = std::make_shared<Pacer>(loop, 2);
  PacedTable paced(std::move(drawn), pacer);
  pacer->stop();
  const auto page = rt::run_task(loop, paced.scan({}));
  EXPECT_TRUE(!page && page.error().fault == Fault::cancelled);
  const auto items = rt::run_task(loop, paced.get_batch({"a"}, true));
  EXPECT_TRUE(!items && items.error().fault == Fault::cancelled);
  EXPECT_TRUE(table.begun.empty());
}

}  // namespace
}  // namespace dynaferry::pace
