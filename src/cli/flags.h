// Every flag there is, in one table: the parser, the configuration file and the help all read it.
//
// Constant data and pure functions; any thread.

#pragma once

#include <span>
#include <string_view>

namespace dynaferry::cli {

// The commands that run. Plan takes what copy takes.
enum class Verb : unsigned char { copy, plan, verify };
[[nodiscard]] std::string_view name_of(Verb verb);

enum class Takers : unsigned char { both, copy, verify };

enum class Group : unsigned char { tables, sides, what, care, proof, speed, state, output };

struct Flag {
  std::string_view name{};   // Without dashes.
  std::string_view value{};  // What stands behind it; empty: nothing does.
  Group group{};
  std::string_view words{};  // A line break where the help shall have one.
  bool many = false;         // May be given more than once.
  bool in_file = true;       // May be a key of the configuration file.
  Takers takers = Takers::both;
};

// Those of one command, in the order of its help.
[[nodiscard]] std::span<const Flag> flags_of(Verb verb);
// Those of all commands. Where two share a name, they differ in words and in nothing else.
[[nodiscard]] std::span<const Flag> all_flags();
[[nodiscard]] const Flag* find_flag(std::span<const Flag> flags, std::string_view name);

// The one that a mistyped name most likely means; null if none is near.
[[nodiscard]] const Flag* nearest_flag(std::span<const Flag> flags, std::string_view name);

// Named by the contract, not built yet: refused by name, never ignored.
[[nodiscard]] bool is_later_flag(std::string_view name);
[[nodiscard]] bool is_later_command(std::string_view word);

}  // namespace dynaferry::cli
