#include "sim/engine/neighbour.h"

#include <chrono>

#include "core/check.h"
#include "sim/engine/data_plane.h"

namespace dynaferry::sim {
namespace {

constexpr std::string_view mark = "neighbour";

std::chrono::nanoseconds pause(double rate, Random& random) {
  // Between half and one and a half of the mean.
  return std::chrono::nanoseconds(static_cast<std::int64_t>((0.5 + random.unit()) / rate * 1e9));
}

// Some item of the table that is there; none in an empty one.
const Record* pick(const Table& table, std::uint64_t hash) {
  const auto& items = table.items();
  if (items.count() == 0) return nullptr;
  const auto at = items.lower_bound(hash, {});
  return &items.record(at == items.end() ? items.begin() : at);
}

std::uint64_t hash_for(double hot, Random& random) {
  constexpr std::uint64_t hot_place = 0x5555555555555555U;
  const auto anywhere = random.next();
  return random.unit() < hot ? hot_place : anywhere;
}

ItemKey key_of(const Record& record) { return {record.hash(), std::string(record.key())}; }

}  // namespace

NeighbourCounts operator+(const NeighbourCounts& one, const NeighbourCounts& other) {
  return {one.reads + other.reads, one.writes + other.writes,
          one.throttled_reads + other.throttled_reads,
          one.throttled_writes + other.throttled_writes};
}

bool Neighbour::reads_next() const {
  return spec_.reads > 0 && (spec_.writes <= 0 || next_read_ <= next_write_);
}

std::optional<WallTime> Neighbour::due() const {
  if (spec_.reads <= 0 && spec_.writes <= 0) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(reads_next() ? next_read_ : next_write_);
}

void Neighbour::act(Operation& operation) {
  const bool reads = reads_next();
  auto& next = reads ? next_read_ : next_write_;
  next += pause(reads ? spec_.reads : spec_.writes, random_);
  const auto table = operation.active_table(spec_.table);
  if (!table) return;  // It is not there (yet, or any more): nothing is asked of it.
  reads ? read(operation, **table) : write(operation, **table);
}

void Neighbour::read(Operation& operation, Table& table) {
  const auto* record = pick(table, hash_for(spec_.hot, random_));
  const auto key = record == nullptr ? ItemKey{random_.next(), {}} : key_of(*record);
  const auto done = read_item(operation, table, key, false);
  ++(done ? counts_.reads : counts_.throttled_reads);
}

// An item that is there, with a mark that it had not before.
std::string Neighbour::changed(Operation& operation, Table& table) {
  const auto* record = pick(table, hash_for(spec_.hot, random_));
  if (record == nullptr) return fresh(table);
  const auto& image = operation.scratch.stored.read(*record);
  std::string item = "{";
  for (const auto& attribute : image.attributes()) {
    if (attribute.name != mark) item.append(image.span(attribute)).append(",");
  }
  return item.append("\"").append(mark).append(R"(":{"N":")") + std::to_string(made_) + "\"}}";
}

std::string Neighbour::fresh(const Table& table) {
  std::string item = "{";
  const auto& layout = table.definition().layout;
  for (const auto* parts : {&layout.hash, &layout.range}) {
    for (const auto& part : *parts) {
      append_quoted(item, part.name);
      const auto number = std::to_string(1'000'000 + made_);
      switch (part.type) {
        case AttributeType::n: item += R"(:{"N":")" + number + "\"},"; break;
        case AttributeType::b: item += R"(:{"B":")" + (number + "A").substr(0, 8) + "\"},"; break;
        default: item += R"(:{"S":"neighbour-)" + number + "\"},"; break;
      }
    }
  }
  return item.append(R"("neighbour":{"S":")").append(spec_.item_bytes, 'n').append("\"}}");
}

void Neighbour::write(Operation& operation, Table& table) {
  ++made_;
  const auto choice = random_.unit();
  Outcome<PreparedWrite> write;
  if (choice < spec_.deletes && table.items().count() > 0) {
    const auto* record = pick(table, hash_for(spec_.hot, random_));
    write = PreparedWrite{key_of(*record), std::nullopt, {}};
    write->entries.resize(table.definition().indexes.size());
  } else {
    const bool inserts = choice < spec_.deletes + spec_.inserts;
    const auto item = inserts ? fresh(table) : changed(operation, table);
    dom::object object;
    const auto failed = operation.scratch.request.parse(item).get(object);
    check(failed == simdjson::SUCCESS, "simulator: a neighbour's item is not JSON");
    auto& image = operation.scratch.image;
    if (!image.read(object)) return;
    write = table.prepare_put(image);
  }
  // What an index does not take, or what grew too large, is not a matter of capacity.
  if (!write) return;
  const auto done = write_item(operation, table, *std::move(write));
  if (done) ++counts_.writes;
  if (!done && is_throttle(done.error())) ++counts_.throttled_writes;
}

}  // namespace dynaferry::sim
