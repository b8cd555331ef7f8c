#include "sim/engine/generation.h"

#include <limits>

#include "sim/engine/named_parts.h"

namespace dynaferry::sim {
namespace {

constexpr std::uint64_t most_items = std::numeric_limits<std::uint32_t>::max();

NamedParts::Done read_sizes(std::string_view value, Generation& into) {
  const auto dash = value.find('-');
  const auto most = dash == std::string_view::npos ? value : value.substr(dash + 1);
  NamedParts sizes;
  sizes.whole("least", {1, max_item_size}, into.least_size);
  sizes.whole("most", {1, max_item_size}, into.most_size);
  const bool are_sizes =
      sizes.read_one("least", value.substr(0, dash)) && sizes.read_one("most", most);
  if (are_sizes && into.least_size <= into.most_size) return {};
  return NamedParts::wrong("size", value,
                           "LEAST-MOST, of 1 to " + std::to_string(max_item_size) + " bytes");
}

std::optional<AttributeType> key_type(std::string_view name) {
  if (name == "S") return AttributeType::s;
  if (name == "N") return AttributeType::n;
  if (name == "B") return AttributeType::b;
  return std::nullopt;
}

NamedParts::Done read_keys(std::string_view value, Generation& into) {
  const auto plus = value.find('+');
  const bool has_range = plus != std::string_view::npos;
  const auto hash = key_type(value.substr(0, plus));
  into.range_type = has_range ? key_type(value.substr(plus + 1)) : std::nullopt;
  if (!hash || (has_range && !into.range_type)) {
    return NamedParts::wrong("keys", value, "S, N or B, or two of them as in S+N");
  }
  into.hash_type = *hash;
  return {};
}

NamedParts parts_of(Generation& into) {
  NamedParts parts;
  parts.add("size", [&into](std::string_view value) { return read_sizes(value, into); })
      .add("keys", [&into](std::string_view value) { return read_keys(value, into); })
      .whole("items", {0, most_items}, into.items)
      .whole("skew", {1, 64}, into.size_skew)
      .whole("collection", {1, 1U << 31U}, into.most_collection)
      .whole("hot", {0, 1'000'000}, into.hot_keys)
      .whole("hot-percent", {1, 100}, into.hot_percent)
      .whole("seed", {0, std::numeric_limits<std::uint64_t>::max()}, into.seed)
      .text("account", into.account);
  return parts;
}

std::expected<Generation, std::string> finished(Generation generation) {
  const bool has_collections =
      generation.hot_keys > 0 || generation.most_collection != Generation{}.most_collection;
  if (!generation.range_type && has_collections) {
    return std::unexpected(
        std::string("hot and collection need a sort key: without one, a key has one item"));
  }
  if (generation.hot_keys > 0 &&
      generation.items / 100 * generation.hot_percent / generation.hot_keys > 1U << 31U) {
    return std::unexpected(std::string("a hot key has too many items"));
  }
  return generation;
}

}  // namespace

std::expected<Generation, std::string> read_generation(std::string_view table,
                                                       std::string_view text) {
  Generation generation;
  generation.table = table;
  const auto read = parts_of(generation).read(text);
  if (!read) return std::unexpected(read.error());
  return finished(std::move(generation));
}

std::expected<Generation, std::string> read_generation(std::string_view table,
                                                       const json::Object& parts) {
  Generation generation;
  generation.table = table;
  const auto known = parts_of(generation);
  for (const auto& part : parts) {
    const auto& value = part.value();
    const auto text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    const auto read = known.read_one(part.key(), text);
    if (!read) return std::unexpected(read.error());
  }
  return finished(std::move(generation));
}

json::Object creation_of(const Generation& generation) {
  json::Array definitions{
      json::Object{{"AttributeName", "pk"}, {"AttributeType", name_of(generation.hash_type)}}};
  json::Array schema{json::Object{{"AttributeName", "pk"}, {"KeyType", "HASH"}}};
  if (generation.range_type) {
    definitions.push_back(
        json::Object{{"AttributeName", "sk"}, {"AttributeType", name_of(*generation.range_type)}});
    schema.push_back(json::Object{{"AttributeName", "sk"}, {"KeyType", "RANGE"}});
  }
  return {{"TableName", generation.table},
          {"BillingMode", "PAY_PER_REQUEST"},
          {"AttributeDefinitions", std::move(definitions)},
          {"KeySchema", std::move(schema)}};
}

}  // namespace dynaferry::sim
