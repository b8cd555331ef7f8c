#include "model/item_digest.h"

#include <gtest/gtest.h>

#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "model/distinct_digests.h"

namespace dynaferry::model {
namespace {

DigestKey counting_key() {
  DigestKey key{};
  std::iota(key.begin(), key.end(), std::uint8_t{0});
  return key;
}

Result<ItemDigest> digest_of(std::string_view item, bool ignore_replication_attributes = true) {
  // Of that very size, so that the address sanitizer sees who reads behind it.
  const std::vector<char> bytes(item.begin(), item.end());
  ItemDigester digester(counting_key(), {"pk"}, ignore_replication_attributes);
  return digester.digest({bytes.data(), bytes.size()});
}

// The whole item's digest of {"pk":{"S":"a"},"v":…}, or why there is none.
std::string with(std::string_view value) {
  const auto digest = digest_of(R"({"pk":{"S":"a"},"v":)" + std::string(value) + "}");
  return digest ? to_hex(digest->item) : digest.error().text();
}

struct Golden {
  std::string item;
  std::string key;
  std::string digest;
};

// The table of docs/formats/canonical-item.md, which tests/equality/canonical_item.py computed.
TEST(ItemDigest, is_what_the_page_says) {
  const std::string a = "0024c443f3252474534d068472ff4c96";
  std::string digits;
  for (int i = 0; i < 30; ++i) digits += "0123456789";
  const std::vector<Golden> all{
      {R"({"pk":{"S":"a"}})", a, "0e478dd640283d5b7f25c1f189865146"},
      {R"({"pk":{"S":"a"},"n":{"N":"-1.50"}})", a, "1206c91fa4cada3c188ca96af2be3327"},
      {R"({"pk":{"S":"a"},"n":{"N":"1e3"},"z":{"N":"-0"},"e":{"N":"12E+100"}})", a,
       "5c922141ab4eb0c0578c2bdfdc3ab490"},
      {R"({"pk":{"S":"\u00e9\ud83d\ude00\u0000"},"e":{"S":""},"b":{"B":"AP8="}})",
       "3d1f2ac062966dc2556bfd8022e1e208", "8849c2d6adeada8164b7da59b1d39269"},
      {R"({"pk":{"S":"a"},"t":{"BOOL":true},"f":{"BOOL":false},"0":{"NULL":true}})", a,
       "f490d5cf2b90d5570049c1c65421b161"},
      {R"({"pk":{"S":"a"},"ss":{"SS":["x","y"]},"ns":{"NS":["1","2.0"]},"bs":{"BS":["AA==","AQ=="]}})",
       a, "26b68bc6738218084a70acb1c7a590c8"},
      {R"({"pk":{"S":"a"},"l":{"L":[{"N":"1"},{"L":[]},{"M":{}}]},"m":{"M":{"k":{"S":"v"},"q":{"M":{"k":{"NULL":true}}}}}})",
       a, "12972a7df128c4b9e13a6467963c6802"},
      {R"({"pk":{"S":"a"},"\"\n\u001F":{"S":"\\\/"}})", a, "b317a8de599b8af46f2483338c04ab44"},
      {R"({"pk":{"S":"a"},"long":{"S":")" + digits + R"("}})", a,
       "d23e327409ecee74f59731f2dd72ee90"},
  };
  for (const auto& golden : all) {
    const auto digest = digest_of(golden.item);
    ASSERT_TRUE(digest) << golden.item << digest.error().text();
    EXPECT_EQ(to_hex(digest->key), golden.key) << golden.item;
    EXPECT_EQ(to_hex(digest->item), golden.digest) << golden.item;
  }
}

TEST(ItemDigest, is_one_for_all_spellings_of_a_value) {
  for (const auto& [one, other] : std::vector<std::pair<std::string, std::string>>{
           {R"({"N":"1"})", R"({"N":"+1.0"})"},
           {R"({"N":"1"})", R"({"N":"10E-1"})"},
           {R"({"N":"0"})", R"({"N":"-0.00"})"},
           {R"({"N":"1e125"})", R"({"N":"1)" + std::string(125, '0') + R"("})"},
           {R"({"N":"1"})", R"({"N":"\u0031"})"},
           // About as long as decimals get, before and behind the point.
           {R"({"N":"1e37"})", R"({"N":"1)" + std::string(37, '0') + R"("})"},
           {R"({"N":"1e38"})", R"({"N":"1)" + std::string(38, '0') + R"("})"},
           {R"({"N":"-1e-35"})", R"({"N":"-0.)" + std::string(34, '0') + R"(1"})"},
           {R"({"N":"-1e-36"})", R"({"N":"-0.)" + std::string(35, '0') + R"(1"})"},
           {R"({"N":"-123.45"})", R"({"N":"-12345e-2"})"},
           {R"({"B":"MQ=="})", R"({"B":"MR=="})"},
           {R"({"S":"\n\u001f"})", R"({"S":"\u000A\u001F"})"},
           {R"({"M":{"\n":{"S":"\t"}}})", R"({"M":{"\u000a":{"S":"\u0009"}}})"},
           {R"({"S":"A/é"})", R"({"S":"\u0041\/\u00e9"})"},
           {R"({"S":"a"})", " { \"\\u0053\" :\t\"a\" } \n"},
           {R"({"SS":["a","b"]})", R"({"SS":["b","\u0061"]})"},
           {R"({"NS":["1","2"]})", R"({"NS":["2.0","1e0"]})"},
           {R"({"M":{"a":{"N":"1"},"b":{"NULL":true}}})",
            R"({"M":{"b":{"NULL": true},"\u0061":{"N":"1.0"}}})"}}) {
    EXPECT_EQ(with(one), with(other)) << one << " and " << other;
    EXPECT_EQ(with(one).size(), 32U) << with(one);
  }
}

TEST(ItemDigest, confuses_no_two_values) {
  const std::string nines(38, '9');
  const std::vector<std::string> values{R"({"S":""})",
                                        R"({"S":"1"})",
                                        R"({"N":"1"})",
                                        R"({"N":"10"})",
                                        R"({"N":"-1"})",
                                        R"({"N":"0"})",
                                        R"({"B":""})",
                                        R"({"B":"MQ=="})",
                                        R"({"B":"MA=="})",
                                        R"({"S":"MQ=="})",
                                        R"({"BOOL":true})",
                                        R"({"BOOL":false})",
                                        R"({"NULL":true})",
                                        R"({"S":"true"})",
                                        R"({"L":[]})",
                                        R"({"M":{}})",
                                        R"({"SS":[""]})",
                                        R"({"SS":["1"]})",
                                        R"({"NS":["1"]})",
                                        R"({"BS":["MQ=="]})",
                                        R"({"SS":["1","2"]})",
                                        R"({"SS":["12"]})",
                                        R"({"L":[{"S":"1"}]})",
                                        R"({"L":[{"S":"1"},{"S":"2"}]})",
                                        R"({"L":[{"S":"2"},{"S":"1"}]})",
                                        R"({"L":[{"L":[{"S":"1"}]}]})",
                                        R"({"L":[{"S":"1"},{"L":[]}]})",
                                        R"({"M":{"1":{"S":"2"}}})",
                                        R"({"M":{"2":{"S":"1"}}})",
                                        R"({"M":{"12":{"S":""}}})",
                                        R"({"M":{"1":{"M":{"2":{"S":""}}}}})",
                                        R"({"M":{"1":{"M":{}},"2":{"S":""}}})",
                                        R"({"N":")" + nines + R"("})",
                                        R"({"N":")" + nines.substr(1) + R"(8"})"};
  std::map<std::string, std::string> found;
  for (const auto& value : values) {
    const auto [at, is_new] = found.emplace(with(value), value);
    EXPECT_TRUE(is_new) << value << " and " << at->second;
    EXPECT_EQ(at->first.size(), 32U) << value << at->first;
  }
  EXPECT_FALSE(found.contains(to_hex(digest_of(R"({"pk":{"S":"a"}})")->item)));
}

TEST(ItemDigest, does_not_cancel_when_two_items_swap_values) {
  ItemDigester digester(counting_key(), {"pk"});
  const auto sum = [&](std::string_view one, std::string_view other) {
    auto digest = digester.digest(one)->item;
    return digest += digester.digest(other)->item;
  };
  const auto good = sum(R"({"pk":{"S":"a"},"v":{"S":"1"}})", R"({"pk":{"S":"b"},"v":{"S":"2"}})");
  EXPECT_NE(good, sum(R"({"pk":{"S":"a"},"v":{"S":"2"}})", R"({"pk":{"S":"b"},"v":{"S":"1"}})"));
  EXPECT_NE(good, sum(R"({"pk":{"S":"a"},"v":{"S":"1"},"pk2":{"S":"b"}})", R"({"pk":{"S":"b"}})"));
  EXPECT_EQ(good, sum(R"({"v":{"S":"2"},"pk":{"S":"b"}})", R"({"v":{"S":"1"},"pk":{"S":"a"}})"));
}

TEST(ItemDigest, has_a_key_of_both_its_attributes_and_no_other) {
  ItemDigester digester(counting_key(), {"pk", "sk"});
  const auto key = [&](std::string_view item) { return digester.digest(item)->key; };
  const auto one = key(R"({"pk":{"S":"a"},"sk":{"N":"1"},"v":{"S":"x"}})");
  EXPECT_EQ(one, key(R"({"v":{"NULL":true},"s\u006b":{"N":"1.0"},"pk":{"S":"a"}})"));
  EXPECT_NE(one, key(R"({"pk":{"S":"a"},"sk":{"N":"2"},"v":{"S":"x"}})"));
  EXPECT_NE(one, key(R"({"pk":{"N":"1"},"sk":{"S":"a"},"v":{"S":"x"}})"));
}

TEST(ItemDigest, depends_on_its_key) {
  DigestKey key = counting_key();
  key[15] ^= 1U;
  const std::string_view item = R"({"pk":{"S":"a"}})";
  EXPECT_NE(ItemDigester(key, {"pk"}).digest(item)->item, digest_of(item)->item);
  EXPECT_NE(ItemDigester(key, {"pk"}).digest(item)->key, digest_of(item)->key);
}

TEST(ItemDigest, leaves_out_and_counts_replication_attributes_of_the_item_alone) {
  const std::string_view traced =
      R"({"pk":{"S":"a"},"aws:rep:\u0075pdate":{"N":"1"},"\u0061ws:rep:deleting":{"BOOL":false}})";
  EXPECT_EQ(digest_of(traced)->item, digest_of(R"({"pk":{"S":"a"}})")->item);
  EXPECT_EQ(digest_of(traced)->replication_attributes, 2U);
  EXPECT_NE(digest_of(traced, false)->item, digest_of(R"({"pk":{"S":"a"}})")->item);
  EXPECT_EQ(digest_of(traced, false)->replication_attributes, 0U);
  EXPECT_NE(with(R"({"M":{"aws:rep:x":{"N":"1"}}})"), with(R"({"M":{}})"));
  EXPECT_FALSE(digest_of(R"({"pk":{"S":"a"},"aws:rep:x":{"N":"one"}})"));
}

TEST(ItemDigest, takes_values_64_deep_and_no_deeper) {
  for (const auto& [before, behind] : std::vector<std::pair<std::string, std::string>>{
           {R"({"L":[)", "]}"}, {R"({"M":{"a":)", "}}"}}) {
    const auto nested = [&](int depth) {
      std::string open;
      std::string close;
      for (int i = 0; i < depth; ++i) {
        open += before;
        close += behind;
      }
      return open.append(R"({"S":"x"})").append(close);
    };
    EXPECT_EQ(with(nested(63)).size(), 32U);
    EXPECT_NE(with(nested(63)), with(nested(62)));
    EXPECT_TRUE(with(nested(64)).starts_with("not an item: ")) << with(nested(64));
  }
}

TEST(ItemDigest, finds_a_name_twice_among_few_and_many) {
  const std::vector<std::string> alike{"a", R"(\u0061)", R"(\n)", R"(\u000a)"};
  for (const int others : {0, 5, 14, 15, 16, 300}) {
    std::string members;
    for (int i = 0; i < others; ++i) {
      members.append(R"("name )").append(std::to_string(i));
      members.append(R"(":{"M":{"a":{"S":""},"\n":{"S":""}}},)");
    }
    for (const auto& one : alike) {
      for (const auto& other : alike) {
        std::string value = R"({"M":{")";
        value.append(one).append(R"(":{"S":"x"},)").append(members);
        value.append(1, '"').append(other).append(R"(":{"S":"y"}}})");
        const bool are_equal = (&one - alike.data()) / 2 == (&other - alike.data()) / 2;
        EXPECT_EQ(with(value).starts_with("not an item: "), are_equal) << value;
      }
    }
  }
}

