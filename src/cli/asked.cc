#include "cli/asked.h"

#include <charconv>

namespace dynaferry::cli {

const Given& Asked::layer_of(std::string_view name) const {
  static const Given none;
  if (inputs_.flags.has(name)) return inputs_.flags;
  return find_flag(flags_of(verb_), name) == nullptr ? none : inputs_.config;
}

bool Asked::has(std::string_view name) const { return layer_of(name).has(name); }

std::optional<std::string> Asked::one(std::string_view name) const {
  return layer_of(name).one(name);
}

const std::vector<std::string>& Asked::all(std::string_view name) const {
  return layer_of(name).all(name);
}

Outcome Asked::read_count(std::string_view name, std::uint32_t high, bool or_auto,
                          std::optional<std::uint32_t>& value) const {
  const auto given = one(name);
  if (!given || (or_auto && *given == "auto")) return {};
  const auto number = number_in(*given, 1, high);
  if (!number) {
    return UsageError{"--" + std::string(name) + " takes " + (or_auto ? "\"auto\" or " : "") +
                          "a number from 1 to " + std::to_string(high),
                      {}};
  }
  value = static_cast<std::uint32_t>(*number);
  return {};
}

Outcome Asked::read_file_name(std::string_view name, std::optional<std::string>& value) const {
  value = one(name);
  if (value && value->empty()) return UsageError{"--" + std::string(name) + " takes a file", {}};
  return {};
}

std::optional<std::uint64_t> number_in(std::string_view text, std::uint64_t low,
                                       std::uint64_t high) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && number >= low && number <= high ? std::optional(number) : std::nullopt;
}

}  // namespace dynaferry::cli
