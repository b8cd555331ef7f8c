#include "verify/verdict.h"

namespace dynaferry::verify {

std::string_view name_of(Mode mode) {
  switch (mode) {
    case Mode::full: return "full";
    case Mode::sample: return "sample";
    case Mode::count: return "count";
  }
  return "unknown";
}

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::missing: return "missing";
    case Kind::extra: return "extra";
    case Kind::different: return "different";
    case Kind::unsettled: return "unsettled";
  }
  return "unknown";
}

std::string_view name_of(Progress::Step step) {
  switch (step) {
    case Progress::Step::reading: return "reading";
    case Progress::Step::reading_again: return "reading again";
    case Progress::Step::looking: return "looking at keys";
    case Progress::Step::repairing: return "repairing";
  }
  return "unknown";
}

}  // namespace dynaferry::verify
