#include "sim/streams/stream.h"

#include <algorithm>

#include "core/check.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_read_bytes = 1U << 20U;
constexpr std::uint64_t most_between = 99;  // Sequence numbers have gaps.

// The first numbers have 21 digits and soon 22: only as numbers can they be compared.
SequenceNumber first_number(Random& random) {
  return {999, SequenceNumber::unit - 1 - random.below(1000)};
}

// Where all but the first of so many equal ranges begin.
std::vector<std::uint64_t> equal_starts(unsigned parts) {
  std::vector<std::uint64_t> starts;
  const auto step = ~std::uint64_t{0} / parts;
  for (unsigned i = 1; i < parts; ++i) starts.push_back(i * step);
  return starts;
}

}  // namespace

Stream::Stream(Birth birth, const StreamOptions& options)
    : birth_(std::move(birth)), options_(options), random_(birth_.seed) {
  check(options_.shards > 0, "simulator: a stream without shards");
  check(options_.roll > std::chrono::milliseconds(0), "simulator: shards that never open");
  HashRange range;
  for (const auto start : birth_.range_starts.value_or(equal_starts(options_.shards))) {
    check(range.first < start, "simulator: ranges of shards are not in order");
    open_.push_back(&open({range.first, start - 1}, birth_.enabled_from, nullptr));
    range.first = start;
  }
  open_.push_back(&open(range, birth_.enabled_from, nullptr));
  note_next_event();
}

StreamStatus Stream::status(WallTime now) const {
  if (disabled_) {
    return now < *disabled_ + options_.disabling ? StreamStatus::disabling : StreamStatus::disabled;
  }
  return now < birth_.enabled_from ? StreamStatus::enabling : StreamStatus::enabled;
}

bool Stream::is_gone(WallTime now) const { return disabled_ && *disabled_ + options_.trim <= now; }

void Stream::record(const Change& change, std::uint64_t hash, WallTime now) {
  advance(now);
  auto& shard = **open_shard(hash);
  trim(shard, now);
  const auto number = shard.next.plus(random_.below(most_between));
  shard.records.push_back(make_record(change, {birth_.region, birth_.view, number, now}, random_));
  shard.next = number.plus(1);
}

void Stream::split(std::uint64_t at_hash, WallTime now) {
  advance(now);
  if (disabled_) return;
  const auto place = open_shard(at_hash);
  auto& parent = **place;
  if (parent.range.first == at_hash) return;
  close(parent, now);
  auto& lower = open({parent.range.first, at_hash - 1}, now, &parent);
  auto& upper = open({at_hash, parent.range.last}, now, &parent);
  *place = &lower;
  open_.insert(place + 1, &upper);
  note_next_event();
}

void Stream::disable(WallTime now) {
  advance(now);
  for (auto* shard : open_) close(*shard, now);
  open_.clear();
  disabled_ = now;
  note_next_event();
}

void Stream::advance(WallTime now) {
  if (!next_event_ || now < *next_event_) return;
  for (auto*& shard : open_) {
    while (shard->rolls <= now) {
      close(*shard, shard->rolls);
      shard = &open(shard->range, *shard->closed, shard);
    }
  }
  std::erase_if(shards_, [&](const auto& named) {
    return named.second.closed && *named.second.closed + options_.trim <= now;
  });
  note_next_event();
}

void Stream::note_next_event() {
  next_event_.reset();
  for (const auto& [id, shard] : shards_) {
    const auto at = shard.closed ? *shard.closed + options_.trim : shard.rolls;
    if (!next_event_ || at < *next_event_) next_event_ = at;
  }
}

Shard& Stream::open(HashRange range, WallTime at, const Shard* parent) {
  auto id = new_shard_id(at);
  auto& shard = shards_[id];
  shard.id = std::move(id);
  shard.range = range;
  shard.opened = at;
  // Not all at once: up to an eighth earlier.
  const auto roll = static_cast<std::uint64_t>(options_.roll.count());
  shard.rolls = at + options_.roll - std::chrono::milliseconds(random_.below(roll / 8 + 1));
  shard.starting = first_number(random_);
  if (parent != nullptr) {
    shard.parent = parent->id;
    shard.starting = parent->ending->plus(1 + random_.below(most_between));
  }
  shard.next = shard.starting;
  return shard;
}

void Stream::close(Shard& shard, WallTime at) {
  shard.closed = at;
  // Not the number of the last record, so that nobody waits for that one.
  shard.ending = shard.next.plus(random_.below(most_between));
}

std::vector<Shard*>::iterator Stream::open_shard(std::uint64_t hash) {
  check(!open_.empty(), "simulator: a disabled stream is written to");
  const auto behind = std::ranges::upper_bound(
      open_, hash, {}, [](const Shard* shard) { return shard->range.first; });
  return behind - 1;
}

Shard* Stream::find(std::string_view id) {
  const auto found = shards_.find(id);
  return found == shards_.end() ? nullptr : &found->second;
}

