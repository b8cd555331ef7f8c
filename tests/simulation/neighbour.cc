#include "tests/simulation/neighbour.h"

#include <algorithm>

namespace dynaferry::simulation {
namespace {

constexpr std::uint64_t kItemsOfATable = 6;

Ns up_to(Random& random, Ns most) {
  return Ns(random.below(static_cast<std::uint64_t>(most.count()) + 1));
}

}  // namespace

Neighbour::Neighbour(SimulatedWorld& world, std::uint64_t seed, Habits habits, const Kinds& others)
    : world_(world), random_(seed ^ 0x6e65696768U), habits_(habits) {
  std::vector<Target> targets;
  for (const auto& table : world.tables()) {
    std::uint64_t left = kItemsOfATable;
    for (const auto& [name, item] : world.items(Account::source, table)) {
      const bool is_chosen = left > 0 && random_.below(4) == 0;
      if (!is_chosen || others.contains({table.name, name})) continue;
      targets.push_back({.table = &table, .item = item.as_object()});
      --left;
    }
  }
  if (targets.empty()) return;
  const auto now = world.loop().now();
  for (auto when = now + habits.begin; when <= now + habits.end;
       when += up_to(random_, habits.most_pause)) {
    plan_one(targets[random_.below(targets.size())], when);
  }
}

void Neighbour::plan_one(Target& target, Ns when) {
  const bool deletes = random_.below(5) == 0;
  // No value comes back, but for that of an item that is not there.
  target.item["written"] = json::Object{{"N", std::to_string(++writes_)}};
  const auto plan = [&](Account account, Ns at) {
    planned_.push_back(
        world_.loop().at(at, [this, account, table = target.table, item = target.item, deletes] {
          write(account, *table, item, deletes);
        }));
  };
  plan(Account::source, when);
  if (!habits_.follows) return;
  target.last_at_destination =
      std::max(target.last_at_destination + Ns(1), when + up_to(random_, habits_.most_lag));
  plan(Account::destination, target.last_at_destination);
}

void Neighbour::write(Account account, const SourceTable& table, const json::Object& item,
                      bool deletes) {
  if (deletes) {
    world_.another_program_calls(account, "DeleteItem", delete_request(account, table, item));
  } else {
    world_.another_program_calls(account, "PutItem", put_request(account, table, item));
  }
  const auto now = world_.loop().now();
  auto& written = written_.try_emplace({table.name, table.name_of(item)}, now, now).first->second;
  written.last = now;
}

}  // namespace dynaferry::simulation
