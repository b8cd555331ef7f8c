#include "sim/engine/item_tree.h"

#include <gtest/gtest.h>

#include <map>

#include "core/random.h"

namespace dynaferry::sim {
namespace {

TEST(ItemTree, behaves_as_a_sorted_map_does) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    ItemTree tree;
    std::map<std::pair<std::uint64_t, std::string>, std::string> model;
    for (int step = 0; step < 3'000; ++step) {
      const ItemKey key{random.below(seed % 3 == 0 ? 2 : 400), std::to_string(random.below(40))};
      const auto json = std::to_string(step);
      if (random.below(3) == 0) {
        EXPECT_EQ(tree.erase(key), model.erase({key.hash, key.bytes}) == 1);
      } else {
        tree.put(Record(key, json, json.size()));
        model[{key.hash, key.bytes}] = json;
      }
    }
    EXPECT_EQ(tree.count(), model.size());
    auto cursor = tree.begin();
    std::size_t bytes = 0;
    for (const auto& [key, json] : model) {
      ASSERT_NE(cursor, tree.end());
      EXPECT_EQ(tree.record(cursor).hash(), key.first);
      EXPECT_EQ(tree.record(cursor).key(), key.second);
      EXPECT_EQ(tree.record(cursor).json(), json);
      EXPECT_EQ(tree.lower_bound(key.first, key.second), cursor);
      EXPECT_NE(tree.find({key.first, key.second}), nullptr);
      bytes += json.size();
      cursor = tree.next(cursor);
    }
    EXPECT_EQ(cursor, tree.end());
    EXPECT_EQ(tree.bytes(), bytes);
    for (auto at = model.rbegin(); at != model.rend(); ++at) {
      cursor = tree.previous(cursor);
      EXPECT_EQ(tree.record(cursor).key(), at->first.second);
    }
  }
}

}  // namespace
}  // namespace dynaferry::sim
