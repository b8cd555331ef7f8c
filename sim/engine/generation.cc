#include "sim/engine/generation.h"

#include <charconv>
#include <limits>

namespace dynaferry::sim {
namespace {

using Part = std::expected<void, std::string>;

constexpr std::uint64_t most_items = std::uint64_t{1} << 36U;

std::unexpected<std::string> wrong(std::string_view name, std::string_view value,
                                   std::string_view wanted) {
  return std::unexpected(std::string(name) + ":" + std::string(value) + " is not " +
                         std::string(wanted));
}

template <class T>
Part read_whole(std::string_view name, std::string_view value, std::uint64_t least,
                std::uint64_t most, T& into) {
  std::uint64_t number = 0;
  const auto* const end = value.data() + value.size();
  const auto read = std::from_chars(value.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end || number < least || number > most) {
    return wrong(name, value,
                 "a whole number of " + std::to_string(least) + " to " + std::to_string(most));
  }
  into = static_cast<T>(number);
  return {};
}

Part read_sizes(std::string_view value, Generation& into) {
  const auto dash = value.find('-');
  const auto most = dash == std::string_view::npos ? value : value.substr(dash + 1);
  auto read = read_whole("size", value.substr(0, dash), 1, max_item_size, into.least_size);
  if (read) read = read_whole("size", most, 1, max_item_size, into.most_size);
  if (read && into.least_size > into.most_size) return wrong("size", value, "LEAST-MOST");
  return read;
}

std::optional<AttributeType> key_type(std::string_view name) {
  if (name == "S") return AttributeType::s;
  if (name == "N") return AttributeType::n;
  if (name == "B") return AttributeType::b;
  return std::nullopt;
}

Part read_keys(std::string_view value, Generation& into) {
  const auto plus = value.find('+');
  const auto hash = key_type(value.substr(0, plus));
  if (!hash) return wrong("keys", value, "S, N or B, or two of them as in S+N");
  into.hash_type = *hash;
  into.range_type.reset();
  if (plus == std::string_view::npos) return {};
  into.range_type = key_type(value.substr(plus + 1));
  if (!into.range_type) return wrong("keys", value, "S, N or B, or two of them as in S+N");
  return {};
}

Part read_part(std::string_view name, std::string_view value, Generation& into) {
  constexpr std::uint64_t any = std::numeric_limits<std::uint64_t>::max();
  if (name == "items") return read_whole(name, value, 0, most_items, into.items);
  if (name == "size") return read_sizes(value, into);
  if (name == "skew") return read_whole(name, value, 1, 64, into.size_skew);
  if (name == "keys") return read_keys(value, into);
  if (name == "collection") return read_whole(name, value, 1, 1U << 31U, into.most_collection);
  if (name == "hot") return read_whole(name, value, 0, 1'000'000, into.hot_keys);
  if (name == "hot-percent") return read_whole(name, value, 1, 100, into.hot_percent);
  if (name == "seed") return read_whole(name, value, 0, any, into.seed);
  if (name == "account") {
    into.account = value;
    return {};
  }
  return std::unexpected("a generated table has no " + std::string(name));
}

std::expected<Generation, std::string> finished(Generation generation) {
  if (!generation.range_type && generation.hot_keys > 0) {
    return std::unexpected(
        std::string("hot keys need a sort key: without one, a key has one item"));
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
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    const auto colon = part.find(':');
    if (colon == std::string_view::npos) {
      return std::unexpected("\"" + std::string(part) + "\" is not NAME:VALUE");
    }
    const auto read = read_part(part.substr(0, colon), part.substr(colon + 1), generation);
    if (!read) return std::unexpected(read.error());
  }
  return finished(std::move(generation));
}

std::expected<Generation, std::string> read_generation(std::string_view table,
                                                       const json::Object& parts) {
  Generation generation;
  generation.table = table;
  for (const auto& part : parts) {
    const auto& value = part.value();
    const auto text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    const auto read = read_part(part.key(), text, generation);
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
