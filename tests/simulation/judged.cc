#include "tests/simulation/judged.h"

#include <fmt/format.h>

#include <algorithm>

namespace dynaferry::simulation {
namespace {

std::uint64_t count_in(const Kinds& kinds, const std::string& table, verify::Kind kind) {
  return static_cast<std::uint64_t>(std::ranges::count_if(
      kinds, [&](const auto& one) { return one.first.first == table && one.second == kind; }));
}

std::string misjudged(SimulatedWorld& world, const SourceTable& table, const run::PairEnd& end,
                      const Kinds& planted) {
  if (!end.verdict) return table.name + ": no verdict\n";
  const auto& verdict = *end.verdict;
  std::string wrong;
  const auto expect = [&](std::string_view what, std::uint64_t is, std::uint64_t expected) {
    if (is != expected)
      wrong += fmt::format("{}: {} is {}, not {}\n", table.name, what, is, expected);
  };
  const auto count = [&](verify::Kind kind) { return count_in(planted, table.name, kind); };
  expect("missing", verdict.missing, count(verify::Kind::missing));
  expect("extra", verdict.extra, count(verify::Kind::extra));
  expect("different", verdict.different, count(verify::Kind::different));
  expect("unsettled", verdict.unsettled, 0);
  expect("in flux", verdict.in_flux, 0);
  expect("whether it is exact", verdict.is_exact() ? 1 : 0, 1);
  expect("written", verdict.repaired + verdict.deleted + verdict.left_alone, 0);
  expect("items of source", verdict.source.items, world.items(Account::source, table).size());
  expect("items of destination", verdict.destination.items,
         world.items(Account::destination, table).size());
  const bool differs = verdict.missing + verdict.extra + verdict.different > 0;
  const bool roots_differ = verdict.source.root != verdict.destination.root;
  expect("whether roots differ", roots_differ ? 1 : 0, differs ? 1 : 0);
  return wrong;
}

Counts counts_of(const Outcome& outcome) {
  Counts counts;
  if (!outcome.summary) return counts;
  for (const auto& end : outcome.summary->pairs) {
    if (!end.verdict) continue;
    counts.repaired += end.verdict->repaired;
    counts.deleted += end.verdict->deleted;
    counts.left_alone += end.verdict->left_alone;
    counts.in_flux += end.verdict->in_flux;
  }
  return counts;
}

std::string text_of(const Counts& counts) {
  return fmt::format("{} repaired, {} deleted, {} left alone, {} in flux", counts.repaired,
                     counts.deleted, counts.left_alone, counts.in_flux);
}

}  // namespace

Heard heard_from(const SimulatedWorld& world, const Outcome& outcome) {
  Heard heard;
  for (const auto& told : outcome.differences) {
    const auto table = std::ranges::find(world.tables(), told.table, &SourceTable::name);
    const auto key = json::parse(told.difference.key);
    if (!key || key->as_object().size() != table->keys.size()) {
      heard.wrong += "no key: " + told.difference.key + "\n";
      continue;
    }
    const ItemName name{told.table, table->name_of(key->as_object())};
    const auto kind = told.difference.kind;
    if (!heard.kinds.emplace(name, kind).second) heard.wrong += name.second + " is told twice\n";
    const bool has_paths = !told.difference.paths.empty();
    if (kind != verify::Kind::unsettled && has_paths != (kind == verify::Kind::different)) {
      heard.wrong += fmt::format("{} is {}, in {} paths\n", name.second, verify::name_of(kind),
                                 told.difference.paths.size());
    }
  }
  return heard;
}

std::string misjudged(SimulatedWorld& world, const Outcome& outcome, const Kinds& planted) {
  const auto expected = planted.empty() ? run::Exit::done : run::Exit::differs;
  if (!outcome.summary || outcome.summary->exit != expected) return outcome.text() + "\n";
  auto [kinds, wrong] = heard_from(world, outcome);
  if (kinds != planted) {
    wrong += fmt::format("told:\n{}instead of:\n{}", text_of(kinds), text_of(planted));
  }
  if (outcome.summary->pairs.size() != world.tables().size()) wrong += "pairs are left out\n";
  for (const auto& end : outcome.summary->pairs) {
    const auto table = std::ranges::find(world.tables(), end.pair.source.str(), &SourceTable::name);
    wrong += misjudged(world, *table, end, planted);
  }
  return wrong;
}

std::string invented(const SimulatedWorld& world, const Outcome& outcome, const Kinds& planted) {
  auto [kinds, wrong] = heard_from(world, outcome);
  for (const auto& one : kinds) {
    const auto known = planted.find(one.first);
    if (known == planted.end() || known->second != one.second) wrong += text_of({one});
  }
  return wrong;
}

std::string text_of(const Kinds& kinds) {
  std::string out;
  for (const auto& [name, kind] : kinds) {
    out += fmt::format("  {} {} {}\n", verify::name_of(kind), name.first, name.second);
  }
  return out;
}

// What is wrong about a repair that ended.
std::string misrepaired(SimulatedWorld& world, const Outcome& outcome) {
  if (!outcome.is_done()) return "not repaired: " + outcome.text() + "\n";
  if (!outcome.differences.empty()) return "told, although it was repaired\n";
  return world.difference();
}

std::string unless_counted(const Outcome& outcome, const Counts& expected) {
  const auto counts = counts_of(outcome);
  if (counts == expected) return {};
  return fmt::format("{}, instead of {}\n", text_of(counts), text_of(expected));
}

std::uint64_t count_of(const Kinds& kinds, verify::Kind kind) {
  return static_cast<std::uint64_t>(
      std::ranges::count(kinds, kind, [](const auto& one) { return one.second; }));
}

}  // namespace dynaferry::simulation
