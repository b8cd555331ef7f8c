// Copies of many items, none of them stored: from a generated table into one that swallows, by the
// client's own reading, packing and repeating, in virtual time. DYNAFERRY_SCALE=n: so many items.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "copy/table_copy.h"
#include "journal/memory_journal.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"
#include "tests/simulation/direct_table.h"
#include "tests/simulation/many_items.h"

namespace dynaferry::simulation {
namespace {

const sim::Caller kSource{"111111111111", "us-east-1"};
const sim::Caller kDestination{"222222222222", "eu-west-1"};

// Turns calls away before their effect, and hands entries back: what changes no digest when it is
// repeated.
class Throttling final : public sim::FaultPlan {
 public:
  explicit Throttling(std::uint64_t seed) : random_(seed) {}

  std::optional<sim::Answer> before(const sim::Call& call) override {
    if (call.operation != "Scan" && call.operation != "BatchWriteItem") return std::nullopt;
    if (random_.below(100) >= 2) return std::nullopt;
    ++throttled;
    return sim::Answer{
        {},
        sim::ServiceError{std::string(sim::service_space), "ProvisionedThroughputExceededException",
                          "The level of configured provisioned throughput for the "
                          "table was exceeded."}};
  }
  [[nodiscard]] bool reads_entries() const override { return false; }
  bool leaves_unprocessed(const sim::BatchEntry&) override {
    const bool leaves = random_.below(100) == 0;
    unprocessed += leaves ? 1U : 0U;
    return leaves;
  }

  std::uint64_t throttled = 0;
  std::uint64_t unprocessed = 0;

 private:
  Random random_;
};

struct Counted {
  copy::Progress read;
  sink::Counters written;
};

class ScaleWorld {
 public:
  ScaleWorld(std::uint64_t seed, sim::Generation generation,
             std::optional<sim::PhysicsOptions> physics = {})
      : loop_(seed),
        random_(seed),
        faults(seed),
        engine(options(std::move(generation), std::move(physics))) {}

  Result<> copy(std::uint32_t segment_count, std::size_t batches_at_once, Ns latency) {
    const auto keys = std::vector<std::string>{"pk", "sk"};
    DirectTable source(loop_, engine, kSource, "orders", keys, latency);
    DirectTable destination(loop_, engine, kDestination, "copied", keys, latency);
    std::vector<journal::Segment> segments;
    for (std::uint32_t i = 0; i < segment_count; ++i) segments.push_back({i, segment_count});
    journal::MemoryJournal journal(std::make_shared<journal::MemoryDisk>());
    EXPECT_TRUE(journal.load());
    rt::Semaphore batches(batches_at_once);
    sink::Sink sink(loop_, random_, destination, batches);
    copy::TableCopy table(loop_, random_, source, sink, journal, segments, {});
    auto running = table.run();
    auto ended = rt::run_task(loop_, std::move(running));
    counted = {table.progress(), sink.counters()};
    return ended;
  }

  [[nodiscard]] WallTime now() const { return loop_.wall(); }

 private:
  sim::EngineOptions options(sim::Generation generation,
                             std::optional<sim::PhysicsOptions> physics) {
    sim::EngineOptions out;
    out.physics = std::move(physics);
    out.now = [this] { return loop_.wall(); };
    out.faults = &faults;
    out.generated = {std::move(generation)};
    out.swallowing = {"copied"};
    return out;
  }

  rt::SimLoop loop_;
  Random random_;

 public:
  Throttling faults;
  sim::Engine engine;
  Counted counted;
};

// On demand, or with so many write units.
void create_destination(sim::Engine& engine, sim::Generation generation, int units = 0) {
  generation.table = "copied";
  auto creation = sim::creation_of(generation);
  if (units > 0) {
    creation["BillingMode"] = "PROVISIONED";
    creation["ProvisionedThroughput"] =
        json::Object{{"ReadCapacityUnits", 1}, {"WriteCapacityUnits", units}};
  }
  const auto made = engine.call(kDestination, "CreateTable", creation);
  ASSERT_FALSE(made.error) << made.body();
}

TEST(ScaledCopy, brings_every_item_exactly_once_and_value_for_value) {
#ifdef DYNAFERRY_FEWER_SEEDS
  const auto items = wanted_items(20'000);
#else
  const auto items = wanted_items(500'000);
#endif
  const auto generation = generation_of("orders", items, 11, kSource.account);
  ScaleWorld world(3, generation);
  create_destination(world.engine, generation);
  const auto begin = cpu_seconds();
  const auto copied = world.copy(64, 16, std::chrono::milliseconds(5));
  const auto seconds = cpu_seconds() - begin;
  ASSERT_TRUE(copied) << copied.error().text();
  const auto wanted = world.engine.digest(kSource, "orders");
  const auto got = world.engine.digest(kDestination, "copied");
  ASSERT_TRUE(wanted && got);
  EXPECT_EQ(got->difference_text(*wanted), "");
  EXPECT_EQ(got->items(), items);
  EXPECT_EQ(world.counted.written.items, items);
  EXPECT_GT(world.faults.throttled, items / 5'000);
  EXPECT_EQ(world.counted.written.unprocessed, world.faults.unprocessed);
  fmt::print("{} items: {:.0f} items/CPU s, {:.0f} MiB at most\n", items,
             static_cast<double>(items) / seconds, memory("VmHWM:"));
}

// Each item takes one write unit, so the table itself says how long it takes. The line is slow, so
// that the hours are not full of attempts.
TEST(ScaledCopy, goes_on_for_nine_hours_of_throttles) {
  constexpr int units = 10;
#ifdef DYNAFERRY_FEWER_SEEDS
  constexpr std::chrono::minutes wanted_time(20);
#else
  constexpr std::chrono::hours wanted_time(9);
#endif
  const auto items = static_cast<std::uint64_t>(units * std::chrono::seconds(wanted_time).count());
  const auto generation = generation_of("orders", items, 11, kSource.account);
  ScaleWorld world(5, generation, sim::PhysicsOptions{});
  create_destination(world.engine, generation, units);
  const auto begin = world.now();
  const auto copied = world.copy(4, 4, std::chrono::seconds(2));
  ASSERT_TRUE(copied) << copied.error().text();
  const auto got = world.engine.digest(kDestination, "copied");
  EXPECT_EQ(got->difference_text(*world.engine.digest(kSource, "orders")), "");
  const auto took = world.now() - begin;
  EXPECT_GE(took, wanted_time - std::chrono::seconds(30));
  // What the schedule did not turn away or hand back, the table did.
  EXPECT_GT(world.counted.written.throttled, world.faults.throttled);
  EXPECT_GT(world.counted.written.unprocessed, items / 10);
}

}  // namespace
}  // namespace dynaferry::simulation
