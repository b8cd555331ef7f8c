#include "sink/sink.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::sink {
namespace {

// Of a table a Sink needs one call.
class OnlyTakesBatches : public ddb::Table {
 public:
  rt::Task<Result<model::Page>> scan(ddb::ScanRequest) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string>, bool) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange) override {
    co_return fail(Fault::internal, "unused");
  }
};

// A destination that misbehaves by a seed: it hands items back, turns batches away, and says that it
// does not know. It never lies about an item it did not take.
class MoodyTable final : public OnlyTakesBatches {
 public:
  MoodyTable(rt::Loop& loop, Random& random) : loop_(loop), random_(random) {}

  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem> items) override {
    std::size_t bytes = 0;
    for (const auto& item : items) {
      EXPECT_TRUE(in_flight.insert(item.hash).second) << "a key in two batches at once";
      bytes += item.item.size();
    }
    EXPECT_LE(items.size(), 25U);
    EXPECT_TRUE(bytes <= most_bytes || items.size() == 1);
    most_in_flight = std::max(most_in_flight, ++batches_in_flight);
    co_await loop_.sleep(std::chrono::microseconds(random_.below(2000)));
    --batches_in_flight;
    for (const auto& item : items) in_flight.erase(item.hash);
    co_return answer(items);
  }

  Result<ddb::WriteAnswer> answer(const std::vector<model::RawItem>& items) {
    for (const auto& item : items) {
      if (poison.contains(item.hash)) return fail(refusal);
    }
    const auto mood = random_.below(100);
    if (mood < trouble / 3) return fail(Error{Fault::busy, "slow down", {}, "ThrottlingException"});
    ddb::WriteAnswer out;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (random_.below(100) < trouble) {
        out.unprocessed.push_back(i);
      } else {
        ++written[std::string(items[i].hash)];
      }
    }
    if (mood < 2 * trouble / 3) return fail(Fault::lost, "connection reset");  // Some were put.
    return out;
  }

  std::uint64_t trouble = 0;  // Percent.
  std::size_t most_bytes = 1'048'576;
  std::set<std::string, std::less<>> poison;
  Error refusal{Fault::invalid,
                "values were invalid: Input collection [078-05-1120, x] contains duplicates.",
                {},
                "ValidationException"};
  std::map<std::string, int> written;
  std::set<std::string_view> in_flight;
  std::size_t batches_in_flight = 0;
  std::size_t most_in_flight = 0;

 private:
  rt::Loop& loop_;
  Random& random_;
};

// Where refused items go: slow, and full after so many.
class Aside final : public BadItems {
 public:
  explicit Aside(rt::Loop& loop) : loop_(loop) {}

  rt::Task<Result<>> set_aside(model::RawItem item, Error why) override {
    EXPECT_EQ(why.code, "ValidationException");
    const std::string key(item.hash);
    co_await loop_.sleep(std::chrono::milliseconds(3));
    if (items.size() >= room) co_return fail(Fault::internal, "no space left on device");
    EXPECT_TRUE(items.insert(key).second) << "set aside twice";
    co_return Result<>{};
  }

  std::set<std::string> items;
  std::size_t room = 1'000'000;

 private:
  rt::Loop& loop_;
};

struct World {
  explicit World(std::uint64_t seed, Bounds bounds = {}, std::uint64_t batches = 4,
                 bool has_a_place_for_bad_items = false)
      : loop(seed),
        random(seed),
        table(loop, random),
        aside(loop),
        permits(batches),
        sink(loop, random, table, permits, with(bounds, has_a_place_for_bad_items)) {}

  Bounds with(Bounds bounds, bool has_a_place_for_bad_items) {
    if (has_a_place_for_bad_items) bounds.bad_items = &aside;
    return bounds;
  }

  rt::SimLoop loop;
  Random random;
  MoodyTable table;
  Aside aside;
  rt::Semaphore permits;
  Sink sink;
  std::size_t pages_acknowledged = 0;
};

model::Page page_of(const std::string& name, std::size_t items, std::size_t item_bytes = 20) {
  model::Page page;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < items; ++i) {
    auto key = name + "/" + std::to_string(i);
    key.resize(std::max(key.size(), item_bytes), ' ');
    page.body.append(key);
    ends.push_back(page.body.size());
  }
  std::size_t begin = 0;
  for (const auto end : ends) {
    const auto item = page.body.view().substr(begin, end - begin);
    page.items.push_back({item, item, {}});
    begin = end;
  }
  return page;
}

