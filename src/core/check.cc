#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace dynaferry {

void broken_invariant(std::string_view what, std::source_location where) {
  std::fprintf(stderr,
               "dynaferry: internal error: %.*s (%s:%u)\n"
               "  data: nothing unacknowledged was recorded; the journal is as of its last commit\n"
               "  next: report this line, then run the same command again to go on\n",
               static_cast<int>(what.size()), what.data(), where.file_name(), where.line());
  std::abort();
}

}  // namespace dynaferry
