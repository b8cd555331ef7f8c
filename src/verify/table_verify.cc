#include "verify/table_verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/mutant.h"
#include "model/item_comparison.h"

namespace dynaferry::verify {
namespace {

// So many bytes are read for each byte that a checkpoint writes, and so many at most are read again
// after a kill.
constexpr std::uint64_t kReadPerWritten = 128;
constexpr std::uint64_t kFewestBytesPerCheckpoint = 1 << 20;
constexpr std::uint64_t kMostBytesPerCheckpoint = 512 << 20;
// Items of a segment that is sampled, by the service's count, which may be hours old, or none yet: so
// there are as many segments as samples at least, and no segment gives more than a few times as many.
constexpr std::uint64_t kItemsPerSample = 8;
constexpr std::uint64_t kMostOfASegment = 32;
constexpr std::uint64_t kMostSegments = 1'000'000;

}  // namespace

std::string reading_of(const Options& options) {
  return fmt::format("{} {} {} {} {}", name_of(options.mode), options.source_segments,
                     options.destination_segments, options.consistent ? "consistent" : "eventual",
                     options.ignore_replication_attributes ? "drops" : "keeps");
}

struct TableVerify::Reader {
  Reader(rt::Loop& loop, Random& random, ddb::Table& table, std::uint32_t segments,
         const Options& options)
      : scanner(loop, random, table,
                {.consistent = options.consistent,
                 .drop_replication_attributes = false,  // The digest leaves them out, and counts.
                 .find_keys = false,                    // The digest does.
                 .page_bytes = std::size_t{1} << 20U,
                 .unreachable_limit = options.unreachable_limit}),
        keys(loop, random, table, options.unreachable_limit),
        read{.positions = std::vector<Position>(segments), .totals = {}} {}

  [[nodiscard]] double read_units() const {
    return units_before + scanner.counters().read_units + keys.read_units();
  }

