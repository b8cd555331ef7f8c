#include "sim/front/line.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/faults/fault_schedule.h"

namespace dynaferry::sim {
namespace {

constexpr double tail_share = 0.01;
constexpr double tail_bound = 30;

Ns times(Ns duration, double factor) {
  return Ns(static_cast<std::int64_t>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

Ns Line::by_size(std::size_t bytes) const {
  return times(options_.per_kb, static_cast<double>(bytes) / 1024);
}

Ns Line::tail() {
  if (options_.tail == Ns{0}) return Ns{0};
  const auto u = std::max(random_.unit(), 1e-9);
  if (u > tail_share) return Ns{0};
  return times(options_.tail, std::min(std::sqrt(tail_share / u), tail_bound));
}

Ns Line::transfer(Ns now, std::size_t bytes, Ns& free_from) const {
  if (options_.bytes_per_second == 0) return Ns{0};
  const auto seconds = static_cast<double>(bytes) / static_cast<double>(options_.bytes_per_second);
  free_from = std::max(now, free_from) + times(std::chrono::seconds(1), seconds);
  return free_from - now;
}

Ns Line::request_takes(Ns now, std::size_t bytes) {
  return options_.base + by_size(bytes) + tail() + transfer(now, bytes, in_free_from_);
}

Ns Line::answer_takes(Ns now, std::size_t bytes) {
  return by_size(bytes) + transfer(now, bytes, out_free_from_);
}

Result<> read_latency(std::string_view text, LineOptions& options) {
  const std::array parts = {&options.base, &options.per_kb, &options.tail};
  for (auto* const part : parts) {
    const auto comma = text.find(',');
    DF_TRY(*part, read_duration(text.substr(0, comma)));
    if (comma == std::string_view::npos) return {};
    text.remove_prefix(comma + 1);
  }
  return fail(Fault::invalid, "a latency has at most three parts: BASE[,PER_KB[,TAIL]]");
}

}  // namespace dynaferry::sim
