#include "core/time.h"

#include <fmt/format.h>

namespace dynaferry {
namespace {

struct Fields {
  int year;
  unsigned month, day;
  long hour, minute, second, millisecond;
};

Fields fields_of(WallTime at) {
  const auto days = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss time{at - days};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          time.hours().count(),
          time.minutes().count(),
          time.seconds().count(),
          time.subseconds().count()};
}

}  // namespace

std::string rfc3339(WallTime at) {
  const auto f = fields_of(at);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", f.year, f.month, f.day, f.hour,
                     f.minute, f.second, f.millisecond);
}

std::string compact_utc(WallTime at) {
  const auto f = fields_of(at);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", f.year, f.month, f.day, f.hour, f.minute,
                     f.second);
}

}  // namespace dynaferry