const std::vector<std::string> no_values{"",
                                         "1",
                                         "null",
                                         "{}",
                                         R"({"S":1})",
                                         R"({"N":1})",
                                         R"({"X":"a"})",
                                         R"({"s":"a"})",
                                         R"({"S":"a","N":"1"})",
                                         R"({"S":"a")",
                                         R"({"S":"a)",
                                         R"({"S":)",
                                         R"({"S")",
                                         R"({"S)",
                                         R"({"S":"a"}})",
                                         R"({"S":"a"},)",
                                         R"({"S":"a"} x)",
                                         R"({"N":""})",
                                         R"({"N":"NaN"})",
                                         R"({"N":" 1"})",
                                         R"({"N":"100000000000000000000000000000000000001"})",
                                         R"({"B":"MQ="})",
                                         R"({"B":"M*=="})",
                                         R"({"BOOL":"true"})",
                                         R"({"BOOL":tru})",
                                         R"({"BOOL":1})",
                                         R"({"NULL":false})",
                                         R"({"NULL":null})",
                                         R"({"SS":[]})",
                                         R"({"SS":["a","a"]})",
                                         R"({"SS":["a","\u0061"]})",
                                         R"({"NS":["1","1.0"]})",
                                         R"({"BS":["MQ==","MQ=="]})",
                                         R"({"SS":["a",]})",
                                         R"({"SS":["a" "b"]})",
                                         R"({"SS":[1]})",
                                         R"({"SS":{"a":"b"}})",
                                         R"({"L":[{"S":"a"},]})",
                                         R"({"L":["a"]})",
                                         R"({"L":[)",
                                         R"({"M":{"a":{"S":"b"},"a":{"S":"c"}}})",
                                         R"({"M":{"a":{"S":"b"},"\u0061":{"S":"c"}}})",
                                         R"({"M":{"\n":{"S":"b"},"\u000A":{"S":"b"}}})",
                                         R"({"M":{"a":{"S":"b"},}})",
                                         R"({"M":{"a"}})",
                                         R"({"M":[]})",
                                         R"({"S":"\x"})",
                                         R"({"S":"\u12"})",
                                         R"({"S":"\u12g4"})",
                                         R"({"S":"\ud800"})",
                                         R"({"S":"\udc00"})",
                                         R"({"S":"\ud800\u0041"})",
                                         R"({"S":"\)",
                                         "{\"S\":\"a\nb\"}",
                                         std::string("{\"S\":\"a\0b\"}", 11),
                                         "{\"S\":\"\\u0041\x1f\"}"};

