#include "sim/front/generated_tables.h"

#include <algorithm>

#include "json/document.h"
#include "sim/engine/table_definition.h"
#include "sim/front/text_file.h"

namespace dynaferry::sim {
namespace {

// TABLE=PARTS, or TABLE=FILE.json with the same parts in an object.
std::expected<Generation, std::string> read_generated(const std::string& text) {
  const auto equals = text.find('=');
  const auto table = text.substr(0, equals);
  if (equals == std::string::npos) return std::unexpected("\"" + text + "\" is not TABLE=PARTS");
  const auto name = table_name_in(table);
  if (!name) return std::unexpected("\"" + table + "\": " + name.error().message);
  const auto parts = text.substr(equals + 1);
  if (!parts.ends_with(".json")) return read_generation(table, parts);
  const auto content = read_text_file(parts);
  if (!content) return std::unexpected(content.error());
  const auto document = json::parse(*content);
  if (!document || !document->is_object()) {
    return std::unexpected(parts + " does not hold a JSON object");
  }
  return read_generation(table, document->get_object());
}

}  // namespace

std::expected<std::vector<Generation>, std::string> read_generated_tables(
    const std::vector<std::string>& texts, const std::vector<Account>& accounts) {
  std::vector<Generation> tables;
  for (const auto& text : texts) {
    auto generation = read_generated(text);
    if (!generation) return std::unexpected(std::move(generation).error());
    if (std::ranges::find(tables, generation->table, &Generation::table) != tables.end()) {
      return std::unexpected("two tables " + generation->table);
    }
    auto account = account_named(generation->account, accounts);
    if (!account) return std::unexpected(std::move(account).error());
    generation->account = *std::move(account);
    tables.push_back(*std::move(generation));
  }
  return tables;
}

}  // namespace dynaferry::sim
