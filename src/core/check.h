// A broken invariant stops the process, in every build type: a copy tool that carries on confused
// is worse than one that stops. For what the outside world may do wrong, return an Error instead.

#pragma once

#include <source_location>
#include <string_view>

namespace dynaferry {

[[noreturn]] void broken_invariant(std::string_view what, std::source_location where);

inline void check(bool holds, std::string_view what,
                  std::source_location where = std::source_location::current()) {
  if (!holds) [[unlikely]]
    broken_invariant(what, where);
}

}  // namespace dynaferry
