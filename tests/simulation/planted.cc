#include "tests/simulation/planted.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "tests/simulation/spelling.h"

namespace dynaferry::simulation {
namespace {

// --- what can be changed about one item ------------------------------------------------------------

json::Object* map_of(json::Object& item) {
  auto* map = item.if_contains("map");
  return map == nullptr ? nullptr : &map->at("M").as_object();
}

// The nearest other digit, at its end.
std::string with_another_digit(std::string number) {
  number.back() = number.back() == '0' ? '1' : static_cast<char>(number.back() - 1);
  return number;
}

// Each says whether the item has what it changes.
bool change_a_digit(json::Object& item) {
  if (auto* number = item.if_contains("n")) {
    *number = json::Object{{"N", with_another_digit(std::string(number->at("N").as_string()))}};
    return true;
  }
  auto* numbers = item.if_contains("numbers");
  if (numbers == nullptr) return false;
  for (auto& member : numbers->at("NS").as_array()) {
    if (member.as_string() == "-2.5") member = "-2.4";
  }
  return true;
}

bool change_a_type(json::Object& item) {
  auto* number = item.if_contains("n");
  if (number == nullptr) return false;
  *number = json::Object{{"S", number->at("N").as_string()}};
  return true;
}

bool change_what_is_empty(json::Object& item) {
  if (item.erase("empty") == 0) item["empty"] = json::Object{{"S", ""}};
  return true;
}

bool change_the_order_of_a_list(json::Object& item) {
  auto* map = map_of(item);
  if (map == nullptr) return false;
  std::ranges::reverse(map->at("list").at("L").as_array());
  return true;
}

bool change_a_bit(json::Object& item) {
  auto* map = map_of(item);
  if (map == nullptr) return false;
  map->at("deep").at("M").at("b").at("B") = "AAED";
  return true;
}

using Edit = bool (*)(json::Object& item);
constexpr std::array<Edit, 5> kEdits = {change_a_digit, change_a_type, change_what_is_empty,
                                        change_the_order_of_a_list, change_a_bit};

// --- changing them -----------------------------------------------------------------------------------

class Planter {
 public:
  Planter(SimulatedWorld& world, const SourceTable& table, Random& random, Kinds& planted)
      : world_(world), table_(table), random_(random), planted_(planted) {
    for (const auto& [name, item] : world.items(Account::source, table)) {
      untouched_.push_back(item.as_object());
    }
  }

  void change_one() {
    switch (random_.below(10)) {
      case 0:
      case 1: return take_away(Account::source, verify::Kind::extra);
      case 2:
      case 3: return take_away(Account::destination, verify::Kind::missing);
      case 4: return exchange_values();
      case 5: return spell_otherwise();
      default: return edit();
    }
  }

 private:
  std::optional<json::Object> take_one() {
    if (untouched_.empty()) return std::nullopt;
    std::swap(untouched_[random_.below(untouched_.size())], untouched_.back());
    auto item = std::move(untouched_.back());
    untouched_.pop_back();
    return item;
  }
  [[nodiscard]] Account either() {
    return random_.below(2) == 0 ? Account::source : Account::destination;
  }
  void put(Account account, const json::Object& item) {
    world_.another_program_calls(account, "PutItem", put_request(account, table_, item));
  }
  void note(const json::Object& item, verify::Kind kind) {
    planted_.emplace(ItemName{table_.name, table_.name_of(item)}, kind);
  }

  void take_away(Account account, verify::Kind kind) {
    const auto item = take_one();
    if (!item) return;
    world_.another_program_calls(account, "DeleteItem", delete_request(account, table_, *item));
    note(*item, kind);
  }
  void edit() {
    auto item = take_one();
    if (!item || !kEdits[random_.below(kEdits.size())](*item)) return;
    put(either(), *item);
    note(*item, verify::Kind::different);
  }
  // No sum over both items tells them apart from what they were, unless an item's digest is of all of it.
  void exchange_values() {
    auto one = take_one();
    auto other = take_one();
    if (!one || !other || one->at("filler") == other->at("filler")) return;
    std::swap(one->at("filler"), other->at("filler"));
    const auto account = either();
    for (const auto* item : {&*one, &*other}) {
      put(account, *item);
      note(*item, verify::Kind::different);
    }
  }
  void spell_otherwise() {
    const auto item = take_one();
    if (item) put(either(), other_spelling(*item));
  }

  SimulatedWorld& world_;
  const SourceTable& table_;
  Random& random_;
  Kinds& planted_;
  std::vector<json::Object> untouched_{};
};

}  // namespace

std::string put_request(Account account, const SourceTable& table, const json::Object& item) {
  const auto name = account == Account::source ? table.name : table.destination();
  return fmt::format(R"({{"TableName":"{}","Item":{}}})", name, json::serialize(item));
}

std::string delete_request(Account account, const SourceTable& table, const json::Object& item) {
  const auto name = account == Account::source ? table.name : table.destination();
  json::Object key;
  for (const auto& part : table.keys) key[part] = item.at(part);
  return fmt::format(R"({{"TableName":"{}","Key":{}}})", name, json::serialize(key));
}

Kinds plant_differences(SimulatedWorld& world, std::uint64_t seed, std::uint64_t most) {
  Random random(seed ^ 0x706c616e74U);
  Kinds planted;
  for (const auto& table : world.tables()) {
    Planter planter(world, table, random, planted);
    for (auto left = random.below(most + 1); left > 0; --left) planter.change_one();
  }
  world.source_changed();
  return planted;
}

}  // namespace dynaferry::simulation
