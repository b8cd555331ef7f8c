// What a verify found of one pair, as people read it: a headline and the lines below it.
//
// Pure functions. Keys come as digests unless they were asked for; values never.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "run/listener.h"

namespace dynaferry::ui {

// What was shown of a pair's differences as they came: the first few.
struct ShownDifferences {
  static constexpr std::size_t most = 10;  // Of each pair; there may be millions.

  std::vector<std::string> lines{};
  std::uint64_t all = 0;

  void add(const verify::Difference& difference, bool by_key);
};

struct VerdictWords {
  bool consistent = true;             // The whole readings.
  std::optional<std::string> keys{};  // The file of all differences (--diff-out).
  bool repairs = false;
  bool deletes_extra = false;
};

// "equal, 1,204 items each", "3 keys differ".
[[nodiscard]] std::string headline(const verify::Verdict& verdict);

// Below it, each "  label        text", at most 80 columns where the text can be broken.
[[nodiscard]] std::vector<std::string> details(const run::PairEnd& end,
                                               const ShownDifferences& shown,
                                               const VerdictWords& words);

}  // namespace dynaferry::ui
