// What is asked of one command, by flag name: the flag's value, or the configuration file's where the
// flag is not given. What the file says for other commands is passed over.
//
// Pure; refers to the Inputs it was made of.

#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/flags.h"
#include "cli/inputs.h"
#include "cli/usage_error.h"

namespace dynaferry::cli {

using Outcome = std::optional<UsageError>;  // Absent: all is well.

class Asked {
 public:
  Asked(const Inputs& inputs, Verb verb) : inputs_(inputs), verb_(verb) {}

  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> one(std::string_view name) const;  // The last.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view name) const;
  // Whether it is on the command line, not only in the file.
  [[nodiscard]] bool typed(std::string_view name) const { return inputs_.flags.has(name); }
  [[nodiscard]] Verb verb() const { return verb_; }

  // A whole number from 1 to `high`, or "auto" where that is taken: the value stays as it is.
  [[nodiscard]] Outcome read_count(std::string_view name, std::uint32_t high, bool or_auto,
                                   std::optional<std::uint32_t>& value) const;
  [[nodiscard]] Outcome read_file_name(std::string_view name,
                                       std::optional<std::string>& value) const;

  template <class Value>
  [[nodiscard]] Outcome read_word(
      std::string_view name, Value& value,
      std::initializer_list<std::pair<std::string_view, Value>> words) const {
    const auto given = one(name);
    if (!given) return {};
    std::string known;
    for (const auto& [word, meaning] : words) {
      if (*given == word) {
        value = meaning;
        return {};
      }
      known.append(known.empty() ? "" : ", ").append(word);
    }
    return UsageError{"--" + std::string(name) + " takes one of: " + known, {}};
  }

 private:
  [[nodiscard]] const Given& layer_of(std::string_view name) const;

  const Inputs& inputs_;
  Verb verb_;
};

// Whole numbers within bounds; anything else is absent.
[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text, std::uint64_t low,
                                                     std::uint64_t high);

}  // namespace dynaferry::cli
