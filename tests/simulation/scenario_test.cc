// The scenarios that mutants are held against, with the client as it is.

#include "tests/simulation/scenarios.h"

#include <gtest/gtest.h>

#include "tests/simulation/killed_verify.h"
#include "tests/simulation/seeds.h"
#include "tests/simulation/verify_scenarios.h"

namespace dynaferry::simulation {
namespace {

struct Named {
  Scenario scenario;
  const char* name;
};

class ScenarioTest : public testing::TestWithParam<Named> {};

TEST_P(ScenarioTest, ends_as_it_must) {
  for (const auto seed : seeds(40, 10)) {
    ASSERT_EQ(GetParam().scenario(seed), "") << replay(seed);
  }
}

constexpr std::initializer_list<Named> kScenarios = {
    {everything_passes, "everything_passes"},
    {a_kill_anywhere, "a_kill_anywhere"},
    {a_kill_in_a_long_copy, "a_kill_in_a_long_copy"},
    {a_full_disk, "a_full_disk"},
    {a_destination_made_anew, "a_destination_made_anew"},
    {other_segments, "other_segments"},
    {a_stranger_of_that_name, "a_stranger_of_that_name"},
    {two_at_once, "two_at_once"},
    {a_damaged_file, "a_damaged_file"},
    {planted_differences, "planted_differences"},
    {another_spelling, "another_spelling"},
    {a_verify_killed_in_the_middle, "a_verify_killed_in_the_middle"},
};

INSTANTIATE_TEST_SUITE_P(Of, ScenarioTest, testing::ValuesIn(kScenarios),
                         [](const auto& named) { return named.param.name; });

}  // namespace
}  // namespace dynaferry::simulation
