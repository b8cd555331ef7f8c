#include "sim/engine/item_equality.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/check.h"

namespace dynaferry::sim {
namespace {

namespace dom = simdjson::dom;

// Equal items in canonical form are made of the same bytes, in whatever order; nearly all others
// are not, so that they need not be taken apart.
std::uint64_t sum_of_bytes(std::string_view text) {
  std::uint64_t sum = 0;
  for (const char c : text) {
    const std::uint64_t byte = static_cast<unsigned char>(c);
    sum += byte * byte * byte + (byte << 32U);
  }
  return sum;
}

using Fields = std::vector<std::pair<std::string_view, dom::element>>;

Fields sorted_fields(dom::object object) {
  Fields fields;
  for (const auto field : object) fields.emplace_back(field.key, field.value);
  std::ranges::sort(fields, {}, &Fields::value_type::first);
  return fields;
}

std::vector<std::string_view> sorted_members(dom::array array) {
  std::vector<std::string_view> members;
  for (const auto member : array) {
    std::string_view text;
    check(member.get(text) == simdjson::SUCCESS, "simulator: a set's member is not text");
    members.push_back(text);
  }
  std::ranges::sort(members);
  return members;
}

bool are_equal_values(dom::element left, dom::element right);

bool are_equal_maps(dom::object left, dom::object right) {
  const auto ours = sorted_fields(left);
  const auto theirs = sorted_fields(right);
  return std::ranges::equal(ours, theirs, [](const auto& one, const auto& other) {
    return one.first == other.first && are_equal_values(one.second, other.second);
  });
}

bool are_equal_lists(dom::array left, dom::array right) {
  if (left.size() != right.size()) return false;
  auto other = right.begin();
  for (const auto one : left) {
    if (!are_equal_values(one, *other)) return false;
    ++other;
  }
  return true;
}

// What stands behind a type's letter, of one type.
bool are_equal_contents(std::string_view type, dom::element left, dom::element right) {
  if (type == "M") return are_equal_maps(dom::object(left), dom::object(right));
  if (type == "L") return are_equal_lists(dom::array(left), dom::array(right));
  if (left.is_array()) return sorted_members(dom::array(left)) == sorted_members(dom::array(right));
  if (left.is_bool()) return bool(left) == bool(right);
  return std::string_view(left) == std::string_view(right);
}

bool are_equal_values(dom::element left, dom::element right) {
  const auto ours = *dom::object(left).begin();
  const auto theirs = *dom::object(right).begin();
  return ours.key == theirs.key && are_equal_contents(ours.key, ours.value, theirs.value);
}

dom::object parsed(dom::parser& parser, std::string_view json) {
  dom::object item;
  const auto failed = parser.parse(json.data(), json.size()).get(item);
  check(failed == simdjson::SUCCESS, "simulator: an item is not JSON");
  return item;
}

}  // namespace

bool are_equal_items(std::string_view left, std::string_view right) {
  if (left == right) return true;
  if (left.size() != right.size() || sum_of_bytes(left) != sum_of_bytes(right)) return false;
  dom::parser parser;
  dom::parser other;
  return are_equal_maps(parsed(parser, left), parsed(other, right));
}

}  // namespace dynaferry::sim