TEST(ItemDigest, refuses_what_is_no_item) {
  for (const auto& value : no_values) {
    EXPECT_TRUE(with(value).starts_with("not an item: ")) << value << " has " << with(value);
  }
  for (const auto* item :
       {"", "{", "{}", "[]", R"({"v":{"S":"a"}})", R"({"pk":{"S":"a"},"pk":{"S":"a"}})",
        R"({"pk":{"S":"a"}}x)", R"({"pk":{"S":"a"},"v":{"S":"a"},"v":{"S":"b"}})",
        R"({"pk":{"S":"a"},"aws:rep:x":{"S":"a"},"aws:rep:x":{"S":"b"}})"}) {
    const auto digest = digest_of(item);
    ASSERT_FALSE(digest) << item;
    EXPECT_EQ(digest.error().fault, Fault::corrupt) << item;
  }
}

TEST(ItemDigest, is_no_other_after_an_item_that_was_none) {
  ItemDigester digester(counting_key(), {"pk"});
  EXPECT_FALSE(digester.digest(R"({"pk":{"L":[{"SS":["a","b"}]})"));
  EXPECT_EQ(digester.digest(R"({"pk":{"S":"a"}})")->item, digest_of(R"({"pk":{"S":"a"}})")->item);
}

TEST(DistinctDigests, finds_one_that_is_there_twice_wherever_it_is) {
  DistinctDigests distinct;
  std::vector<Digest> digests;
  for (std::uint64_t i = 0; i < 300; ++i) {
    EXPECT_TRUE(distinct.are_distinct(digests)) << i;
    for (const std::uint64_t twice : {std::uint64_t{0}, i / 2, i}) {
      if (twice >= i) continue;
      digests.push_back(digests[twice]);
      EXPECT_FALSE(distinct.are_distinct(digests)) << twice << " of " << i;
      digests.pop_back();
    }
    digests.push_back({(i * 7) % 16, i});  // Many fall on one place.
  }
}

}  // namespace
}  // namespace dynaferry::model
