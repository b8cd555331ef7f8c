// What a table holds, in a few kilobytes that do not depend on the order in which it came: for each
// of 1,024 equal ranges of the hash the number of items, their bytes by the service's rule, and the
// sum of a 128-bit hash of every item. Two tables with equal digests hold the same items, value for
// value, each the same number of times; a difference names its ranges.
//
// A put is counted each time it is applied. A put repeated after an unknown outcome therefore counts
// twice in a table that swallows: it cannot know that it has seen the item before. One that was
// refused or handed back unprocessed was not applied and counts when it is.
//
// Attributes in another order are another item here, though not to the service: what is compared is
// the canonical JSON. That can raise a false alarm, never hide a difference.
//
// Pure values, any thread.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/item_tree.h"

namespace dynaferry::sim {

class ContentDigest {
 public:
  static constexpr std::size_t range_count = 1024;

  struct Range {
    std::uint64_t items = 0;
    std::uint64_t bytes = 0;
    std::uint64_t sum_high = 0;
    std::uint64_t sum_low = 0;
    bool operator==(const Range&) const = default;
  };

  ContentDigest() : ranges_(range_count) {}

  // An item that stands at that hash: its canonical JSON, and its bytes by the service's rule.
  void add(std::uint64_t hash, std::string_view json, std::size_t size);
  void add(const Record& record) { add(record.hash(), record.json(), record.size()); }

  [[nodiscard]] std::uint64_t items() const { return items_; }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
  [[nodiscard]] const Range& range(std::size_t number) const { return ranges_[number]; }
  // The ranges that differ, in order.
  [[nodiscard]] std::vector<std::size_t> differences(const ContentDigest& other) const;
  // The same for people; empty if there is none. `other` is what was wanted.
  [[nodiscard]] std::string difference_text(const ContentDigest& other) const;

  bool operator==(const ContentDigest&) const = default;

 private:
  std::vector<Range> ranges_;
  std::uint64_t items_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace dynaferry::sim