void Stream::trim(Shard& shard, WallTime now) const {
  while (!shard.records.empty() && shard.records.front().created + options_.trim <= now) {
    shard.trimmed_through = shard.records.front().number;
    shard.records.pop_front();
  }
}

bool Stream::is_listed(const Shard& shard, std::string_view parent, WallTime now) const {
  if (!parent.empty() && shard.parent != parent) return false;
  const auto late = shard.parent.empty() ? std::chrono::milliseconds(0) : options_.moods.late_child;
  return shard.opened + late <= now;
}

Stream::ListedShard Stream::listed(const Shard& shard, WallTime now) const {
  const bool looks_open =
      !shard.closed || (!disabled_ && now < *shard.closed + options_.moods.open_parent);
  return {&shard, looks_open};
}

std::expected<Stream::Listing, StreamFault> Stream::list(const ListRequest& request, WallTime now) {
  advance(now);
  if (!lists_.take(now, options_.moods.describes_per_second)) {
    return std::unexpected(StreamFault::too_many_calls);
  }
  Listing listing;
  const auto* last = find(request.after);
  // With room for one more, or a reader would never get on.
  if (last != nullptr && request.limit > 1 && is_listed(*last, request.parent, now) &&
      random_.unit() < options_.moods.repeated_shard) {
    listing.shards.push_back(listed(*last, now));
  }
  for (auto at = shards_.upper_bound(request.after); at != shards_.end(); ++at) {
    if (!is_listed(at->second, request.parent, now)) continue;
    if (listing.shards.size() == request.limit) {
      listing.more = true;
      break;
    }
    listing.shards.push_back(listed(at->second, now));
  }
  return listing;
}

SequenceNumber Stream::latest(const Shard& shard, WallTime now) const {
  const auto from = now - options_.moods.latest_slack;
  auto position = shard.next;
  for (auto at = shard.records.rbegin(); at != shard.records.rend() && at->created > from; ++at) {
    position = at->number;
  }
  return position;
}

std::expected<SequenceNumber, StreamFault> Stream::position(
    std::string_view shard_id, StreamStart start, const std::optional<SequenceNumber>& number,
    WallTime now) {
  advance(now);
  auto* const shard = find(shard_id);
  if (shard == nullptr) return std::unexpected(StreamFault::no_shard);
  trim(*shard, now);
  const auto& trimmed = shard->trimmed_through;
  if (start == StreamStart::trim_horizon) return trimmed ? trimmed->plus(1) : shard->starting;
  if (start == StreamStart::latest) return latest(*shard, now);
  const bool is_inside = number && *number >= shard->starting &&
                         (shard->ending ? *number <= *shard->ending
                                        : *number < shard->next || *number == shard->starting);
  if (!is_inside) return std::unexpected(StreamFault::no_number);
  if (trimmed && *number <= *trimmed) return std::unexpected(StreamFault::trimmed);
  return start == StreamStart::at_number ? *number : number->plus(1);
}

bool Stream::may_read(Shard& shard, std::uint64_t reader, WallTime now) const {
  const auto& moods = options_.moods;
  return shard.bytes_read.has_room(now, moods.read_bytes_per_second) &&
         shard.reads.take(now, moods.reads_per_second) &&
         shard.readers.take(reader, now, moods.readers);
}

std::expected<Stream::Reading, StreamFault> Stream::read(const ReadRequest& request, WallTime now) {
  advance(now);
  auto* const shard = find(request.shard);
  if (shard == nullptr) return std::unexpected(StreamFault::no_shard);
  if (!may_read(*shard, request.reader, now)) return std::unexpected(StreamFault::too_many_calls);
  trim(*shard, now);
  if (shard->trimmed_through && request.from <= *shard->trimmed_through) {
    return std::unexpected(StreamFault::trimmed);
  }
  const auto& records = shard->records;
  Reading reading{{}, request.from};
  auto at = std::ranges::lower_bound(records, request.from, {}, &StreamRecord::number);
  if (at != records.end() && random_.unit() < options_.moods.empty_answer) return reading;
  std::size_t bytes = 0;
  for (; at != records.end() && reading.records.size() < request.limit; ++at) {
    bytes += at->size;
    if (!reading.records.empty() && bytes > max_read_bytes) break;
    reading.records.push_back(&*at);
    reading.next = at->number.plus(1);
    if (options_.moods.read_bytes_per_second > 0) shard->bytes_read.count(now, at->size);
  }
  if (shard->closed && at == records.end()) reading.next.reset();
  return reading;
}

std::string Stream::new_shard_id(WallTime at) {
  auto when = std::to_string(std::max<std::int64_t>(at.time_since_epoch().count(), 0));
  when.insert(0, 20 - std::min<std::size_t>(when.size(), 20), '0');
  std::string id;
  do {
    id = "shardId-" + when + "-";
    append_hex(id, random_.next(), 8);
  } while (shards_.contains(id));
  return id;
}

}  // namespace dynaferry::sim
