#include "model/item_digest.h"

#include <algorithm>
#include <array>
#include <deque>
#include <span>
#include <utility>

#include "core/mutant.h"
#include "json/spans.h"
#include "model/distinct_digests.h"
#include "model/item_reader.h"
#include "model/keyed_hash.h"

namespace dynaferry::model {
namespace {

constexpr std::array<std::string_view, 11> kTypeNames{"",   "S",  "N",  "B", "BOOL", "NULL",
                                                      "SS", "NS", "BS", "L", "M"};

std::string_view name_of(ValueType type) { return kTypeNames[static_cast<std::size_t>(type)]; }

}  // namespace

struct ItemDigester::Work {
  // `mark` is one for equal names, and seldom for others.
  struct Name {
    std::string_view text;
    std::size_t mark;
    Name(const char* begin, std::size_t size) : text(begin, size), mark(size) {
      if (size == 0) return;
      const auto letter = [&](std::size_t at) {
        return std::size_t{static_cast<unsigned char>(begin[at])};
      };
      mark |= letter(0) << 56U | letter(size / 2) << 48U | letter(size - 1) << 40U;
    }
    bool operator==(const Name& other) const { return mark == other.mark && text == other.text; }
  };

  KeyedHash hash;
  std::vector<std::string> key_names;
  bool ignores_replication_attributes;
  Digest head_of_item = hash.of_text("item");
  Digest head_of_key = hash.of_text("key");
  ItemReader reader{};
  // Of each item, map, list or set that is not at its end: names; digests of elements or members.
  std::vector<Name> names{};
  std::vector<Digest> parts{};
  std::deque<std::string> unescaped{};  // Names that do not lie in the item as they are.
  DistinctDigests distinct{};
  std::string text{};

  bool item(ItemDigest& out);
  // Anything, if reading has failed.
  Digest member();
  Digest unusual_member();
  Digest value(std::string_view name);
  Digest content(ValueType type, Digest head);
  Digest set(ValueType type, Digest head);
  Digest list(Digest head);
  Digest map(Digest head);
  // Forgets the names from `begin` on; false if two of them are the same, or reading has failed.
  bool take_distinct_names(std::size_t begin, const char* otherwise);
  bool take_distinct_parts(std::size_t begin, const char* otherwise);
  [[nodiscard]] bool are_distinct(std::span<const Name> all);

  // Of what was read since the mark: of its canonical text, which is written if it does not lie there.
  template <typename Write>
  Digest of_marked(Write write) {
    if (reader.is_canonical()) [[likely]]
      return of_text(reader.marked());
    text.clear();
    write();
    return of_text(text);
  }
  Digest of_text(std::string_view whole) {
    return whole.size() <= KeyedHash::most_text ? hash.of_text(whole) : of_long_text(whole);
  }
  Digest of_long_text(std::string_view whole);
  void write_head(std::string_view name, ValueType type);
  void write_scalar(ValueType type, std::string_view scalar);

