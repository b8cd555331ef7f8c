#include "ddb/scanner.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::ddb {
namespace {

constexpr std::uint32_t kSegments = 3;

struct Scripted {
  std::vector<std::string> items;
  std::optional<std::string> last_evaluated_key;
};

// Segment 1 of kSegments, page by page, by what each begins behind.
class ScriptedTable final : public Table {
 public:
  explicit ScriptedTable(std::map<std::string, Scripted> pages) : pages_(std::move(pages)) {}

  rt::Task<Result<model::Page>> scan(ScanRequest request) override {
    EXPECT_EQ(std::pair(request.segment, request.total_segments), std::pair(1U, kSegments));
    const auto& scripted = pages_.at(request.exclusive_start_key.value_or(""));
    std::string text;
    for (const auto& item : scripted.items) text += item;
    model::Page page;
    page.body = Buffer(text);
    for (std::size_t from = 0; const auto& item : scripted.items) {
      page.items.push_back({page.body.view().substr(from, item.size()), {}, {}});
      from += item.size();
    }
    page.last_evaluated_key = scripted.last_evaluated_key;
    co_return page;
  }
  rt::Task<Result<WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<GetAnswer>> get_batch(std::vector<std::string>, bool) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<ExchangeAnswer>> exchange(Exchange) override {
    co_return fail(Fault::internal, "unused");
  }

 private:
  std::map<std::string, Scripted> pages_;
};

// A page without items is no end: that is what the key says, and nothing else (facts §3.1).
TEST(Scanner, tells_of_an_empty_page_that_more_follows_and_reads_on_behind_it) {
  ScriptedTable table({{"", {{}, "before all"}},
                       {"before all", {{"one", "two"}, "two"}},
                       {"two", {{}, "nowhere"}},
                       {"nowhere", {{}, "nowhere else"}},
                       {"nowhere else", {{"three"}, "three"}},
                       {"three", {{}, std::nullopt}}});
  rt::SimLoop loop(1);
  Random random(1);
  Scanner scanner(loop, random, table, {});
  std::vector<std::string> read;
  std::optional<std::string> place;
  do {
    auto reading = scanner.read(1, kSegments, std::move(place));
    auto page = rt::run_task(loop, std::move(reading));
    ASSERT_TRUE(page);
    for (const auto& item : page->items) read.emplace_back(item.item);
    place = std::move(page->last_evaluated_key);
  } while (place);
  EXPECT_EQ(read, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(scanner.counters().pages, 6U);
  EXPECT_EQ(scanner.counters().items, 3U);
}

}  // namespace
}  // namespace dynaferry::ddb
