// What equal items are, by items that are drawn: digests and paths against what was meant.

#include <gtest/gtest.h>

#include <random>

#include "model/item_comparison.h"
#include "model/item_digest.h"
#include "tests/support/drawn_item.h"

namespace dynaferry::model {
namespace {

constexpr DigestKey kKey{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
constexpr int kPairsPerCase = 10;

// On bytes of that very size, so that the address sanitizer sees who reads behind them.
Result<ItemDigest> digest_of(ItemDigester& digester, std::string_view item) {
  const std::vector<char> bytes(item.begin(), item.end());
  return digester.digest({bytes.data(), bytes.size()});
}

TEST(ItemEquality, is_that_of_digests_and_of_paths_however_items_are_spelled) {
  int equal = 0;
  int different = 0;
  ItemDigester digester(kKey, {}, false);
  EXPECT_TRUE(rc::check([&] {
    const auto item = test::drawn_item();
    for (int pair = 0; pair < kPairsPerCase; ++pair) {
      auto like = item;
      for (auto changes = test::draw(3); changes > 0 && !like.empty(); --changes)
        test::change(like);
      const auto one = test::spelled(item);
      const auto other = test::spelled(like);
      const bool are_equal = item == like;
      (are_equal ? equal : different) += 1;
      const auto digest = digest_of(digester, one);
      const auto digest_of_other = digest_of(digester, other);
      const auto paths = differing_paths(one, other, false);
      RC_LOG() << one << "\n" << other << "\n";
      RC_ASSERT(digest.has_value());
      RC_ASSERT(digest_of_other.has_value());
      RC_ASSERT(paths.has_value());
      RC_ASSERT((digest->item == digest_of_other->item) == are_equal);
      RC_ASSERT(paths->empty() == are_equal);
    }
  }));
  EXPECT_GT(equal, 100);
  EXPECT_GT(different, 100);
}

TEST(ItemEquality, does_not_survive_a_swap_between_two_items) {
  ItemDigester digester(kKey, {}, false);
  EXPECT_TRUE(rc::check([&] {
    const auto one = test::drawn_item();
    const auto other = test::drawn_item();
    auto swapped_one = one;
    auto swapped_other = other;
    std::swap(swapped_one["v"], swapped_other["v"]);
    swapped_one["w"] = swapped_other["v"];
    const auto digest = [&](const test::DrawnItem& item) {
      return digester.digest(test::spelled(item))->item;
    };
    const auto sum = [&](const auto& a, const auto& b) { return digest(a) += digest(b); };
    const bool are_same = (one == swapped_one && other == swapped_other) ||
                          (one == swapped_other && other == swapped_one);
    RC_ASSERT((sum(one, other) == sum(swapped_one, swapped_other)) == are_same);
  }));
}

// One random change to the bytes.
void damage(std::string& text, std::mt19937_64& random) {
  static constexpr std::string_view marks = "{}[]\",:\\ u0eE.-tfSNBLM\x01\xff";
  const auto at = random() % text.size();
  const auto mark = marks[random() % marks.size()];
  switch (random() % 6) {
    case 0: text[at] = mark; break;
    case 1: text.insert(at, 1, mark); break;
    case 2: text.erase(at, 1 + random() % 4); break;
    case 3: text.insert(random() % text.size(), text.substr(at, random() % 12)); break;
    case 4: text[at] = static_cast<char>(random()); break;
    default: text.resize(at + 1);
  }
}

TEST(ItemEquality, is_asked_of_damaged_bytes_without_harm_and_answered_alike) {
  const std::string whole =
      R"({"pk":{"S":"a\u00e9\ud83d\ude00\n"},"n":{"N":"-12.50e+3"},"b":{"B":"AP8="},"t":{"BOOL":true},"0":{"NULL":true},)"
      R"("ss":{"SS":["x","y"]},"ns":{"NS":["1","2.0"]},"bs":{"BS":["AA==","AQ=="]},"l":{"L":[{"N":"1"},{"L":[]},{"M":{}}]},)"
      R"("m":{"M":{"k":{"S":"v"},"q":{"M":{"k":{"BOOL":false}}}}},"aws:rep:x":{"S":"long enough for words of eight"}})";
  std::mt19937_64 random(7);  // NOLINT(bugprone-random-generator-seed): every run is the same one
  ItemDigester digester(kKey, {}, false);
  const auto digest = digester.digest(whole)->item;
  int items = 0;
  for (int round = 0; round < 100'000; ++round) {
    auto text = whole;
    for (auto changes = 1 + random() % 3; changes > 0 && !text.empty(); --changes)
      damage(text, random);
    const auto damaged = digest_of(digester, text);
    const auto paths = differing_paths(whole, text, false);
    ASSERT_EQ(damaged.has_value(), paths.has_value()) << text;
    ASSERT_EQ(damaged.has_value(), key_of(text, {}).has_value()) << text;
    if (!damaged) continue;
    ++items;
    ASSERT_EQ(damaged->item == digest, paths->empty()) << text;
  }
  EXPECT_GT(items, 1'000);
}

}  // namespace
}  // namespace dynaferry::model
