#include "sim/faults/schedule_words.h"

#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "sim/faults/fault_schedule.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view kBlank = " \t\r";

}  // namespace

void ScheduleWords::skip() {
  const auto begin = rest_.find_first_not_of(kBlank);
  rest_ = begin == std::string_view::npos ? std::string_view() : rest_.substr(begin);
}

std::string_view ScheduleWords::take() {
  const auto word = rest_.substr(0, rest_.find_first_of(kBlank));
  rest_.remove_prefix(word.size());
  skip();
  return word;
}

bool ScheduleWords::take_if(std::string_view word) {
  auto ahead = *this;
  if (ahead.take() != word) return false;
  *this = ahead;
  return true;
}

std::string_view ScheduleWords::take_rest() { return std::exchange(rest_, {}); }

Result<std::uint64_t> read_count(std::string_view text, std::string_view what) {
  std::uint64_t count = 0;
  const auto* const end = text.data() + text.size();
  const auto [rest, failed] = std::from_chars(text.data(), end, count);
  if (failed != std::errc{} || rest != end) {
    return fail(Fault::invalid, std::string(what) + " wants a number, not \"" +
                                    std::string(text.substr(0, 80)) + "\"");
  }
  return count;
}

Result<Ns> read_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units = {{
      {"us", 1'000},
      {"ms", 1'000'000},
      {"s", 1'000'000'000},
      {"m", 60'000'000'000},
      {"h", 3'600'000'000'000},
  }};
  constexpr Ns longest = std::chrono::hours(24 * 365);
  std::int64_t count = 0;
  const auto* const end = text.data() + text.size();
  const auto [rest, failed] = std::from_chars(text.data(), end, count);
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  for (const auto& [name, factor] : units) {
    if (failed != std::errc{} || unit != name || count < 0) continue;
    if (count > longest.count() / factor) break;
    return Ns(count * factor);
  }
  return fail(Fault::invalid, "\"" + std::string(text.substr(0, 80)) +
                                  "\" is no duration; write 250us, 20ms, 3s, 5m or 2h");
}

}  // namespace dynaferry::sim