  [[nodiscard]] Digest of_sum(Digest head, Digest sum) const {
    return hash.of_numbers(std::array{head, sum});
  }
  [[nodiscard]] bool is_key(std::string_view name) const {
    return std::ranges::find(key_names, name) != key_names.end();
  }
};

Digest ItemDigester::Work::of_long_text(std::string_view whole) {
  const auto begin = parts.size();
  for (; !whole.empty(); whole.remove_prefix(std::min(whole.size(), KeyedHash::most_text))) {
    parts.push_back(hash.of_text(whole.substr(0, KeyedHash::most_text)));
  }
  const auto digest = hash.of_numbers(std::span(parts).subspan(begin));
  parts.resize(begin);
  return digest;
}

void ItemDigester::Work::write_head(std::string_view name, ValueType type) {
  if (name.data() != nullptr) {
    json::append_quoted(text, name);
    text += ':';
  }
  text.append("{\"").append(name_of(type)).append("\":");
}

void ItemDigester::Work::write_scalar(ValueType type, std::string_view scalar) {
  switch (type) {
    case ValueType::boolean:
    case ValueType::null: text += scalar; break;
    default: json::append_quoted(text, scalar);
  }
}

bool ItemDigester::Work::item(ItemDigest& out) {
  Digest all;
  Digest key;
  std::size_t keys = 0;
  if (!reader.open('{')) return false;
  for (bool first = true; reader.more('}', first); first = false) {
    const auto digest = member();
    if (reader.failed()) return false;
    const auto name = names.back().text;
    const bool of_key = keys < key_names.size() && is_key(name);
    if (ignores_replication_attributes && is_replication_attribute(name) && !of_key) {
      ++out.replication_attributes;
      continue;
    }
    all += digest;
    if (!of_key) continue;
    key += digest;
    ++keys;
  }
  if (!take_distinct_names(0, "an attribute twice")) return false;
  if (keys != key_names.size()) return reader.fail("a key attribute is missing");
  out.key = of_sum(head_of_key, key);
  out.item = is_mutant(Mutant::sums_unfinished_digests) ? all : of_sum(head_of_item, all);
  return reader.end();
}

// Its name stays behind.
inline Digest ItemDigester::Work::member() {
  reader.mark();
  std::string_view name;
  if (!reader.plain_member(name)) return unusual_member();
  names.emplace_back(name.data(), name.size());
  return of_text(reader.marked());
}

Digest ItemDigester::Work::unusual_member() {
  std::string_view name;
  if (!reader.name(name)) return {};
  const bool lies_in_the_item = name.data() == reader.marked().data() + 1;
  if (!lies_in_the_item) name = unescaped.emplace_back(name);
  names.emplace_back(name.data(), name.size());
  return value(name);
}

Digest ItemDigester::Work::value(std::string_view name) {
  ValueType type{};
  if (!reader.begin_value(type)) return {};
  if (type > ValueType::null) {
    const auto head = of_marked([&] { write_head(name, type); });
    const auto digest = content(type, head);
    return reader.end_value() ? digest : Digest{};
  }
  std::string_view scalar;
  if (!reader.scalar(type, scalar) || !reader.end_value()) return {};
  return of_marked([&] {
    write_head(name, type);
    write_scalar(type, scalar);
    text += '}';
  });
}

Digest ItemDigester::Work::content(ValueType type, Digest head) {
  switch (type) {
    case ValueType::list: return list(head);
    case ValueType::map: return map(head);
    default: return set(type, head);
  }
}

Digest ItemDigester::Work::set(ValueType type, Digest head) {
  const auto begin = parts.size();
  const auto member = member_of(type);
  Digest sum;
  if (!reader.open('[')) return {};
  for (bool first = true; reader.more(']', first); first = false) {
    std::string_view scalar;
    reader.mark();
    if (!reader.scalar(member, scalar)) return {};
    const auto digest = of_marked([&] { write_scalar(member, scalar); });
    parts.emplace_back(digest.low, digest.high);
    if (is_mutant(Mutant::counts_the_order_of_sets)) sum += sum;
    sum += digest;
  }
  if (parts.size() == begin) reader.fail("a set without members");
  take_distinct_parts(begin, "a member of a set twice");
  return of_sum(head, sum);
}

Digest ItemDigester::Work::list(Digest head) {
  const auto begin = parts.size();
  parts.emplace_back(head.low, head.high);
  if (!reader.open('[')) return {};
  for (bool first = true; reader.more(']', first); first = false) {
    reader.mark();
    const auto element = value({});
    parts.emplace_back(element.low, element.high);
  }
  const auto digest = hash.of_numbers(std::span(parts).subspan(begin));
  parts.resize(begin);
  return digest;
}

Digest ItemDigester::Work::map(Digest head) {
  const auto begin = names.size();
  Digest sum;
  if (!reader.open('{')) return {};
  for (bool first = true; reader.more('}', first); first = false) sum += member();
  take_distinct_names(begin, "a name in a map twice");
  return of_sum(head, sum);
}

bool ItemDigester::Work::take_distinct_names(std::size_t begin, const char* otherwise) {
  const bool distinct_names = are_distinct(std::span(names).subspan(begin));
  names.erase(names.begin() + static_cast<std::ptrdiff_t>(begin), names.end());
  return !reader.failed() && (distinct_names || reader.fail(otherwise));
}

bool ItemDigester::Work::take_distinct_parts(std::size_t begin, const char* otherwise) {
  const bool distinct_parts = distinct.are_distinct(std::span(parts).subspan(begin));
  parts.resize(begin);
  return !reader.failed() && (distinct_parts || reader.fail(otherwise));
}

bool ItemDigester::Work::are_distinct(std::span<const Name> all) {
  constexpr std::size_t few = 16;
  if (all.size() > few) {
    const auto begin = parts.size();
    for (const auto& name : all) parts.push_back(of_text(name.text));
    const bool distinct_names = distinct.are_distinct(std::span(parts).subspan(begin));
    parts.resize(begin);
    return distinct_names;
  }
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i] == all[j]) return false;
    }
  }
  return true;
}

ItemDigester::ItemDigester(const DigestKey& key, std::vector<std::string> key_names,
                           bool ignore_replication_attributes)
    : work_(std::make_unique<Work>(
          Work{KeyedHash(key), std::move(key_names), ignore_replication_attributes})) {}

ItemDigester::~ItemDigester() = default;

Result<ItemDigest> ItemDigester::digest(std::string_view item) {
  Result<ItemDigest> out;
  work_->names.clear();
  work_->parts.clear();
  work_->unescaped.clear();
  work_->reader.begin(item);
  if (!work_->item(*out)) return fail(work_->reader.error());
  return out;
}

}  // namespace dynaferry::model
