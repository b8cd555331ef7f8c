#include "model/item_digest.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/mutant.h"
#include "model/distinct_digests.h"
#include "model/item_reader.h"
#include "model/keyed_hash.h"

namespace dynaferry::model {
namespace {

HashUse use_of(ValueType type) { return static_cast<HashUse>(type); }

std::string_view bytes_of(std::span<const Digest> digests) {
  return {reinterpret_cast<const char*>(digests.data()), digests.size_bytes()};
}

}  // namespace

struct ItemDigester::Work {
  KeyedHash hash;
  std::vector<std::string> key_names;
  bool ignores_replication_attributes;
  ItemReader reader{};
  DistinctDigests distinct{};
  // Digests of what is being read: names, members or elements of each value that is not at its end.
  std::vector<Digest> parts{};

  bool item(ItemDigest& out);
  bool value(Digest& out);
  bool content(ValueType type, Digest& out);
  bool set(ValueType type, Digest& out);
  bool list(Digest& out);
  bool map(Digest& out);
  // Forgets the parts from `begin` on; false if two of them are the same, or reading has failed.
  bool take_distinct(std::size_t begin, const char* otherwise);

  [[nodiscard]] bool is_key(std::string_view name) const {
    return std::ranges::find(key_names, name) != key_names.end();
  }
};

bool ItemDigester::Work::item(ItemDigest& out) {
  Digest all{};
  Digest key{};
  std::uint64_t count = 0;
  std::size_t keys = 0;
  if (!reader.open('{')) return false;
  for (bool first = true; reader.more('}', first); first = false) {
    std::string_view name;
    if (!reader.name(name)) return false;
    const bool of_key = is_key(name);
    const bool ignored =
        ignores_replication_attributes && is_replication_attribute(name) && !of_key;
    const auto of_name = hash.of(HashUse::name, name);
    parts.push_back(of_name);
    Digest of_value{};
    if (!value(of_value)) return false;
    if (ignored) {
      ++out.replication_attributes;
      continue;
    }
    const auto member = hash.of_member(of_name, of_value);
    all += member;
    ++count;
    if (!of_key) continue;
    key += member;
    ++keys;
  }
  if (!take_distinct(0, "an attribute twice")) return false;
  if (keys != key_names.size()) return reader.fail("a key attribute is missing");
  out.key = hash.of_sum(HashUse::key, key, keys);
  out.item =
      is_mutant(Mutant::sums_unfinished_digests) ? all : hash.of_sum(HashUse::item, all, count);
  return reader.end();
}

bool ItemDigester::Work::value(Digest& out) {
  ValueType type{};
  return reader.begin_value(type) && content(type, out) && reader.end_value();
}

bool ItemDigester::Work::content(ValueType type, Digest& out) {
  switch (type) {
    case ValueType::string_set:
    case ValueType::number_set:
    case ValueType::binary_set: return set(type, out);
    case ValueType::list: return list(out);
    case ValueType::map: return map(out);
    default: break;
  }
  std::string_view bytes;
  if (!reader.scalar(type, bytes)) return false;
  out = hash.of(use_of(type), bytes);
  return true;
}

bool ItemDigester::Work::set(ValueType type, Digest& out) {
  const auto begin = parts.size();
  const auto member = member_of(type);
  Digest sum{};
  if (!reader.open('[')) return false;
  for (bool first = true; reader.more(']', first); first = false) {
    std::string_view bytes;
    if (!reader.scalar(member, bytes)) return false;
    parts.push_back(hash.of(use_of(member), bytes));
    if (is_mutant(Mutant::counts_the_order_of_sets)) sum += sum;
    sum += parts.back();
  }
  const auto count = parts.size() - begin;
  if (count == 0) return reader.fail("a set without members");
  out = hash.of_sum(use_of(type), sum, count);
  return take_distinct(begin, "a member of a set twice");
}

bool ItemDigester::Work::list(Digest& out) {
  const auto begin = parts.size();
  if (!reader.open('[')) return false;
  for (bool first = true; reader.more(']', first); first = false) {
    Digest element{};
    if (!value(element)) return false;
    parts.push_back(element);
  }
  out = hash.of(HashUse::list, bytes_of(std::span(parts).subspan(begin)));
  parts.resize(begin);
  return !reader.failed();
}

bool ItemDigester::Work::map(Digest& out) {
  const auto begin = parts.size();
  Digest sum{};
  if (!reader.open('{')) return false;
  for (bool first = true; reader.more('}', first); first = false) {
    std::string_view name;
    if (!reader.name(name)) return false;
    const auto of_name = hash.of(HashUse::name, name);
    parts.push_back(of_name);
    Digest of_value{};
    if (!value(of_value)) return false;
    sum += hash.of_member(of_name, of_value);
  }
  out = hash.of_sum(HashUse::map, sum, parts.size() - begin);
  return take_distinct(begin, "a name in a map twice");
}

bool ItemDigester::Work::take_distinct(std::size_t begin, const char* otherwise) {
  const bool distinct_parts = distinct.are_distinct(std::span(parts).subspan(begin));
  parts.resize(begin);
  return !reader.failed() && (distinct_parts || reader.fail(otherwise));
}

ItemDigester::ItemDigester(const DigestKey& key, std::vector<std::string> key_names,
                           bool ignore_replication_attributes)
    : work_(std::make_unique<Work>(
          Work{KeyedHash(key), std::move(key_names), ignore_replication_attributes})) {}

ItemDigester::~ItemDigester() = default;

Result<ItemDigest> ItemDigester::digest(std::string_view item) {
  ItemDigest out;
  work_->parts.clear();
  work_->reader.begin(item);
  if (!work_->item(out)) return fail(work_->reader.error());
  return out;
}

}  // namespace dynaferry::model
