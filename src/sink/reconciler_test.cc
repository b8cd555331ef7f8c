#include "sink/reconciler.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "json/document.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::sink {
namespace {

using Item = std::optional<std::string>;

const std::string kKey = R"({"id":{"S":"a"}})";
const std::string kOld = R"({"id":{"S":"a"},"v":{"N":"1"}})";
const std::string kNew = R"({"id":{"S":"a"},"v":{"N":"2"}})";
const std::string kOther = R"({"id":{"S":"a"},"v":{"N":"3"}})";
const std::string kAdded = R"({"id":{"S":"a"},"v":{"N":"1"},"by":{"S":"somebody"}})";
const std::string kAddedToNew = R"({"id":{"S":"a"},"v":{"N":"2"},"by":{"S":"another"}})";

bool equal(std::string_view one, std::string_view other) {
  const auto left = json::parse(one);
  const auto right = json::parse(other);
  return left && right && *left == *right;
}

// One item, under the condition that a real table would hold a write to: each attribute of `before` is
// equal, none that only `after` has is there. Before each call a script may write, or have it fail.
class ScriptedTable final : public ddb::Table {
 public:
  struct Step {
    std::function<void(Item&)> meanwhile = [](Item&) {};
    enum { answers, loses_the_request, loses_the_answer, is_busy, refuses } mood = answers;
  };

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem>) override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override {
    EXPECT_EQ(keys, std::vector<std::string>{kKey});
    EXPECT_TRUE(consistent);
    ++reads;
    ddb::GetAnswer answer;
    answer.items = {stored};
    if (std::exchange(turns_a_read_away, false)) answer = {{std::nullopt}, {0}, 0};
    co_return answer;
  }
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange change) override {
    const auto step = calls < script.size() ? script[calls] : Step{};
    ++calls;
    step.meanwhile(stored);
    if (step.mood == Step::is_busy) {
      co_return fail(Error{Fault::busy, "slow down", {}, "ThrottlingException"});
    }
    if (step.mood == Step::refuses) co_return fail(Fault::refused, "no");
    if (step.mood == Step::loses_the_request) co_return fail(Fault::lost, "reset");
    ddb::ExchangeAnswer answer{.done = holds(change), .found = stored, .write_units = 2};
    if (answer.done) stored = change.after;
    if (!answer.done && !tells) answer.found.reset();
    if (step.mood == Step::loses_the_answer) co_return fail(Fault::lost, "reset");
    co_return answer;
  }

  Item stored{};
  bool tells = true;
  bool turns_a_read_away = false;
  std::vector<Step> script{};
  std::size_t calls = 0;
  std::size_t reads = 0;

 private:
  bool holds(const ddb::Exchange& change) const {
    if (!change.before || !stored) return change.before.has_value() == stored.has_value();
    const auto now = json::parse(*stored)->as_object();
    const auto before = json::parse(*change.before)->as_object();
    const bool same = std::ranges::all_of(before, [&](const auto& attribute) {
      return now.contains(attribute.key()) && now.at(attribute.key()) == attribute.value();
    });
    if (!same || !change.after) return same;
    const auto after = json::parse(*change.after)->as_object();
    return std::ranges::none_of(after, [&](const auto& attribute) {
      return !before.contains(attribute.key()) && now.contains(attribute.key());
    });
  }
};

class CheckedLog final : public journal::LineLog {
 public:
  rt::Task<Result<>> add(std::string line) override {
    if (lines.size() >= room) co_return fail(Fault::internal, "no space left on device");
    const auto parsed = json::parse(line);
    EXPECT_TRUE(parsed && line.find('\n') == std::string::npos) << line;
    if (parsed) lines.push_back(parsed->as_object());
    co_return Result<>{};
  }
  // The outcomes, or what was to be written instead of what.
  [[nodiscard]] std::string story() const {
    std::string out;
    for (const auto& line : lines) {
      EXPECT_EQ(line.at("v"), 1);
      EXPECT_EQ(json::serialize(line.at("key")), kKey);
      EXPECT_TRUE(json::find_string(line, "time")->ends_with("Z"));
      if (const auto outcome = json::find_string(line, "outcome")) {
        out += std::string(*outcome) + "\n";
        continue;
      }
      EXPECT_EQ(json::find_string(line, "table"), "T");
      out += json::serialize(line.at("before")) + " " + json::serialize(line.at("after"));
      out += json::find(line, "put_back") != nullptr ? " back\n" : "\n";
    }
    return out;
  }

