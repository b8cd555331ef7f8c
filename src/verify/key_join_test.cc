#include "verify/key_join.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "core/random.h"

namespace dynaferry::verify {
namespace {

struct Told {
  Side side;
  model::ItemDigest digest;
  std::string key;
};

// What two sides tell, in any order; and the keys that differ.
struct Drawn {
  std::vector<Told> told;
  std::set<std::string> differing;
};

Drawn draw(Random& random, std::size_t keys) {
  Drawn out;
  for (std::size_t i = 0; i < keys; ++i) {
    const auto key = "key-" + std::to_string(i) + std::string(random.below(40), 'x');
    const model::ItemDigest item{.key = {random.next(), random.next()},
                                 .item = {random.next(), random.next()}};
    auto other = item;
    const auto fate = random.below(10);  // 0: only there, 1: only here, 2: with another value.
    if (fate == 2) other.item.low += 1;
    if (fate != 0) out.told.push_back({Side::source, item, key});
    if (fate != 1) out.told.push_back({Side::destination, other, key});
    if (fate <= 2) out.differing.insert(key);
  }
  for (std::size_t i = out.told.size(); i > 1; --i)
    std::swap(out.told[i - 1], out.told[random.below(i)]);
  return out;
}

journal::MakeScratch in_memory() {
  return []() -> Result<std::unique_ptr<journal::Scratch>> {
    return std::make_unique<journal::MemoryScratch>();
  };
}

std::vector<std::string> joined(const Drawn& drawn, std::size_t most_held) {
  KeyJoin join(in_memory(), most_held);
  for (const auto& told : drawn.told) {
    const auto added =
        join.add(told.side, told.digest, [&]() -> Result<std::string> { return told.key; });
    EXPECT_TRUE(added);
    EXPECT_LE(join.held(), most_held);
  }
  std::vector<std::string> keys;
  while (true) {
    const auto key = join.next();
    EXPECT_TRUE(key);
    if (!key || !*key) return keys;
    keys.push_back(**key);
  }
}

RC_GTEST_PROP(KeyJoin, finds_every_key_that_differs_once_and_no_other, (std::uint64_t seed)) {
  Random random(seed);
  const auto drawn = draw(random, random.below(400));
  for (const auto most_held : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    const auto keys = joined(drawn, most_held);
    RC_ASSERT(std::set(keys.begin(), keys.end()) == drawn.differing);
    RC_ASSERT(keys.size() == drawn.differing.size());
  }
}

TEST(KeyJoin, says_when_there_is_no_room_for_what_it_cannot_hold) {
  KeyJoin join(
      []() -> Result<std::unique_ptr<journal::Scratch>> {
        return fail(Fault::internal, "the disk is full");
      },
      1);
  const auto key = []() -> Result<std::string> { return "k"; };
  EXPECT_TRUE(join.add(Side::source, {.key = {1, 1}, .item = {1, 1}}, key));
  const auto added = join.add(Side::source, {.key = {2, 2}, .item = {2, 2}}, key);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().message, "the disk is full");
}

}  // namespace
}  // namespace dynaferry::verify