  ddb::Scanner scanner;
  ddb::KeyReader keys;
  Checkpoint::Read read;           // Of the whole reading, across processes.
  double units_before = 0;         // Of processes before this one.
  SideReading* reading = nullptr;  // While there is one.
  std::uint64_t items_this_step = 0;
  model::Digest root_again{};  // Of the second reading.
};

TableVerify::TableVerify(rt::Loop& loop, Random& random, Tables tables, journal::Journal& journal,
                         journal::MakeScratch make_scratch, Options options,
                         std::optional<Checkpoint> checkpoint, KeyLooks::Tell tell)
    : loop_(loop),
      random_(random),
      journal_(journal),
      make_scratch_(std::move(make_scratch)),
      options_(options),
      key_names_(tables.key_names),
      digester_(checkpoint ? checkpoint->digest_key : options.digest_key, tables.key_names,
                options.ignore_replication_attributes),
      source_(
          std::make_unique<Reader>(loop, random, tables.source, options.source_segments, options)),
      destination_(std::make_unique<Reader>(loop, random, tables.destination,
                                            options.destination_segments, options)),
      sums_(BucketSums::bits_for(options.expected_items)),
      looks_(loop, {source_->keys, destination_->keys}, digester_, options.looks, verdict_,
             std::move(tell)) {
  verdict_.mode = options.mode;
  verdict_.draws_are_clustered = key_names_.size() > 1;
  verdict_.digest_key = checkpoint ? checkpoint->digest_key : options.digest_key;
  verdict_.began_at = checkpoint ? checkpoint->began_at : rfc3339(loop.wall());
  verdict_.goes_on = checkpoint.has_value();
  if (!checkpoint) return;
  sums_ = std::move(checkpoint->sums);
  source_->read = std::move(checkpoint->source);
  destination_->read = std::move(checkpoint->destination);
  source_->units_before = source_->read.totals.read_units;
  destination_->units_before = destination_->read.totals.read_units;
}

TableVerify::~TableVerify() = default;

rt::Task<Result<Verdict>> TableVerify::run() {
  auto working = work();
  const auto worked = co_await std::move(working);
  if (!worked) co_return fail(worked.error());
  verdict_.source = source_->read.totals;
  verdict_.destination = destination_->read.totals;
  verdict_.source.read_units = source_->read_units();
  verdict_.destination.read_units = destination_->read_units();
  verdict_.ended_at = rfc3339(loop_.wall());
  co_return verdict_;
}

void TableVerify::stop() {
  stopped_ = true;
  looks_.stop();
  for (auto* side : {source_.get(), destination_.get()}) {
    side->scanner.stop();
    side->keys.stop();
    if (side->reading != nullptr) side->reading->stop();
  }
  changed_.notify_all();
}

rt::Task<Result<>> TableVerify::work() {
  if (options_.mode == Mode::sample) {
    auto comparing = compare_samples();
    co_return co_await std::move(comparing);
  }
  auto summing = sum_all();
  auto summed = co_await std::move(summing);
  if (!summed || options_.mode == Mode::count || sums_.differing() == 0) co_return summed;
  auto finding = find_keys();
  co_return co_await std::move(finding);
}

// --- both sides, whole ---------------------------------------------------------------------------

rt::Task<Result<>> TableVerify::sum_all() {
  rt::Scope scope(loop_);
  auto reading = read_with_checkpoints(scope);
  auto read = co_await scope.run(std::move(reading));
  if (read && failure_) co_return fail(*failure_);
  co_return read;
}

rt::Task<Result<>> TableVerify::read_with_checkpoints(rt::Scope& scope) {
  auto keeping = keep_checkpoints();
  scope.spawn(std::move(keeping));
  auto reading = read_both([this](const model::Page& page) { return sum(page, *source_); },
                           [this](const model::Page& page) { return sum(page, *destination_); });
  auto read = co_await std::move(reading);
  is_read_ = true;
  changed_.notify_all();
  co_return read;
}

// All of a page or nothing: the checkpoint that a failure leaves has a position before it.
Result<> TableVerify::sum(const model::Page& page, Reader& side) {
  const auto which = &side == source_.get() ? Side::source : Side::destination;
  auto& totals = side.read.totals;
  digests_.clear();
  for (const auto& item : page.items) {
    DF_TRY(const auto digest, digester_.digest(item.item));
    digests_.push_back(digest);
  }
  // Apart: a page that cannot be digested to its end counts for nothing, and what the buckets wait for
  // from memory comes for many at once.
  for (const auto& digest : digests_) {
    sums_.add(which, digest);
    totals.root += digest.item;
    totals.replication_attributes += digest.replication_attributes;
  }
  for (const auto& item : page.items) {
    totals.bytes += item.item.size();
    bytes_since_checkpoint_ += item.item.size();
  }
  totals.items += page.items.size();
  side.items_this_step += page.items.size();
  changed_.notify_all();
  return {};
}

rt::Task<Result<>> TableVerify::read_both(SideReading::Take of_source,
                                          SideReading::Take of_destination) {
  failure_.reset();
  rt::Scope scope(loop_);
  auto reading_source = read_side(*source_, *destination_, std::move(of_source));
  scope.spawn(std::move(reading_source));
  auto reading_destination = read_side(*destination_, *source_, std::move(of_destination));
  scope.spawn(std::move(reading_destination));
  co_await scope.join();
  if (failure_) co_return fail(*failure_);
  if (stopped_) co_return fail(Fault::cancelled, "stopped");
  co_return Result<>{};
}

rt::Task<> TableVerify::read_side(Reader& side, Reader& other, SideReading::Take take) {
  SideReading reading(loop_, side.scanner, side.read.positions, options_.open_segments,
                      std::move(take));
  if (stopped_) co_return;
  side.reading = &reading;
  auto running = reading.run();
  const auto read = co_await std::move(running);
  side.read.positions = reading.positions();
  side.reading = nullptr;
  if (read || failure_) co_return;
  failure_ =
      Error(read.error())
          .while_doing(&side == source_.get() ? reading_the_source : "reading the destination");
  if (other.reading != nullptr) other.reading->stop();
}

// Ends with the reading, and with everything of it recorded.
rt::Task<> TableVerify::keep_checkpoints() {
  if (options_.mode == Mode::count) co_return;
  const auto one = sizeof(model::Digest) << sums_.bits();
  const auto wanted = std::clamp<std::uint64_t>(kReadPerWritten * one, kFewestBytesPerCheckpoint,
                                                kMostBytesPerCheckpoint);
  while (true) {
    const bool last = is_read_;
    if (!last && bytes_since_checkpoint_ < wanted) {
      co_await changed_.wait();
      continue;
    }
    auto writing = checkpoint();
    const auto written = co_await std::move(writing);
    if (!written && !failure_) {
      failure_ = Error(written.error()).while_doing("recording progress");
      for (auto* side : {source_.get(), destination_.get()}) {
        if (side->reading != nullptr) side->reading->stop();
      }
    }
    if (last || !written) co_return;
  }
}

rt::Task<Result<>> TableVerify::checkpoint() {
  bytes_since_checkpoint_ = 0;
  auto batch = to_batch(so_far(), reading_of(options_));
  auto committing = journal_.commit(std::move(batch), journal::Durability::progress);
  co_return co_await std::move(committing);
}

Checkpoint TableVerify::so_far() const {
  Checkpoint now{.digest_key = verdict_.digest_key,
                 .began_at = verdict_.began_at,
                 .recorded_at = rfc3339(loop_.wall()),
                 .source = source_->read,
                 .destination = destination_->read,
                 .sums = sums_};
  if (source_->reading != nullptr) now.source.positions = source_->reading->positions();
  if (destination_->reading != nullptr && !is_mutant(Mutant::forgets_the_destinations_positions)) {
    now.destination.positions = destination_->reading->positions();
  }
  now.source.totals.read_units = source_->read_units();
  now.destination.totals.read_units = destination_->read_units();
  return now;
}

// --- the keys that differ --------------------------------------------------------------------------

rt::Task<Result<>> TableVerify::find_keys() {
  step_ = Progress::Step::reading_again;
  for (auto* side : {source_.get(), destination_.get()}) {
    side->read.positions.assign(side->read.positions.size(), {});
    side->items_this_step = 0;
  }
  KeyJoin found(make_scratch_, options_.most_held_keys);
  auto reading = read_both(
      [this, &found](const model::Page& page) { return join(page, Side::source, found); },
      [this, &found](const model::Page& page) { return join(page, Side::destination, found); });
  auto read = co_await std::move(reading);
  if (!read) co_return read;
  for (const auto* side : {source_.get(), destination_.get()})
    verdict_.changed_between_readings |= side->root_again != side->read.totals.root;
  auto settling = settle_all(found);
  co_return co_await std::move(settling);
}

Result<> TableVerify::join(const model::Page& page, Side side, KeyJoin& join) {
  auto& reader = side == Side::source ? *source_ : *destination_;
  for (const auto& item : page.items) {
    DF_TRY(const auto digest, digester_.digest(item.item));
    reader.root_again += digest.item;
    if (!sums_.differ_at(digest.key)) continue;
    auto added = join.add(side, digest, [&] { return model::key_of(item.item, key_names_); });
    if (!added) return added;
  }
  reader.items_this_step += page.items.size();
  keys_held_ = join.held();
  return {};
}

rt::Task<Result<>> TableVerify::settle_all(KeyJoin& join) {
  step_ = Progress::Step::looking;
  keys_held_ = 0;
  while (true) {
    std::vector<std::string> keys;
    while (keys.size() < KeyLooks::at_once) {
      DF_CO_TRY(auto key, join.next());
      if (!key) break;
      keys.push_back(*std::move(key));
    }
    if (keys.empty()) co_return Result<>{};
    constexpr bool suspected = true;
    auto settling = looks_.settle(std::move(keys), suspected);
    auto settled = co_await std::move(settling);
    if (!settled) co_return settled;
  }
}

// --- samples ---------------------------------------------------------------------------------------

rt::Task<Result<>> TableVerify::compare_samples() {
  step_ = Progress::Step::looking;
  auto of_source = sample(*source_, verdict_.sampled_of_source);
  auto sampled = co_await std::move(of_source);
  if (!sampled) co_return sampled;
  auto of_destination = sample(*destination_, verdict_.sampled_of_destination);
  co_return co_await std::move(of_destination);
}

// Every item of segments drawn at random: segments are parts of the hash space, of one size.
rt::Task<Result<>> TableVerify::sample(Reader& side, std::uint64_t& sampled) {
  const auto segments = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
      std::max(options_.expected_items / kItemsPerSample, options_.samples), 1, kMostSegments));
  std::set<std::uint32_t> drawn;
  while (sampled < options_.samples && drawn.size() < segments) {
    std::vector<std::string> keys;
    const auto wanted = std::min<std::uint64_t>(options_.samples - sampled, KeyLooks::at_once);
    while (keys.size() < wanted && drawn.size() < segments) {
      const auto segment = static_cast<std::uint32_t>(random_.below(segments));
      if (!drawn.insert(segment).second) continue;
      const auto enough = std::min<std::uint64_t>(wanted, keys.size() + kMostOfASegment);
      auto reading = read_keys(side, segment, segments, enough, keys);
      auto read = co_await std::move(reading);
      if (!read) co_return read;
    }
    sampled += keys.size();
    constexpr bool suspected = false;
    auto settling = looks_.settle(std::move(keys), suspected);
    auto settled = co_await std::move(settling);
    if (!settled) co_return settled;
  }
  co_return Result<>{};
}

