#include "verify/table_verify.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "journal/memory_journal.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::verify {
namespace {

using Items = std::map<std::string, std::string>;  // By name.

std::string key_of(const std::string& name) { return R"({"pk":{"S":")" + name + R"("}})"; }
std::string item_of(const std::string& name, const std::string& value) {
  return R"({"pk":{"S":")" + name + R"("},"v":{"S":")" + value + R"("}})";
}

// Pages of all items; before each, something may happen.
class ItemsTable final : public ddb::Table {
 public:
  explicit ItemsTable(Items named) : items(std::move(named)) {}

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override {
    ++scans;
    before_scan(scans);
    model::Page page;
    std::string text;
    std::vector<std::size_t> ends;
    for (const auto& [name, value] : items) {
      if (std::hash<std::string>()(name) % request.total_segments != request.segment) continue;
      text += item_of(name, value);
      ends.push_back(text.size());
    }
    page.body = Buffer(text);
    for (std::size_t from = 0; const auto end : ends) {
      page.items.push_back({page.body.view().substr(from, end - from), {}, {}});
      from = end;
    }
    co_return page;
  }
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys, bool) override {
    before_get(++gets);
    ddb::GetAnswer answer;
    for (const auto& key : keys) {
      answer.items.emplace_back();
      for (const auto& [name, value] : items)
        if (key == key_of(name)) answer.items.back() = item_of(name, value);
    }
    co_return answer;
  }
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
    co_return fail(Fault::internal, "a verify writes nothing");
  }
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange) override {
    co_return fail(Fault::internal, "a verify writes nothing");
  }

  Items items;
  int scans = 0;
  int gets = 0;
  std::function<void(int)> before_scan = [](int) {};
  std::function<void(int)> before_get = [](int) {};
};

// Both sides, and what a verify of them finds, by segments of as many as are given for each.
struct Pair {
  ItemsTable source;
  ItemsTable destination;
  std::vector<std::string> told{};

  Verdict verify(std::uint32_t source_segments = 1, std::uint32_t destination_segments = 1) {
    rt::SimLoop loop(1);
    Random random(1);
    journal::MemoryJournal journal(std::make_shared<journal::MemoryDisk>());
    EXPECT_TRUE(journal.load());
    Options options;
    options.source_segments = source_segments;
    options.destination_segments = destination_segments;
    TableVerify verify(
        loop, random, {source, destination, {"pk"}}, journal,
        [] { return std::make_unique<journal::MemoryScratch>(); }, options, {},
        [this](const Difference& difference) { told.push_back(difference.key); });
    const auto verdict = rt::run_task(loop, verify.run());
    EXPECT_TRUE(verdict.has_value());
    return verdict ? *verdict : Verdict{};
  }
};

Items many() {
  Items items;
  for (int i = 0; i < 40; ++i) items["k" + std::to_string(i)] = std::to_string(i);
  return items;
}

TEST(TableVerify, is_exact_about_a_difference_of_tables_that_hold_still) {
  Pair pair{ItemsTable(many()), ItemsTable(many())};
  pair.destination.items["k7"] = "other";
  for (const auto& [source_segments, destination_segments] :
       {std::pair(1U, 1U), std::pair(3U, 5U), std::pair(50U, 2U)}) {
    pair.told.clear();
    const auto verdict = pair.verify(source_segments, destination_segments);
    EXPECT_EQ(pair.told, std::vector{key_of("k7")});
    EXPECT_EQ(verdict.different, 1);
    EXPECT_TRUE(verdict.is_exact());
  }
}

// Between the two readings, where nothing differed: no key tells of it.
TEST(TableVerify, is_not_exact_when_anything_changed_between_its_readings) {
  const auto change_at_the_second = [](ItemsTable& table) {
    table.before_scan = [&table](int scan) {
      if (scan == 2) table.items["k20"] = "later";
    };
  };
  for (const bool is_of_source : {true, false}) {
    Pair pair{ItemsTable(many()), ItemsTable(many())};
    pair.destination.items["k7"] = "other";
    change_at_the_second(is_of_source ? pair.source : pair.destination);
    const auto verdict = pair.verify();
    EXPECT_EQ(pair.source.scans, 2);
    EXPECT_FALSE(verdict.is_exact());
    EXPECT_FALSE(verdict.is_equal());
  }
}

// Each look reads the source twice and the destination once.
TEST(TableVerify, is_not_exact_when_what_differs_changed_while_it_was_looked_at) {
  for (const auto& [is_of_source, at] :
       {std::pair(true, 2), std::pair(true, 3), std::pair(false, 2), std::pair(false, 3)}) {
    Pair pair{ItemsTable(many()), ItemsTable(many())};
    pair.destination.items["k7"] = "other";
    auto& table = is_of_source ? pair.source : pair.destination;
    table.before_get = [&table, at](int get) {
      if (get == at) table.items["k7"] = "later";
    };
    const auto verdict = pair.verify();
    EXPECT_EQ(verdict.different, 1);
    EXPECT_FALSE(verdict.is_exact()) << is_of_source << ", at read " << at;
  }
}

}  // namespace
}  // namespace dynaferry::verify
