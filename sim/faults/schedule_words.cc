#include "sim/faults/schedule_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <utility>

#include "core/edits.h"
#include "sim/faults/fault_schedule.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view kBlank = " \t\r";
constexpr std::size_t kMostSlips = 2;

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

}  // namespace

ScheduleWords::ScheduleWords(std::string_view line)
    : rest_(line.substr(0, line.find_last_not_of(kBlank) + 1)) {
  skip();
}

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

std::string suggestion(const std::vector<std::string_view>& names, std::string_view typed) {
  std::string_view nearest;
  auto least = kMostSlips + 1;
  for (const auto name : names) {
    if (typed.size() > name.size() + kMostSlips) continue;  // However long.
    const auto slips = edits_between(lower(name), lower(typed));
    if (slips >= least) continue;
    least = slips;
    nearest = name;
  }
  return nearest.empty() ? "" : "; did you mean " + std::string(nearest) + "?";
}

std::string choice(const std::vector<std::string_view>& names) {
  std::string out = "; there are ";
  for (const auto name : names) out.append(name == names.front() ? "" : ", ").append(name);
  return out;
}

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
