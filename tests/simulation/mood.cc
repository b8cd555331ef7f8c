#include "tests/simulation/mood.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/random.h"
#include "sim/faults/service_errors.h"

namespace dynaferry::simulation {
namespace {

template <class Range>
auto one_of(Random& random, const Range& range) {
  return range[random.below(std::size(range))];
}

// Half of the things that may be are; those that are have any chance up to the most.
std::uint64_t some(Random& random, std::uint64_t most) {
  const bool present = random.below(2) == 0;
  return present ? random.below(most + 1) : 0;
}

class ScheduleWriter {
 public:
  explicit ScheduleWriter(Random& random) : random_(random) {}

  void always(std::string_view operation, std::string_view action) {
    fmt::format_to(std::back_inserter(text_), "on {}: {}\n", operation, action);
  }
  void maybe(std::string_view operation, std::uint64_t most, std::string_view action) {
    if (const auto chance = some(random_, most)) {
      fmt::format_to(std::back_inserter(text_), "on {} chance {}: {}\n", operation, chance, action);
    }
  }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  Random& random_;
  std::string text_;
};

std::string any_reason(Random& random) {
  static constexpr std::array<std::string_view, 2> owners = {"Table", "Index"};
  static constexpr std::array<std::string_view, 2> ways = {"Read", "Write"};
  static constexpr std::array<std::string_view, 4> limits = {
      "ProvisionedThroughputExceeded", "AccountLimitExceeded", "KeyRangeThroughputExceeded",
      "MaxOnDemandThroughputExceeded"};
  const auto owner = one_of(random, owners);
  const auto way = one_of(random, ways);
  return fmt::format("{}{}{}", owner, way, one_of(random, limits));
}

void write_broken_answers(ScheduleWriter& out, Random& random) {
  out.maybe("connect", 100, "drop");
  for (const auto* side : {"before", "after"}) {
    out.maybe("*", 80, fmt::format("drop {}", side));
    out.maybe("*", 30, fmt::format("refuse InternalServerError {}", side));
    out.maybe("*", 20, fmt::format("refuse ServiceUnavailable {}", side));
    out.maybe("*", 30, fmt::format("page {} {}", 500 + random.below(5), side));
  }
  out.maybe("*", 80, "page 200 after");
  out.maybe("*", 80, "crc wrong");
  out.maybe("*", 60, fmt::format("truncate {}%", random.below(100)));
  out.maybe("*", 60, fmt::format("truncate {}", random.below(300)));
  out.maybe("*", 40, fmt::format("drip {}", 200 + random.below(50'000)));
}

// The service sends a checksum with every answer. Where one is missing, nothing else may be wrong with
// the answer: nobody could notice.
void write_damage_to_bytes(ScheduleWriter& out, Random& random) {
  if (random.below(4) == 0) {
    out.maybe("*", 300, "crc absent");
    return;
  }
  out.maybe("*", 60, "flip");
}

void write_throttles(ScheduleWriter& out, Random& random) {
  for (const auto* operation : {"BatchWriteItem", "Scan"}) {
    for (const auto* code : {"ProvisionedThroughputExceededException", "ThrottlingException",
                             "RequestLimitExceeded"}) {
      out.maybe(operation, 80, fmt::format("refuse {} {}", code, any_reason(random)));
    }
  }
  for (const auto* operation : {"CreateTable", "DescribeTable", "ListTables"}) {
    out.maybe(operation, 150, "refuse ThrottlingException");
  }
  out.maybe("CreateTable", 300, "refuse LimitExceededException");
  for (const auto* code : {"ReplicatedWriteConflictException", "TransactionInProgressException",
                           "TransactionConflictException"}) {
    out.maybe("BatchWriteItem", 60, fmt::format("refuse {}", code));
  }
  out.always("BatchWriteItem", fmt::format("unprocessed {}", some(random, 350)));
}

// Some hours ahead or behind, for a while.
void write_clock(ScheduleWriter& out, Random& random) {
  if (random.below(4) != 0) return;
  const auto from = random.below(10'000);
  out.always(fmt::format("* from {}ms to {}ms", from, from + 5000 + random.below(60'000)),
             fmt::format("clock {}{}m", random.below(2) == 0 ? '+' : '-', random.below(300)));
}

// Nothing that comes so late that it would meet what a happening has made.
void write_late_effects(ScheduleWriter& out, Random& random) {
  // Not CreateTable: what has become of it, only a later run can tell.
  for (const auto* operation : {"BatchWriteItem", "Scan", "DescribeTable", "ListTables"}) {
    out.maybe(operation, 100, "twice");
    out.maybe(operation, 50, fmt::format("late {}ms", 1 + random.below(120'000)));
  }
}

constexpr std::array<std::string_view, 5> kOperations = {"BatchWriteItem", "Scan", "DescribeTable",
                                                         "CreateTable", "ListTables"};

std::string somewhere(Random& random, std::string_view operation) {
  return fmt::format("on {} nth {}", operation, 1 + random.below(40));
}

void withdraw_right(Mood& mood, Random& random) {
  mood.ending = Ending::refused;
  mood.service += fmt::format("{}-: refuse AccessDeniedException\n",
                              somewhere(random, one_of(random, kOperations)));
}

void end_credentials(Mood& mood, Random& random) {
  static constexpr std::array<std::string_view, 2> accounts = {"111111111111", "222222222222"};
  mood.ending = Ending::refused;
  const auto account = one_of(random, accounts);
  mood.service += fmt::format("on * account {} nth {}-: refuse ExpiredTokenException\n", account,
                              1 + random.below(60));
}

// Any error there is, for a few calls.
void refuse_somehow(Mood& mood, Random& random) {
  mood.ending = Ending::clear;
  const auto operation = one_of(random, kOperations);
  const auto first = 1 + random.below(30);
  mood.service += fmt::format("on {} nth {}-{}: refuse {} {}\n", operation, first,
                              first + random.below(3), one_of(random, sim::service_error_codes()),
                              random.below(2) == 0 ? "before" : "after");
}

void change_tables(Mood& mood, Random& random) {
  static constexpr std::array<std::string_view, 2> when = {"BatchWriteItem", "Scan"};
  static constexpr std::array<std::string_view, 2> what = {"delete-table", "re-create-table"};
  mood.ending = Ending::clear;
  mood.changes_tables = true;
  const auto operation = one_of(random, when);
  mood.service += fmt::format("{}: {}\n", somewhere(random, operation), one_of(random, what));
}

void update_a_table(Mood& mood, Random& random) {
  mood.ending = Ending::clear;
  mood.service += fmt::format("on DescribeTable nth {}: updating {}s\n", 1 + random.below(20),
                              1 + random.below(600));
}

void create_strangely(Mood& mood, Random& random) {
  mood.ending = Ending::clear;
  mood.service += fmt::format("on CreateTable nth {}: ", 1 + random.below(4));
  mood.service += random.below(2) == 0 ? std::string("twice\n")
                                       : fmt::format("late {}ms\n", 1 + random.below(120'000));
}

// What a client notices by its time limits only, or by the rubbish that waits for its next request.
void break_off_step(Mood& mood, Random& random) {
  mood.ending = Ending::clear;
  const auto every = fmt::format("on * every {}: ", 40 + random.below(200));
  switch (random.below(3)) {
    case 0: mood.service += every + fmt::format("length +{}\n", 1 + random.below(500)); break;
    case 1: mood.service += every + fmt::format("length -{}\n", 1 + random.below(500)); break;
    default: mood.service += every + "wait 31s-40s\n"; break;
  }
}

constexpr std::uint64_t kForGood = 1'000'000'000;

void fill_the_disk(Mood& mood, Random& random) {
  mood.ending = Ending::clear;
  mood.disk.full_after = random.below(80);
  mood.disk.full_for = random.below(2) == 0 ? 1 + random.below(10) : kForGood;
  mood.disk.keeps_what_failed = random.below(3) == 0;
}

// A copy in a bad mood comes to some four hundred stop points.
void kill_it(Mood& mood, Random& random) {
  mood.kill = Kill{.at = 1 + random.below(350)};
  if (random.below(2) == 0) return;
  mood.kill->power_cut = PowerCut{.kept = random.below(4), .torn = random.below(3) == 0};
}

void write_faults_of_verify(ScheduleWriter& out, Random& random, bool with_late_effects) {
  for (const auto* operation : {"BatchGetItem", "PutItem", "DeleteItem"}) {
    for (const auto* code : {"ProvisionedThroughputExceededException", "ThrottlingException",
                             "RequestLimitExceeded"}) {
      out.maybe(operation, 80, fmt::format("refuse {} {}", code, any_reason(random)));
    }
    if (!with_late_effects) continue;
    out.maybe(operation, 100, "twice");
    out.maybe(operation, 50, fmt::format("late {}ms", 1 + random.below(120'000)));
  }
  for (const auto* operation : {"PutItem", "DeleteItem"}) {
    out.maybe(operation, 100, "refuse TransactionConflictException");
    out.maybe(operation, 200, "drop after");
  }
  out.always("BatchGetItem", fmt::format("unprocessed {}", some(random, 350)));
}

Mood drawn(Random& random, bool with_late_effects) {
  Mood mood;
  mood.link.cut = some(random, 400);
  mood.link.swallow = some(random, 20);
  mood.link.slow = some(random, 200);
  const auto most_latency = random.below(200'000);
  mood.link.most_latency = std::chrono::microseconds(most_latency);
  ScheduleWriter out(random);
  out.always("*", fmt::format("wait 0us-{}us", most_latency));
  write_broken_answers(out, random);
  write_damage_to_bytes(out, random);
  write_throttles(out, random);
  write_clock(out, random);
  if (with_late_effects) write_late_effects(out, random);
  mood.service = out.take();
  mood.disk.most_wait = std::chrono::microseconds(some(random, 100'000));
  return mood;
}

}  // namespace

Mood Mood::calm() {
  return {.link = {.most_latency = std::chrono::milliseconds(20)},
          .service = "on *: wait 0ms-20ms\n",
          .disk = {.most_wait = std::chrono::milliseconds(20)}};
}

Mood Mood::passing(std::uint64_t seed) {
  Random random(seed ^ 0x6d6f6f64U);
  return drawn(random, true);
}

Mood Mood::of(std::uint64_t seed) {
  using Change = void (*)(Mood&, Random&);
  static constexpr std::array<Change, 8> changes = {
      withdraw_right, end_credentials, create_strangely, break_off_step,
      refuse_somehow, change_tables,   update_a_table,   fill_the_disk};
  Random endings(seed ^ 0x656e64U);
  const bool kills = endings.below(2) == 0;
  const auto change = endings.below(3) == 0 ? one_of(endings, changes) : nullptr;
  Random random(seed ^ 0x6d6f6f64U);
  auto mood = drawn(random, change != change_tables);
  if (change != nullptr) change(mood, endings);
  if (kills) kill_it(mood, endings);
  return mood;
}

Mood Mood::with_calls_of_verify(std::uint64_t seed) const {
  Random random(seed ^ 0x766572696679U);
  ScheduleWriter out(random);
  write_faults_of_verify(out, random, !changes_tables);
  auto mood = *this;
  mood.service += out.take();
  return mood;
}

}  // namespace dynaferry::simulation
