// Whole copies and verifies that read within budgets, as the service counts what they read.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "tests/simulation/judged.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/verify_scenarios.h"

namespace dynaferry::simulation {
namespace {

using Reads = std::vector<WatchedService::Read>;

double units_of(const Reads& reads) {
  double units = 0;
  for (const auto& read : reads) units += read.units;
  return units;
}

// Over any window of ten seconds and more: 1.02 × the budget and one request.
void expect_within(const Reads& reads, double budget) {
  ASSERT_FALSE(reads.empty());
  const auto one = std::ranges::max(reads, {}, &WatchedService::Read::units).units;
  for (std::size_t first = 0; first < reads.size(); ++first) {
    double units = 0;
    for (auto last = first; last < reads.size(); ++last) {
      units += reads[last].units;
      const std::chrono::duration<double> passed = reads[last].at - reads[first].at;
      ASSERT_LE(units, 1.02 * budget * std::max(10.0, passed.count()) + one);
    }
  }
}

double drawn_budget(std::uint64_t seed) {
  return static_cast<double>(1 + Random(seed).below(seed % 2 == 0 ? 4 : 30));
}

TEST(SimulatedBudget, is_kept_by_a_verify_of_both_sides_and_all_tables_together) {
  for (const auto seed : seeds(100, 10)) {
    SCOPED_TRACE(replay(seed));
    const auto budget = drawn_budget(seed);
    auto scene = drawn_verify(seed);
    scene.page_items = 1000;
    scene.request.source_read_budget = run::ReadBudget{budget};
    scene.request.destination_read_budget = run::ReadBudget{budget};
    SimulatedWorld world(seed, Mood::calm(), std::move(scene));
    const auto planted = plant_differences(world, seed, seed % 4);
    ASSERT_EQ(misjudged(world, world.copy(), planted), "");
    ASSERT_EQ(world.service().reads().size(), 2U);
    for (const auto& [account, reads] : world.service().reads()) expect_within(reads, budget);
    if (HasFatalFailure()) return;
  }
}

TEST(SimulatedBudget, is_kept_by_the_reads_of_a_copy) {
  for (const auto seed : seeds(100, 10)) {
    SCOPED_TRACE(replay(seed));
    const auto budget = drawn_budget(seed);
    Scene scene;
    scene.page_items = 1000;
    scene.request.source_read_budget = run::ReadBudget{budget};
    SimulatedWorld world(seed, Mood::calm(), std::move(scene));
    ASSERT_TRUE(world.copy().is_done());
    ASSERT_EQ(world.difference(), "");
    const auto& reads = world.service().reads();
    const auto& of_source = std::ranges::max_element(reads, {}, [](const auto& account) {
                              return units_of(account.second);
                            })->second;
    expect_within(of_source, budget);
    if (HasFatalFailure()) return;
  }
}

// A hundred units at one a second: whoever stops does not wait for the next of them.
TEST(SimulatedBudget, does_not_hold_up_a_stop) {
  for (const auto seed : seeds(50, 5)) {
    SCOPED_TRACE(replay(seed));
    auto scene = seed % 2 == 0 ? Scene{} : drawn_verify(seed);
    scene.request.source_read_budget = run::ReadBudget{1};
    SimulatedWorld world(seed, Mood::calm(), std::move(scene));
    world.interrupt_after(std::chrono::seconds(5));
    const auto outcome = world.copy();
    if (outcome.is_done()) continue;  // There was not so much to read.
    ASSERT_TRUE(outcome.summary) << outcome.text();
    ASSERT_EQ(outcome.summary->exit, run::Exit::interrupted) << outcome.text();
    ASSERT_LE(outcome.summary->took, std::chrono::seconds(6));
  }
}

}  // namespace
}  // namespace dynaferry::simulation