  std::vector<json::Object> lines{};
  std::size_t room = 1'000;
};

struct World {
  rt::SimLoop loop{1};
  Random random{1};
  ScriptedTable table{};
  CheckedLog log{};
  Reconciler reconciler{loop, random, table, TableName("T"), log};

  Result<Reconciled> reconcile(Item before, Item after) {
    ddb::Exchange change{kKey, std::move(before), std::move(after)};
    auto task = reconciler.reconcile(std::move(change), equal);
    return rt::run_task(loop, std::move(task));
  }
};

using Step = ScriptedTable::Step;

void delete_it(Item& item) { item.reset(); }
void write_new(Item& item) { item = kNew; }
void write_other(Item& item) { item = kOther; }
void add_attribute(Item& item) { item = item == kOld ? kAdded : kAddedToNew; }

TEST(Reconciler, puts_replaces_and_deletes_and_logs_it_before) {
  World world;
  EXPECT_EQ(world.reconcile({}, kOld), Reconciled::done);
  EXPECT_EQ(world.table.stored, kOld);
  EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::done);
  EXPECT_EQ(world.table.stored, kNew);
  EXPECT_EQ(world.reconcile(kNew, {}), Reconciled::done);
  EXPECT_EQ(world.table.stored, std::nullopt);
  EXPECT_EQ(world.log.story(),
            "null " + kOld + "\ndone\n" + kOld + " " + kNew + "\ndone\n" + kNew + " null\ndone\n");
  const auto& counted = world.reconciler.counters();
  EXPECT_EQ(counted.put, 2U);
  EXPECT_EQ(counted.deleted, 1U);
  EXPECT_EQ(counted.changed, 0U);
  EXPECT_EQ(counted.write_units, 6);
}

TEST(Reconciler, sends_nothing_that_is_not_in_the_log) {
  World world;
  world.table.stored = kOld;
  world.log.room = 0;
  const auto outcome = world.reconcile(kOld, kNew);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().fault, Fault::internal);
  EXPECT_EQ(world.table.calls, 0U);
  EXPECT_EQ(world.table.stored, kOld);
}

TEST(Reconciler, goes_on_after_throttles_and_lost_answers_before_and_after_the_effect) {
  for (const auto mood : {Step::is_busy, Step::loses_the_request, Step::loses_the_answer}) {
    for (const auto& [before, after] :
         std::vector<std::pair<Item, Item>>{{{}, kNew}, {kOld, kNew}, {kOld, {}}}) {
      World world;
      world.table.stored = before;
      world.table.script = {{.mood = mood}, {.mood = mood}};
      EXPECT_EQ(world.reconcile(before, after), Reconciled::done);
      EXPECT_EQ(world.table.stored, after);
      EXPECT_EQ(world.table.calls, 3U);
      const auto& counted = world.reconciler.counters();
      EXPECT_EQ(counted.throttled, mood == Step::is_busy ? 2U : 0U);
      EXPECT_EQ(counted.lost, mood == Step::is_busy ? 0U : 2U);
      EXPECT_EQ(world.log.lines.size(), 2U);
    }
  }
}

TEST(Reconciler, leaves_what_somebody_wrote_meanwhile) {
  for (const bool tells : {true, false}) {
    for (const auto& write : {write_other, delete_it}) {
      World world;
      world.table.stored = kOld;
      world.table.tells = tells;
      world.table.script = {{.meanwhile = write}};
      EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::changed);
      EXPECT_NE(world.table.stored, kNew);
      EXPECT_EQ(world.log.story(), fmt::format("{} {}\nchanged\n", kOld, kNew));
      EXPECT_EQ(world.reconciler.counters().changed, 1U);
    }
    World world;
    world.table.tells = tells;
    world.table.script = {{.meanwhile = write_other}};
    EXPECT_EQ(world.reconcile({}, kNew), Reconciled::changed);
    EXPECT_EQ(world.table.stored, kOther);
  }
}

