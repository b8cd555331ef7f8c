#include "model/item_comparison.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "json/spans.h"
#include "model/item_reader.h"

namespace dynaferry::model {
namespace {

struct Value;
using Attributes = std::map<std::string, Value, std::less<>>;

// What the reader pulls, as a tree. Only what belongs to the type is filled.
struct Value {
  ValueType type = ValueType::null;
  std::string scalar{};
  std::vector<std::string> members{};  // Of a set, sorted.
  std::vector<Value> elements{};
  Attributes attributes{};
};

bool read_value(ItemReader& reader, Value& out);

bool read_scalar(ItemReader& reader, ValueType type, std::string& out) {
  std::string_view bytes;
  if (!reader.scalar(type, bytes)) return false;
  out = bytes;
  return true;
}

bool read_set(ItemReader& reader, Value& out) {
  if (!reader.open('[')) return false;
  for (bool first = true; reader.more(']', first); first = false) {
    if (!read_scalar(reader, member_of(out.type), out.members.emplace_back())) return false;
  }
  if (reader.failed()) return false;
  if (out.members.empty()) return reader.fail("a set without members");
  std::ranges::sort(out.members);
  return std::ranges::adjacent_find(out.members) == out.members.end() ||
         reader.fail("a member of a set twice");
}

bool read_list(ItemReader& reader, std::vector<Value>& out) {
  if (!reader.open('[')) return false;
  for (bool first = true; reader.more(']', first); first = false) {
    if (!read_value(reader, out.emplace_back())) return false;
  }
  return !reader.failed();
}

bool read_map(ItemReader& reader, Attributes& out) {
  if (!reader.open('{')) return false;
  for (bool first = true; reader.more('}', first); first = false) {
    std::string_view name;
    if (!reader.name(name)) return false;
    const auto [at, is_new] = out.try_emplace(std::string(name));
    if (!is_new) return reader.fail("a name in a map twice");
    if (!read_value(reader, at->second)) return false;
  }
  return !reader.failed();
}

bool read_content(ItemReader& reader, Value& out) {
  switch (out.type) {
    case ValueType::string_set:
    case ValueType::number_set:
    case ValueType::binary_set: return read_set(reader, out);
    case ValueType::list: return read_list(reader, out.elements);
    case ValueType::map: return read_map(reader, out.attributes);
    default: return read_scalar(reader, out.type, out.scalar);
  }
}

bool read_value(ItemReader& reader, Value& out) {
  return reader.begin_value(out.type) && read_content(reader, out) && reader.end_value();
}

Result<Attributes> read_item(std::string_view item) {
  ItemReader reader;
  reader.begin(item);
  Attributes attributes;
  if (!read_map(reader, attributes) || !reader.end()) return fail(reader.error());
  return attributes;
}

// How a name is written in a path.
std::string part_of(std::string_view name) {
  const bool is_plain = !name.empty() && std::ranges::none_of(name, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || std::string_view(".[]\"\\").contains(c);
  });
  if (is_plain) return std::string(name);
  std::string quoted;
  json::append_quoted(quoted, name);
  return quoted;
}

class Comparison {
 public:
  void compare_maps(const Attributes& one, const Attributes& other, const std::string& path) {
    const auto path_of = [&](const std::string& name) {
      return path.empty() ? part_of(name) : path + "." + part_of(name);
    };
    for (const auto& [name, value] : one) {
      const auto found = other.find(name);
      if (found == other.end()) {
        paths_.push_back(path_of(name));
      } else {
        compare(value, found->second, path_of(name));
      }
    }
    for (const auto& [name, value] : other) {
      if (!one.contains(name)) paths_.push_back(path_of(name));
    }
  }

  std::vector<std::string> paths() && {
    std::ranges::sort(paths_);
    return std::move(paths_);
  }

 private:
  void compare(const Value& one, const Value& other, const std::string& path) {
    if (one.type != other.type || one.scalar != other.scalar || one.members != other.members ||
        one.elements.size() != other.elements.size()) {
      paths_.push_back(path);
    }
    if (one.type != other.type) return;
    for (std::size_t i = 0; i < std::min(one.elements.size(), other.elements.size()); ++i) {
      compare(one.elements[i], other.elements[i], path + "[" + std::to_string(i) + "]");
    }
    compare_maps(one.attributes, other.attributes, path);
  }

  std::vector<std::string> paths_;
};

}  // namespace

Result<std::vector<std::string>> differing_paths(std::string_view one, std::string_view other,
                                                 bool ignore_replication_attributes) {
  DF_TRY(auto first, read_item(one));
  DF_TRY(auto second, read_item(other));
  if (ignore_replication_attributes) {
    const auto is_ignored = [](const auto& entry) { return is_replication_attribute(entry.first); };
    std::erase_if(first, is_ignored);
    std::erase_if(second, is_ignored);
  }
  Comparison comparison;
  comparison.compare_maps(first, second, {});
  return std::move(comparison).paths();
}

Result<std::string> key_of(std::string_view item, const std::vector<std::string>& key_names) {
  ItemReader reader;
  reader.begin(item);
  std::map<std::string, std::string_view, std::less<>> members;  // Each raw, with its name.
  if (!reader.open('{')) return fail(reader.error());
  for (bool first = true; reader.more('}', first); first = false) {
    const char* const begin = reader.place();
    std::string_view name;
    if (!reader.name(name)) return fail(reader.error());
    const auto [at, is_new] = members.try_emplace(std::string(name));
    Value value;
    if (!is_new) reader.fail("an attribute twice");
    if (!read_value(reader, value) || reader.failed()) return fail(reader.error());
    at->second = {begin, reader.place()};
    at->second.remove_prefix(at->second.find('"'));
  }
  if (reader.failed() || !reader.end()) return fail(reader.error());
  std::string key = "{";
  for (const auto& name : key_names) {
    const auto found = members.find(name);
    if (found == members.end()) return fail(Fault::corrupt, "not an item: no " + name);
    key.append(key.size() == 1 ? "" : ",").append(found->second);
  }
  return key + "}";
}

}  // namespace dynaferry::model