// Adds the keys of one segment, as long as there are fewer than `wanted`.
rt::Task<Result<>> TableVerify::read_keys(Reader& side, std::uint32_t segment,
                                          std::uint32_t segments, std::uint64_t wanted,
                                          std::vector<std::string>& keys) {
  Position position;
  while (!position.finished && keys.size() < wanted) {
    if (stopped_) co_return fail(Fault::cancelled, "stopped");
    auto reading = side.scanner.read(segment, segments, position.last_evaluated_key);
    const auto page = co_await std::move(reading);
    if (!page) co_return fail(page.error());
    for (const auto& item : page->items) {
      if (keys.size() >= wanted) break;
      DF_CO_TRY(auto key, model::key_of(item.item, key_names_));
      keys.push_back(std::move(key));
    }
    side.items_this_step += page->items.size();
    position.last_evaluated_key = page->last_evaluated_key;
    position.finished = !page->last_evaluated_key;
  }
  co_return Result<>{};
}

Progress TableVerify::progress() const {
  Progress out;
  out.step = looks_.has_written() ? Progress::Step::repairing : step_;
  out.mode = options_.mode;
  out.items_of_source =
      step_ == Progress::Step::reading ? source_->read.totals.items : source_->items_this_step;
  out.items_of_destination = step_ == Progress::Step::reading ? destination_->read.totals.items
                                                              : destination_->items_this_step;
  out.read_units_of_source = source_->read_units();
  out.read_units_of_destination = destination_->read_units();
  for (const auto* side : {source_.get(), destination_.get()}) {
    out.bytes_read += side->scanner.counters().bytes;
    out.throttled += side->scanner.counters().throttled + side->keys.throttled();
    out.segments += static_cast<std::uint32_t>(side->read.positions.size());
    if (side->reading != nullptr) {
      out.segments_done += side->reading->finished();
    } else {
      out.segments_done += static_cast<std::uint32_t>(
          std::ranges::count(side->read.positions, true, &Position::finished));
    }
  }
  out.keys_to_look_at = keys_held_ + looks_.open();
  return out;
}

}  // namespace dynaferry::verify
