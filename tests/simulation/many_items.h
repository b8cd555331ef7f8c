// What tests of many generated items share: how many are asked for, tables of them, and what they cost
// this process.
//
// Threading: one thread. Failure: the test's.

#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdint>
#include <ctime>
#include <fstream>
#include <string>

#include "sim/engine/engine.h"
#include "tests/support/environment.h"

namespace dynaferry::simulation {

// DYNAFERRY_SCALE, or as many as are usual.
inline std::uint64_t wanted_items(std::uint64_t usual) {
  return number_from_environment("DYNAFERRY_SCALE").value_or(usual);
}

inline sim::Generation generation_of(const std::string& table, std::uint64_t items,
                                     std::uint64_t seed, const std::string& account) {
  auto read = sim::read_generation(
      table, fmt::format("items:{},size:150-450,keys:S+N,hot:3,hot-percent:5,seed:{},account:{}",
                         items, seed, account));
  EXPECT_TRUE(read);
  return *read;
}

inline double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// "VmHWM:", the most memory that this process had, or "VmRSS:", what it has now; in MiB.
inline double memory(const std::string& which) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    double kib = 0;
    if (word == which && status >> kib) return kib / 1024;
  }
  return 0;
}

// How much memory comes on top of what the process has when this is made; in MiB.
class MemoryGrowth {
 public:
  MemoryGrowth() {
    malloc_trim(0);  // What was freed before would else be reused unseen.
    std::ofstream("/proc/self/clear_refs") << '5';  // VmHWM begins anew.
    before_ = memory("VmRSS:");
  }
  [[nodiscard]] double most() const { return memory("VmHWM:") - before_; }

 private:
  double before_ = 0;
};

}  // namespace dynaferry::simulation
