// Verifies of many items, none of them stored: two generated tables, read by the client's own code, in
// virtual time and in bounded memory. DYNAFERRY_SCALE=n: so many items.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "journal/journal.h"
#include "journal/scratch_file.h"
#include "rt/run_task.h"
#include "rt/sim_loop.h"
#include "tests/simulation/direct_table.h"
#include "tests/simulation/many_items.h"
#include "tests/support/temporary_directory.h"
#include "verify/table_verify.h"

namespace dynaferry::simulation {
namespace {

const sim::Caller kSource{"111111111111", "us-east-1"};
const sim::Caller kDestination{"222222222222", "eu-west-1"};
const std::vector<std::string> kKeys{"pk", "sk"};
constexpr auto kLatency = std::chrono::milliseconds(5);

#if defined(DYNAFERRY_FEWER_SEEDS)
constexpr std::uint64_t kFewer = 10;
constexpr double kMostMemory = 1e9;  // A sanitizer takes its own.
#else
constexpr std::uint64_t kFewer = 1;
constexpr double kMostMemory = 128;  // MiB.
#endif

// As one on a disk, it keeps nothing in memory: a MemoryJournal would hold each checkpoint.
class ForgetfulJournal final : public journal::Journal {
 public:
  Result<journal::Contents> load() override { return journal::Contents{}; }
  rt::Task<Result<>> commit(journal::Batch /*batch*/, journal::Durability /*durability*/) override {
    co_return Result<>{};
  }
};

// The same seed at both sides: the same items.
class VerifyWorld {
 public:
  VerifyWorld(std::uint64_t items, std::uint64_t source_seed, std::uint64_t destination_seed)
      : items_(items), engine_(options(items, source_seed, destination_seed)) {}

  Result<verify::Verdict> verify(verify::Options options) {
    DirectTable source(loop_, engine_, kSource, "orders", kKeys, kLatency);
    DirectTable destination(loop_, engine_, kDestination, "orders", kKeys, kLatency);
    ForgetfulJournal journal;
    options.source_segments = options.destination_segments = 64;
    options.expected_items = items_;
    verify::TableVerify verify(
        loop_, random_, {source, destination, kKeys}, journal,
        [this] {
          ++scratches;
          return journal::ScratchFile::make(directory_.path());
        },
        options, std::nullopt, [this](const verify::Difference&) { ++told; });
    auto running = verify.run();
    return rt::run_task(loop_, std::move(running));
  }

  std::uint64_t told = 0;
  unsigned scratches = 0;

 private:
  sim::EngineOptions options(std::uint64_t items, std::uint64_t source_seed,
                             std::uint64_t destination_seed) {
    sim::EngineOptions out;
    out.now = [this] { return loop_.wall(); };
    out.generated = {generation_of("orders", items, source_seed, kSource.account),
                     generation_of("orders", items, destination_seed, kDestination.account)};
    return out;
  }

  std::uint64_t items_;
  rt::SimLoop loop_{7};
  Random random_{7};
  TemporaryDirectory directory_;
  sim::Engine engine_;
};

TEST(ScaledVerify, finds_the_same_items_equal_in_the_same_memory_however_many) {
  const auto items = wanted_items(100'000 / kFewer);
  VerifyWorld world(items, 11, 11);
  const MemoryGrowth growth;
  const auto begin = cpu_seconds();
  const auto verdict = world.verify({});
  const auto seconds = cpu_seconds() - begin;
  ASSERT_TRUE(verdict) << verdict.error().text();
  EXPECT_TRUE(verdict->is_equal());
  EXPECT_EQ(verdict->source.items, items);
  EXPECT_EQ(verdict->destination.items, items);
  EXPECT_EQ(verdict->source.root, verdict->destination.root);
  EXPECT_EQ(world.told, 0U);
  EXPECT_LE(growth.most(), kMostMemory);
  fmt::print("{} items: {:.2f} us CPU each, both sides generated; {:.0f} MiB at most\n", items,
             seconds * 1e6 / static_cast<double>(items), growth.most());
}

// Nothing is in both, so that all of it goes through the scratch. A tenth of the items, for each of
// their keys is looked at, too.
TEST(ScaledVerify, tells_every_key_of_tables_that_share_none_in_bounded_memory) {
  const auto items = wanted_items(100'000 / kFewer) / 10;
  VerifyWorld world(items, 11, 12);
  const MemoryGrowth growth;
  const auto begin = cpu_seconds();
  verify::Options options;
  options.most_held_keys = std::min<std::size_t>(options.most_held_keys, items / 25);
  options.looks.looks = 1;
  const auto verdict = world.verify(options);
  const auto seconds = cpu_seconds() - begin;
  ASSERT_TRUE(verdict) << verdict.error().text();
  EXPECT_EQ(verdict->missing, items);
  EXPECT_EQ(verdict->extra, items);
  EXPECT_EQ(verdict->different, 0U);
  EXPECT_EQ(world.told, 2 * items);
  EXPECT_EQ(world.scratches, 1U);
  EXPECT_LE(growth.most(), kMostMemory);
  fmt::print("{} items: {:.2f} us CPU each, both sides generated; {:.0f} MiB at most\n", items,
             seconds * 1e6 / static_cast<double>(items), growth.most());
}

}  // namespace
}  // namespace dynaferry::simulation
