#include "settings/creation.h"

#include <gtest/gtest.h>

#include <deque>

#include "rt/run_task.h"
#include "rt/sim_loop.h"

namespace dynaferry::settings {
namespace {

model::TableDescription table(std::string status, std::string index_status = "ACTIVE") {
  model::TableDescription out;
  out.name = TableName("T");
  out.status = std::move(status);
  out.attribute_types = {{"pk", "S"}};
  out.keys = {{"pk"}, {}};
  out.on_demand = true;
  out.global_indexes = {{"g", {{"pk"}, {}}, {}, {}, std::move(index_status)}};
  return out;
}

// Answers each call with the next thing it was told to say; the last one again and again.
class ScriptedCatalog final : public ddb::Catalog {
 public:
  using Answer = Result<model::TableDescription>;

  ScriptedCatalog(std::deque<Answer> creates, std::deque<Answer> describes)
      : creates_(std::move(creates)), describes_(std::move(describes)) {}

  rt::Task<Result<std::vector<std::string>>> list() override {
    co_return fail(Fault::internal, "unused");
  }
  rt::Task<Answer> describe(TableName) override { co_return next(describes_); }
  rt::Task<Answer> create(TableName, model::TableDescription) override {
    ++created;
    co_return next(creates_);
  }
  int created = 0;

 private:
  static Answer next(std::deque<Answer>& answers) {
    auto answer = answers.front();
    if (answers.size() > 1) answers.pop_front();
    return answer;
  }
  std::deque<Answer> creates_;
  std::deque<Answer> describes_;
};

Result<Created> make(ScriptedCatalog& catalog, bool asked_before = false) {
  rt::SimLoop loop(1);
  auto task = create_and_wait(loop, catalog, TableName("T"), table("ACTIVE"), asked_before);
  return rt::run_task(loop, std::move(task));
}

const auto kAbsent = [] { return fail(Fault::absent, "no such table"); };
const auto kLost = [] { return fail(Fault::lost, "connection reset"); };

TEST(Creation, waits_for_the_table_and_for_every_index) {
  ScriptedCatalog catalog({table("CREATING")}, {kAbsent(), table("CREATING"),
                                                table("ACTIVE", "CREATING"), table("ACTIVE")});
  EXPECT_TRUE(make(catalog));
  EXPECT_EQ(catalog.created, 1);
}

TEST(Creation, gives_up_on_a_table_that_never_gets_ready_and_says_what_it_waits_for) {
  ScriptedCatalog catalog({table("CREATING")}, {table("ACTIVE", "CREATING")});
  const auto made = make(catalog);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "\"T\" is not ready after 30 minutes: index g is CREATING");
}

TEST(Creation, of_a_table_that_somebody_made_anew_at_once_is_a_conflict) {
  auto ours = table("CREATING");
  ours.id = "ours";
  auto theirs = table("ACTIVE");
  theirs.id = "theirs";
  ScriptedCatalog catalog({ours}, {theirs});
  EXPECT_EQ(make(catalog).error().fault, Fault::conflict);
}

TEST(Creation, of_unknown_outcome_that_happened_is_not_asked_for_again) {
  ScriptedCatalog catalog({kLost()}, {table("CREATING"), table("ACTIVE")});
  EXPECT_TRUE(make(catalog));
  EXPECT_EQ(catalog.created, 1);
}

TEST(Creation, of_unknown_outcome_that_did_not_happen_is_asked_for_again) {
  ScriptedCatalog catalog({kLost(), table("CREATING")}, {kAbsent()});
  const auto made = make(catalog);
  EXPECT_FALSE(made);  // The script never shows it.
  EXPECT_EQ(catalog.created, 2);
}

TEST(Creation, is_asked_for_until_it_happens) {
  std::deque<ScriptedCatalog::Answer> creates(5, kLost());
  creates.emplace_back(table("CREATING"));
  // Some 17 looks in each minute that is waited for it to show.
  std::deque<ScriptedCatalog::Answer> describes(5 * 19, kAbsent());
  describes.emplace_back(table("ACTIVE"));
  ScriptedCatalog catalog(std::move(creates), std::move(describes));
  EXPECT_TRUE(make(catalog));
  EXPECT_EQ(catalog.created, 6);
}

TEST(Creation, that_never_happens_ends_with_what_became_of_the_asking) {
  ScriptedCatalog catalog({kLost()}, {kAbsent()});
  const auto made = make(catalog);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::lost);
  EXPECT_GT(catalog.created, 5);
}

TEST(Creation, of_unknown_outcome_does_not_adopt_a_stranger) {
  auto stranger = table("ACTIVE");
  stranger.global_indexes.clear();
  ScriptedCatalog catalog({kLost()}, {stranger});
  const auto made = make(catalog);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().fault, Fault::conflict);
}

TEST(Creation, that_an_earlier_run_asked_for_is_adopted_and_said_to_be) {
  ScriptedCatalog catalog({fail(Fault::conflict, "exists")}, {table("CREATING"), table("ACTIVE")});
  const auto made = make(catalog, true);
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->adopted);
  ScriptedCatalog fresh({table("CREATING")}, {table("ACTIVE")});
  EXPECT_FALSE(make(fresh, true)->adopted);
}

TEST(Creation, of_a_table_that_exists_is_a_conflict) {
  ScriptedCatalog catalog({fail(Fault::conflict, "exists")}, {table("ACTIVE")});
  EXPECT_EQ(make(catalog).error().fault, Fault::conflict);
}

}  // namespace
}  // namespace dynaferry::settings