rt::Task<> feed(World& world, std::size_t pages, std::size_t items, std::size_t item_bytes) {
  for (std::size_t i = 0; i < pages; ++i) {
    auto page = page_of("p" + std::to_string(i), items, item_bytes);
    const auto names = page_of("p" + std::to_string(i), items, item_bytes);
    auto acknowledged = [&world, i, items](SetAside set_aside) {
      ++world.pages_acknowledged;
      std::size_t there = 0;
      const auto prefix = "p" + std::to_string(i) + "/";
      for (auto at = world.table.written.lower_bound(prefix);
           at != world.table.written.end() && at->first.starts_with(prefix); ++at)
        ++there;
      EXPECT_EQ(there + set_aside.items, items) << "a page acknowledged before its last item";
      EXPECT_EQ(set_aside.bytes, set_aside.items * 20);
    };
    const auto taken = co_await world.sink.put_page(std::move(page), acknowledged);
    if (!taken) break;
  }
  world.sink.close();
}

rt::Task<Result<>> both(World& world, rt::Scope& scope, std::size_t pages, std::size_t items,
                        std::size_t item_bytes) {
  auto feeding = feed(world, pages, items, item_bytes);
  scope.spawn(std::move(feeding));
  co_return co_await world.sink.run();
}

rt::Task<Result<>> whole(World& world, std::size_t pages, std::size_t items,
                         std::size_t item_bytes) {
  rt::Scope scope(world.loop);
  auto body = both(world, scope, pages, items, item_bytes);
  co_return co_await scope.run(std::move(body));
}

Result<> run(World& world, std::size_t pages, std::size_t items, std::size_t item_bytes = 20) {
  auto task = whole(world, pages, items, item_bytes);
  return rt::run_task(world.loop, std::move(task));
}

TEST(Sink, writes_every_item_whatever_is_turned_away_or_unknown) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    World world(seed);
    world.table.trouble = seed % 60;
    const auto done = run(world, 7, 1 + seed % 60);
    ASSERT_TRUE(done) << seed << ": " << done.error().text();
    EXPECT_EQ(world.table.written.size(), 7 * (1 + seed % 60)) << seed;
    EXPECT_EQ(world.sink.counters().items, 7 * (1 + seed % 60)) << seed;
    EXPECT_EQ(world.pages_acknowledged, 7U);
    EXPECT_LE(world.table.most_in_flight, 4U);
  }
}

TEST(Sink, puts_each_item_once_when_nothing_goes_wrong) {
  World world(1);
  ASSERT_TRUE(run(world, 10, 100));
  for (const auto& [key, times] : world.table.written) EXPECT_EQ(times, 1) << key;
  EXPECT_EQ(world.sink.counters().batches, 40U);
}

TEST(Sink, bounds_batches_by_bytes_and_sends_a_larger_item_alone) {
  World world(2);
  ASSERT_TRUE(run(world, 3, 10, 400'000));
  EXPECT_EQ(world.table.written.size(), 30U);
  World large(3, {.batch_bytes = 1000});
  large.table.most_bytes = 1000;
  ASSERT_TRUE(run(large, 2, 4, 1500));
  EXPECT_EQ(large.table.written.size(), 8U);
}

TEST(Sink, takes_a_page_without_items_at_once) {
  World world(4);
  ASSERT_TRUE(run(world, 3, 0));
  EXPECT_EQ(world.pages_acknowledged, 3U);
}

TEST(Sink, names_the_item_that_is_refused_and_writes_its_neighbours) {
  World world(5);
  const auto poisoned = page_of("p0", 30);
  world.table.poison.emplace(poisoned.items[7].item);
  const auto done = run(world, 1, 30);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, Fault::invalid);
  EXPECT_NE(done.error().text().find("putting the item whose key has the digest"),
            std::string::npos);
  EXPECT_NE(done.error().text().find("Input collection […] contains duplicates."),
            std::string::npos)
      << "an item's value is nobody's business";
  EXPECT_EQ(world.pages_acknowledged, 0U);
}

TEST(Sink, sets_aside_what_is_refused_and_writes_all_else_whatever_happens) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    World world(seed, {}, 4, true);
    world.table.trouble = seed % 60;
    for (std::uint64_t page = 0; page < 5; ++page) {
      for (const auto& item : page_of("p" + std::to_string(page), 40).items) {
        if (world.random.below(10) < seed % 10) world.table.poison.emplace(item.hash);
      }
    }
    const auto poison = std::set<std::string>(world.table.poison.begin(), world.table.poison.end());
    const auto done = run(world, 5, 40);
    ASSERT_TRUE(done) << seed << ": " << done.error().text();
    EXPECT_EQ(world.aside.items, poison) << seed;
    EXPECT_EQ(world.table.written.size(), 200 - poison.size()) << seed;
    EXPECT_EQ(world.sink.counters().items, 200 - poison.size()) << seed;
    EXPECT_EQ(world.sink.counters().set_aside, poison.size()) << seed;
    EXPECT_EQ(world.pages_acknowledged, 5U) << seed;
  }
}

