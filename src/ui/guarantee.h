// What a verify has proven, in words for people: the one place where they are made.
//
// Pure functions.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "verify/verdict.h"

namespace dynaferry::ui {

// One sentence each, without a stop at its end. `consistent`: the whole readings were strongly
// consistent ones. Says no more than what was done: an outcome that proves little is told so.
[[nodiscard]] std::vector<std::string> guarantees(const verify::Verdict& verdict, bool consistent);
// The same, parted by "; ".
[[nodiscard]] std::string guarantee(const verify::Verdict& verdict, bool consistent);

// "equal", "different", "unsettled": what the numbers come to. Of a sample or a count, which prove less,
// "no difference in the sample" and "equal in number".
[[nodiscard]] std::string_view outcome_of(const verify::Verdict& verdict);

}  // namespace dynaferry::ui
