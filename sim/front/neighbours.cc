#include "sim/front/neighbours.h"

#include <set>

#include "core/grouped.h"
#include "sim/engine/named_parts.h"
#include "sim/engine/table_definition.h"

namespace dynaferry::sim {
namespace {

std::expected<NeighbourSpec, std::string> read_neighbour(const std::string& text) {
  NeighbourSpec spec;
  const auto equals = text.find('=');
  spec.table = text.substr(0, equals);
  if (equals == std::string::npos) return std::unexpected("\"" + text + "\" is not TABLE=PARTS");
  const auto name = table_name_in(spec.table);
  if (!name) return std::unexpected("\"" + spec.table + "\": " + name.error().message);
  NamedParts parts;
  parts.whole("reads", {}, spec.reads)
      .whole("writes", {}, spec.writes)
      .percent("inserts", spec.inserts)
      .percent("deletes", spec.deletes)
      .percent("hot", spec.hot)
      .whole("size", {0, 400'000}, spec.item_bytes)
      .whole("seed", {0, ~std::uint64_t{0}}, spec.seed)
      .text("account", spec.account);
  const auto read = parts.read(std::string_view(text).substr(equals + 1));
  if (!read) return std::unexpected(read.error());
  if (spec.reads + spec.writes <= 0) {
    return std::unexpected("a neighbour of " + spec.table + " without reads and writes");
  }
  if (spec.inserts + spec.deletes > 1) {
    return std::unexpected("inserts and deletes are more than 100 percent of the writes");
  }
  return spec;
}

}  // namespace

std::expected<std::vector<NeighbourSpec>, std::string> read_neighbours(
    const std::vector<std::string>& texts, const std::vector<Account>& accounts) {
  std::vector<NeighbourSpec> neighbours;
  for (const auto& text : texts) {
    auto spec = read_neighbour(text);
    if (!spec) return std::unexpected(std::move(spec).error());
    auto account = account_named(spec->account, accounts);
    if (!account) return std::unexpected(std::move(account).error());
    spec->account = *std::move(account);
    neighbours.push_back(*std::move(spec));
  }
  return neighbours;
}

std::string report_of_neighbours(const Engine& engine,
                                 const std::vector<NeighbourSpec>& neighbours) {
  std::set<std::string> tables;
  for (const auto& spec : neighbours) tables.insert(spec.table);
  std::string report;
  for (const auto& table : tables) {
    const auto counts = engine.neighbours_of(table);
    const auto throttled = counts.throttled_reads + counts.throttled_writes;
    const auto calls = counts.reads + counts.writes + throttled;
    report += "neighbour of " + table + ": " + grouped(calls) + " calls, " + grouped(throttled) +
              " throttled\n";
  }
  return report;
}

}  // namespace dynaferry::sim
