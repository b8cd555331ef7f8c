// Every flag there is, in one table: the parser, the configuration file and the help all read it.

#pragma once

#include <span>
#include <string_view>

namespace dynaferry::cli {

enum class Group : unsigned char { tables, sides, what, care, speed, state, output };

struct Flag {
  std::string_view name{};   // Without dashes.
  std::string_view value{};  // What stands behind it; empty: nothing does.
  Group group{};
  std::string_view words{};
  bool many = false;    // May be given more than once.
  bool in_file = true;  // May be a key of the configuration file.
};

// Of plan and copy.
[[nodiscard]] std::span<const Flag> run_flags();
[[nodiscard]] const Flag* find_flag(std::span<const Flag> flags, std::string_view name);

// Named by the contract, not built yet: refused by name, never ignored.
[[nodiscard]] bool is_later_flag(std::string_view name);
[[nodiscard]] bool is_later_command(std::string_view word);

}  // namespace dynaferry::cli
