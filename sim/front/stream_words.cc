#include "sim/front/stream_words.h"

#include "sim/engine/named_parts.h"
#include "sim/faults/fault_schedule.h"

namespace dynaferry::sim {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

void add_duration(NamedParts& parts, std::string_view name, milliseconds least,
                  milliseconds& into) {
  parts.add(name, [name, least, &into](std::string_view value) -> NamedParts::Done {
    const auto read = read_duration(value);
    if (!read) return NamedParts::wrong(name, value, "a duration such as 20ms, 3s, 5m or 2h");
    const auto whole = std::chrono::duration_cast<milliseconds>(*read);
    if (whole < least) {
      return NamedParts::wrong(name, value, "at least " + std::to_string(least.count()) + "ms");
    }
    into = whole;
    return {};
  });
}

}  // namespace

std::expected<StreamOptions, std::string> read_stream_options(std::string_view text) {
  StreamOptions options;
  auto& moods = options.moods;
  NamedParts parts;
  add_duration(parts, "enabling", 0ms, options.enabling);
  add_duration(parts, "disabling", 0ms, options.disabling);
  add_duration(parts, "roll", 1s, options.roll);
  add_duration(parts, "trim", 1s, options.trim);
  add_duration(parts, "iterator-life", 1ms, options.iterator_life);
  add_duration(parts, "open-parent", 0ms, moods.open_parent);
  add_duration(parts, "late-child", 0ms, moods.late_child);
  add_duration(parts, "latest-slack", 0ms, moods.latest_slack);
  parts.whole("shards", {1, 1'000}, options.shards)
      .percent("repeated-shard", moods.repeated_shard)
      .percent("empty-answer", moods.empty_answer)
      .whole("reads", {}, moods.reads_per_second)
      .whole("describes", {}, moods.describes_per_second)
      .whole("bytes", {0, 1'000'000'000}, moods.read_bytes_per_second)
      .whole("readers", {}, moods.readers);
  const auto read = parts.read(text);
  if (!read) return std::unexpected(read.error());
  return options;
}

}  // namespace dynaferry::sim
