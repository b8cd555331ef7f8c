// What a generated table is made of: some numbers that say everything about its items, so that none
// of them need be stored. Pure values, any thread.

#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "json/document.h"
#include "sim/engine/item_image.h"

namespace dynaferry::sim {

struct Generation {
  std::string table;
  std::string account;  // Twelve digits; empty: the table is in every account. Always every Region.
  std::uint64_t seed = 1;
  std::uint64_t items = 1000;

  // Bytes of an item by the service's rule (facts §3.3): least + (most − least) × u^skew, u even in
  // [0, 1). What every item has anyway, some hundred bytes, may exceed it.
  std::uint32_t least_size = 400;
  std::uint32_t most_size = 1200;
  std::uint32_t size_skew = 1;

  AttributeType hash_type = AttributeType::s;    // s, n or b, of "pk".
  std::optional<AttributeType> range_type = {};  // The same, of "sk".

  // With a sort key, items come in collections of one partition key: 1 + (most − 1) × u^4 items.
  std::uint32_t most_collection = 40;
  // So many hot keys hold so many of a hundred items, in equal parts.
  std::uint32_t hot_keys = 0;
  std::uint32_t hot_percent = 10;
};

// "items:1000000,size:400-1200,skew:3,keys:S+N,collection:40,hot:2,hot-percent:30,seed:7,account:ID",
// each part optional. The error is a sentence for who typed it.
[[nodiscard]] std::expected<Generation, std::string> read_generation(std::string_view table,
                                                                     std::string_view text);
// The same parts as members, of text or whole numbers.
[[nodiscard]] std::expected<Generation, std::string> read_generation(std::string_view table,
                                                                     const json::Object& parts);

// The CreateTable request of such a table.
[[nodiscard]] json::Object creation_of(const Generation& generation);

}  // namespace dynaferry::sim
