// What a person does about journals that a run refuses as damaged.

#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

#include "tests/simulation/simulated_world.h"

namespace dynaferry::simulation {

// Runs the command once more. Where it refuses journals, it must have written nothing; then the next
// command will forget them by the names that it was told, and write over what they had copied.
// Returns how many.
inline std::size_t forget_damaged_journals(SimulatedWorld& world) {
  world.pass(std::chrono::minutes(5));  // What an earlier process sent has arrived.
  const auto before = world.service().story().size();
  const auto told = world.copy();
  if (told.is_done()) return 0;
  EXPECT_TRUE(told.summary && told.summary->exit == run::Exit::failed) << told.text();
  const auto story = world.service().story().substr(before);
  for (const auto* write : {"CreateTable", "BatchWriteItem"}) {
    EXPECT_EQ(story.find(write), std::string::npos) << story;
  }
  static const std::string advice = "forget it with --restart ";
  for (const auto& problem : told.problems) {
    EXPECT_NE(problem.what.find("damaged"), std::string::npos) << problem.what;
    const auto at = problem.next.find(advice);
    EXPECT_NE(at, std::string::npos) << problem.next;
    if (at == std::string::npos) continue;
    world.request().restart.push_back(problem.next.substr(at + advice.size()));
  }
  world.request().if_not_empty = run::IfNotEmpty::overwrite;
  return told.problems.size();
}

}  // namespace dynaferry::simulation
