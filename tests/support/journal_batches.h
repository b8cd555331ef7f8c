// Small batches for tests of journals.

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "journal/journal.h"
#include "rt/scope.h"

namespace dynaferry::journal {

inline Batch fact(std::string name, std::string value) {
  Batch batch;
  batch.facts.emplace_back(std::move(name), std::move(value));
  return batch;
}

inline Segment segment(std::uint32_t index, std::uint32_t total, std::string after,
                       std::uint64_t items) {
  Segment one;
  one.index = index;
  one.total = total;
  one.last_evaluated_key = std::move(after);
  one.items = items;
  one.bytes = items * 100;
  one.quarantined = items / 10;
  return one;
}

inline Batch progress_of(Segment one) {
  Batch batch;
  batch.segments.push_back(std::move(one));
  return batch;
}

// A fact "same" of that number; every seventh is a barrier.
inline rt::Task<> commit_numbered(Journal& journal, int number, std::vector<int>& acknowledged) {
  auto batch = fact("same", std::to_string(number));
  const auto durability = number % 7 == 0 ? Durability::barrier : Durability::progress;
  const auto committed = co_await journal.commit(std::move(batch), durability);
  EXPECT_TRUE(committed) << committed.error().text();
  acknowledged.push_back(number);
}

inline rt::Task<> join(rt::Scope& scope) { co_await scope.join(); }

}  // namespace dynaferry::journal
