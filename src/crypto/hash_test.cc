#include "crypto/hash.h"

#include <gtest/gtest.h>

namespace dynaferry::crypto {
namespace {

// Bit by bit, as the polynomial says.
std::uint32_t crc32_by_definition(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

TEST(Hash, crc32_is_the_same_at_every_length_and_alignment) {
  std::string text;
  for (unsigned i = 0; i < 3000; ++i) text += static_cast<char>((i * 2654435761U) >> 24U);
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  for (std::size_t size = 0; size < text.size(); size += 1 + size / 17) {
    const auto part = std::string_view(text).substr(size % 16, size);
    EXPECT_EQ(crc32(part), crc32_by_definition(part)) << size;
  }
}

TEST(Hash, sha256_and_crc32_match_the_published_anchors) {
  // facts §1.5
  EXPECT_EQ(hex(sha256(R"({"TableName":"Movies","Limit":1})")),
            "e8247c2c7f5ea11b95b86d5c6b7a3a7d99b260bbba500b23b067c32ec0f45e4d");
  EXPECT_EQ(crc32("{}"), 2745614147U);
}

TEST(Hash, hmac_matches_rfc_4231_case_2) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hash, base64_comes_back_whole) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
  EXPECT_EQ(base64_encode("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
}

TEST(Hash, base64_decodes_what_it_encoded) {
  EXPECT_EQ(base64_decode("YWI="), "ab");
  EXPECT_EQ(base64_decode("Y?I="), std::nullopt);
  EXPECT_EQ(base64_decode(""), "");
}

TEST(Hash, base64_has_64_letters) {
  int letters = 0;
  for (int c = 0; c < 256; ++c) {
    std::string text = "AAAA";
    text[1] = static_cast<char>(c);
    letters += base64_decode(text).has_value() ? 1 : 0;
  }
  EXPECT_EQ(letters, 64);
}

TEST(Hash, base64_is_told_from_what_only_decodes_to_the_same) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_TRUE(is_encoded_base64(base64_encode(bytes))) << i;
    bytes += static_cast<char>(i * 7);
  }
  for (int c = 0; c < 256; ++c) {
    for (const std::size_t at : {0U, 2U, 3U, 17U}) {
      for (std::string text :
           {"YWJjYWJjYWJjYWJjYWJj", "YWJjYWJjYWJjYWJjYQ==", "YWJjYWJjYWJjYWJjYWI="}) {
        text[at] = static_cast<char>(c);
        const auto decoded = base64_decode(text);
        EXPECT_EQ(is_encoded_base64(text), decoded && base64_encode(*decoded) == text) << text;
      }
    }
  }
}

TEST(Hash, base64_takes_nothing_but_base64) {
  for (const auto* text : {"YQ=", "YQ", "Y===", "=YQ=", "YQ==\n", "Y Q=", "YQ-=", "YQ==YQ=="}) {
    EXPECT_EQ(base64_decode(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace dynaferry::crypto
