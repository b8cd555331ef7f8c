// Which tables a run copies and what they are called at the destination (README, "Use it"; what
// the flags mean is in `dynaferry copy --help`). Pure functions, no I/O: the caller lists the
// source's tables, and only when needs_listing() says so, because a copy of tables named one by one
// must not need that right.
//
// Fault: invalid.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/names.h"
#include "run/request.h"

namespace dynaferry::run {

struct TablePair {
  TableName source{};
  TableName destination{};
  bool operator==(const TablePair&) const = default;
};

struct Chosen {
  std::vector<TablePair>
      pairs{};  // As the user named them; what a glob found, in the list's order.
  std::vector<std::string> problems{};  // One sentence for each name or table that is left out.
  std::vector<std::string> unused_excludes{};  // That fitted no table: a slip, or meant for others.
};

using Listing = std::optional<std::vector<std::string>>;

// True when the source's tables must be listed: a glob, or `all`.
[[nodiscard]] bool needs_listing(const Choice& choice);

// `same_side`: both sides are the same account, Region and endpoint, so that no table may keep its
// name. Fails only when nothing can be said of any table: none named, a bad pattern.
[[nodiscard]] Result<Chosen> look(const Choice& choice, const Listing& existing, bool same_side);

// The same, with every problem an error.
[[nodiscard]] Result<std::vector<TablePair>> choose(const Choice& choice, const Listing& existing,
                                                    bool same_side);

// `*`, `?`, `[a-z]`, `[!a-z]`; case counts.
[[nodiscard]] bool is_glob(std::string_view text);
[[nodiscard]] bool matches(std::string_view glob, std::string_view name);

// 3 to 255 of A-Z a-z 0-9 _ . -
[[nodiscard]] bool is_table_name(std::string_view text);
[[nodiscard]] bool is_name_character(char c);

// The rule of the replaced script. A name that starts with the whole `from` has it replaced by
// `to`. Any other name is tried with the pair's common tail dropped, so that DEV-TABLE-1 →
// PROD-TABLE-1 also means DEV-TABLE-2 → PROD-TABLE-2. The tail begins at a '-', '_' or '.', and the
// shorter prefix must end at one in the name too: DEV → PROD leaves DEVICES alone, and nothing is
// ever matched by an empty rest. A name that fits neither stays.
[[nodiscard]] std::string map_legacy(std::string_view name, std::string_view from,
                                     std::string_view to);

}  // namespace dynaferry::run