TEST(Reconciler, leaves_what_was_written_after_an_effect_whose_answer_was_lost) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.mood = Step::loses_the_answer}, {.meanwhile = write_other}};
  EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::changed);
  EXPECT_EQ(world.table.stored, kOther);
}

TEST(Reconciler, is_content_when_somebody_else_made_it_so) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.meanwhile = write_new}};
  EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::done);
  world.table.script = {{}, {.meanwhile = delete_it}};
  EXPECT_EQ(world.reconcile(kNew, {}), Reconciled::done);
}

// To a service that does not tell, an item that is there must not pass for one that is gone.
TEST(Reconciler, looks_for_itself_where_it_is_not_told) {
  World world;
  world.table.stored = kOld;
  world.table.tells = false;
  world.table.turns_a_read_away = true;
  world.table.script = {{.meanwhile = write_other}};
  EXPECT_EQ(world.reconcile(kOld, {}), Reconciled::changed);
  EXPECT_EQ(world.table.stored, kOther);
  EXPECT_EQ(world.table.reads, 2U);
}

TEST(Reconciler, puts_back_what_the_condition_did_not_see) {
  for (const auto& after : {Item(kNew), Item()}) {
    World world;
    world.table.stored = kOld;
    world.table.script = {{.meanwhile = add_attribute}, {.mood = Step::loses_the_answer}};
    EXPECT_EQ(world.reconcile(kOld, after), Reconciled::changed);
    EXPECT_EQ(world.table.stored, kAdded);
    const auto written = after.value_or("null");
    EXPECT_EQ(world.log.story(),
              fmt::format("{0} {1}\n{1} {2} back\nchanged\n", kOld, written, kAdded));
    EXPECT_EQ(world.reconciler.counters().put_back, 1U);
  }
}

TEST(Reconciler, puts_back_what_was_added_while_it_put_back) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.meanwhile = add_attribute}, {.meanwhile = [](Item& item) {
                          item = R"({"id":{"S":"a"},"v":{"N":"2"},"third":{"S":"x"}})";
                        }}};
  EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::changed);
  EXPECT_EQ(world.table.stored, R"({"id":{"S":"a"},"v":{"N":"2"},"third":{"S":"x"}})");
  EXPECT_NE(world.log.story().find(kAdded), std::string::npos);
  EXPECT_EQ(world.log.lines.size(), 4U);
}

TEST(Reconciler, leaves_what_was_written_before_it_could_put_back) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.meanwhile = add_attribute}, {.meanwhile = write_other}};
  EXPECT_EQ(world.reconcile(kOld, kNew), Reconciled::changed);
  EXPECT_EQ(world.table.stored, kOther);
}

TEST(Reconciler, says_where_to_find_what_it_could_not_put_back_and_shows_no_value) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.meanwhile = add_attribute}, {.mood = Step::refuses}};
  const auto outcome = world.reconcile(kOld, kNew);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().fault, Fault::refused);
  EXPECT_EQ(world.reconciler.counters().unknown, 1U);
  EXPECT_NE(outcome.error().text().find("log of repairs"), std::string::npos);
  EXPECT_EQ(outcome.error().text().find("somebody\""), std::string::npos);
  EXPECT_EQ(world.log.lines.back().at("after"), *json::parse(kAdded));
}

TEST(Reconciler, counts_no_change_as_possible_that_was_refused_at_once) {
  World world;
  world.table.stored = kOld;
  world.table.script = {{.mood = Step::is_busy}, {.mood = Step::refuses}};
  EXPECT_FALSE(world.reconcile(kOld, kNew));
  EXPECT_EQ(world.reconciler.counters().unknown, 0U);
}

TEST(Reconciler, gives_up_when_nothing_is_answered_for_a_minute) {
  World world;
  world.table.stored = kOld;
  world.table.script.assign(10'000, {.mood = Step::loses_the_request});
  const auto outcome = world.reconcile(kOld, kNew);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ddb::unreachable_code);
  EXPECT_EQ(world.reconciler.counters().unknown, 1U);
  EXPECT_EQ(world.log.story(), kOld + " " + kNew + "\n");
}

}  // namespace
}  // namespace dynaferry::sink
