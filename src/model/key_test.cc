#include "model/key.h"

#include <gtest/gtest.h>

namespace dynaferry::model {
namespace {

TEST(Number, has_one_form_per_value) {
  const std::string nines(38, '9');
  for (const auto& [one, other] :
       std::vector<std::pair<std::string, std::string>>{{"1", "1.0"},
                                                        {"1", "+1"},
                                                        {"1000", "1e3"},
                                                        {"1000", "0.1E4"},
                                                        {"-0", "0.000"},
                                                        {".5", "5e-1"},
                                                        {"5.", "5"},
                                                        {"1e125", "1" + std::string(125, '0')},
                                                        {nines, nines + ".000"}}) {
    EXPECT_EQ(canonical_number(one), canonical_number(other)) << one << " and " << other;
  }
  for (const auto& [one, other] :
       std::vector<std::pair<std::string, std::string>>{{"1", "-1"},
                                                        {"1", "10"},
                                                        {nines, nines.substr(1) + "8"},
                                                        {"1e-130", "1e-129"},
                                                        {"0", "1e-130"}}) {
    EXPECT_NE(canonical_number(one), canonical_number(other)) << one << " and " << other;
  }
}

TEST(Number, refuses_what_the_service_refuses) {
  for (const auto* text :
       {"", ".", "+", "1e", "1e+", "NaN", "1_0", " 1", "1 ", "0x1", "1.2.3", "--1", "1e+-2"}) {
    EXPECT_FALSE(canonical_number(text)) << text;
  }
  const std::string digits(39, '9');
  EXPECT_FALSE(canonical_number(digits));
  EXPECT_FALSE(canonical_number("0." + digits));
  EXPECT_FALSE(canonical_number("1" + std::string(37, '0') + "1"));
  EXPECT_TRUE(canonical_number("1" + std::string(36, '0') + "1"));
}

TEST(Key, is_the_same_for_two_spellings_and_no_other) {
  EXPECT_EQ(canonical_key(R"({"S":"\u0041\/"})", ""), canonical_key(R"( {"S": "A/"})", ""));
  EXPECT_EQ(canonical_key(R"({"S":"a"})", R"({"N":"1e3"})"),
            canonical_key(R"({"S":"a"})", R"({"N":"1000"})"));
  EXPECT_NE(canonical_key(R"({"S":"1"})", ""), canonical_key(R"({"N":"1"})", ""));
  EXPECT_NE(canonical_key(R"({"S":"QQ=="})", ""), canonical_key(R"({"B":"QQ=="})", ""));
  EXPECT_NE(canonical_key(R"({"S":"ab"})", R"({"S":"c"})"),
            canonical_key(R"({"S":"a"})", R"({"S":"bc"})"));
}

TEST(Key, refuses_what_cannot_be_a_key) {
  for (const auto* raw : {R"({"L":[]})", R"({"S":1})", "{}", R"({"S":"a","N":"1"})", R"({"B":"!"})",
                          R"({"N":"x"})", ""}) {
    EXPECT_FALSE(canonical_key(raw, "")) << raw;
  }
}

TEST(Key, has_a_digest_that_does_not_show_it) { EXPECT_EQ(key_digest("Sx").size(), 16U); }

}  // namespace
}  // namespace dynaferry::model