TEST(Sink, stops_when_a_refused_item_cannot_be_set_aside) {
  World world(7, {}, 4, true);
  world.aside.room = 1;
  for (const auto place : {3U, 17U})
    world.table.poison.emplace(page_of("p0", 30).items[place].hash);
  const auto done = run(world, 1, 30);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().fault, Fault::internal);
  EXPECT_EQ(world.pages_acknowledged, 0U);
}

TEST(Sink, does_not_blame_items_for_what_is_not_theirs) {
  World world(8, {}, 4, true);
  world.table.poison.emplace(page_of("p0", 30).items[3].hash);
  world.table.refusal.code = "UnknownOperationException";
  EXPECT_FALSE(run(world, 1, 30));
  EXPECT_TRUE(world.aside.items.empty());
}

// Or a copy that was interrupted could meet nothing but bad items, and never go on.
TEST(Sink, does_not_blame_a_table_that_took_items_in_an_earlier_run) {
  World world(10, {.took_before = true}, 1, true);
  for (const auto& item : page_of("p0", 300).items) world.table.poison.emplace(item.hash);
  ASSERT_TRUE(run(world, 1, 300));
  EXPECT_EQ(world.aside.items.size(), 300U);
}

TEST(Sink, does_not_set_a_whole_table_aside) {
  World world(9, {}, 1, true);
  for (const auto& item : page_of("p0", 300).items) world.table.poison.emplace(item.hash);
  const auto done = run(world, 1, 300);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().text().find("items were refused and none was taken"), std::string::npos);
  EXPECT_EQ(done.error().text().find("078-05-1120"), std::string::npos);
  EXPECT_LE(world.aside.items.size(), Sink::most_refused_at_first) << "however slow the disk is";
}

TEST(Sink, stops_hoping_when_nothing_succeeds_for_a_minute) {
  World world(6);
  world.table.trouble = 100;
  class Unreachable final : public OnlyTakesBatches {
   public:
    rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
      co_return fail(Error{Fault::busy, "connection refused", {}, "ConnectFailed"});
    }
  } unreachable;
  Sink sink(world.loop, world.random, unreachable, world.permits);
  std::optional<Result<>> ended;
  struct Running {
    static rt::Task<> feed(Sink& sink) {
      auto page = page_of("p", 5);
      Sink::Acknowledged done = [](SetAside) { ADD_FAILURE(); };
      const auto taken = co_await sink.put_page(std::move(page), std::move(done));
      EXPECT_TRUE(taken);
      sink.close();
    }
    static rt::Task<> run(Sink& sink, std::optional<Result<>>& ended) {
      ended = co_await sink.run();
    }
    static rt::Task<> all(World& world, Sink& sink, std::optional<Result<>>& ended) {
      rt::Scope scope(world.loop);
      auto feeding = feed(sink);
      scope.spawn(std::move(feeding));
      auto running = run(sink, ended);
      scope.spawn(std::move(running));
      co_await scope.join();
    }
  };
  auto task = Running::all(world, sink, ended);
  rt::run_task(world.loop, std::move(task));
  ASSERT_TRUE(ended && !*ended);
  EXPECT_EQ(ended->error().code, ddb::unreachable_code);
}

}  // namespace
}  // namespace dynaferry::sink
