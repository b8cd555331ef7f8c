// BatchWriteItem and BatchGetItem (facts §3.2).

#include <algorithm>
#include <bitset>
#include <set>
#include <variant>

#include "sim/engine/batch_units.h"
#include "sim/engine/canonical_reader.h"
#include "sim/engine/data_plane.h"
#include "sim/engine/item_operations.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t max_writes = 25;
constexpr std::size_t max_reads = 100;
constexpr std::size_t max_answer_bytes = 16U << 20U;  // Of a BatchGetItem.

// One entry that has passed every check.
struct Entry {
  Table* table = nullptr;
  std::string_view named;      // The table as the request calls it.
  dom::element parsed;         // As the request has it; or
  std::string_view canonical;  // its text, if that is canonical.
  std::variant<SummedPut, PreparedWrite> write;
  bool unprocessed = false;

  [[nodiscard]] std::string text() const {
    return canonical.empty() ? simdjson::minify(parsed) : std::string(canonical);
  }
  // The same for two entries of one item, and for few others.
  [[nodiscard]] std::uint64_t mark() const {
    const auto* const put = std::get_if<SummedPut>(&write);
    if (put != nullptr) return put->key.hash + hash_of(put->key.sort);
    return hash_of(std::get<PreparedWrite>(write).key.bytes);
  }
  // All writes into one table are of one kind.
  [[nodiscard]] bool is_of_item_of(const Entry& other) const {
    if (table != other.table) return false;
    const auto* const put = std::get_if<SummedPut>(&write);
    if (put != nullptr) return put->key == std::get<SummedPut>(other.write).key;
    return std::get<PreparedWrite>(write).key == std::get<PreparedWrite>(other.write).key;
  }
};

struct Batch {
  std::vector<Entry> entries;  // In the order of the request.
  CapacityDetail detail = CapacityDetail::none;

  Batch() { entries.reserve(max_writes); }
  // Whether the last entry is for the item of an earlier one. To be asked once of each.
  [[nodiscard]] bool repeats() {
    const auto& last = entries.back();
    const auto slot = last.mark() % seen_.size();
    if (!seen_.test(slot)) {
      seen_.set(slot);
      return false;
    }
    return std::any_of(entries.begin(), entries.end() - 1,
                       [&](const Entry& other) { return other.is_of_item_of(last); });
  }

 private:
  std::bitset<512> seen_;  // By what is left of the marks: most entries need no closer look.
};

Refusal duplicates() { return validation("Provided list of item keys contains duplicates"); }

Outcome<dom::object> request_items(dom::object request) {
  SIM_TRY(const auto items, object_member(request, "RequestItems"));
  if (!items) return out_of_bounds("null", "requestItems", "Member must not be null");
  if (items->size() == 0) {
    return out_of_bounds("{}", "requestItems",
                         "Member must have length greater than or equal to 1");
  }
  return *items;
}

struct Action {
  dom::object image;
  bool is_put = false;
};

Outcome<Action> action_of(dom::element entry) {
  dom::object object;
  if (entry.get(object) != simdjson::SUCCESS) {
    return unreadable("Unexpected value type in payload");
  }
  SIM_TRY(const auto put, object_member(object, "PutRequest"));
  SIM_TRY(const auto erase, object_member(object, "DeleteRequest"));
  if (put.has_value() == erase.has_value()) {
    return validation(
        put ? "Supplied AttributeValue has more than one datatypes set, must contain exactly one "
              "of "
              "the supported datatypes"
            : "Supplied AttributeValue is empty, must contain exactly one of the supported "
              "datatypes");
  }
  const auto* const name = put ? "Item" : "Key";
  SIM_TRY(const auto image, object_member(put ? *put : *erase, name));
  if (!image) {
    return out_of_bounds(
        "null",
        put ? "requestItems.member.putRequest.item" : "requestItems.member.deleteRequest.key",
        "Member must not be null");
  }
  return Action{*image, put.has_value()};
}

// A batch tells less than PutItem about what is wrong with a key (facts §3.2).
Outcome<PreparedWrite> prepare(const Table& table, const ItemImage& image, bool is_put) {
  if (!is_put) return table.prepare_delete(image);
  for (const auto* parts : {&table.definition().layout.hash, &table.definition().layout.range}) {
    for (const auto& part : *parts) {
      const auto* attribute = image.find(part.name);
      if (attribute == nullptr || attribute->type != part.type) {
        return validation("The provided key element does not match the schema");
      }
    }
  }
  return table.prepare_put(image);
}

// The size of the whole batch first, as nothing else matters when it is too long.
Outcome<> check_length(dom::object tables) {
  std::size_t count = 0;
  for (const auto table : tables) {
    dom::array list;
    if (table.value.get(list) != simdjson::SUCCESS) return unreadable("Expected list or null");
    const auto length = list.size();
    if (length == 0) {
      return validation("The batch write request list for a table cannot be null or empty: " +
                        std::string(table.key));
    }
    count += length;
  }
  if (count > max_writes) {
    return validation("Too many items requested for the BatchWriteItem call");
  }
  return {};
}

Outcome<> read_entries(Operation& operation, dom::object tables, Batch& batch) {
  for (const auto named : tables) {
    SIM_TRY(const auto name, table_name_in(named.key));
    SIM_TRY(auto* table, operation.active_table(name));
    for (const auto source : dom::array(named.value)) {
      SIM_TRY(const auto action, action_of(source));
      auto& image = operation.scratch.image;
      SIM_CHECK(image.read(action.image));
      SIM_TRY(auto write, prepare(*table, image, action.is_put));
      batch.entries.push_back({table, named.key, source, {}, std::move(write)});
      if (batch.repeats()) return duplicates();
    }
  }
  return {};
}

// What the entry writes, the item of which has been read; false if anything is wrong with it.
bool prepare_canonical(Entry& entry, Scratch& scratch, bool sums) {
  const auto& image = scratch.image;
  if (!sums) {
    auto write = prepare(*entry.table, image, true);
    if (!write) return false;
    entry.write = *std::move(write);
    return true;
  }
  if (image.size() > max_item_size) return false;
  const auto key = spelled_key_of_item(scratch.key, entry.table->definition().layout, image);
  if (key) entry.write = SummedPut{*key, image.json(), image.size()};
  return key.has_value();
}

// The puts of one table, the name of which is next.
bool read_canonical_puts(Operation& operation, CanonicalReader& reader, Batch& batch) {
  const auto name = reader.plain_string();
  if (!name || !table_name_in(*name) || !reader.take(":[")) return false;
  const auto table = operation.active_table(*table_name_in(*name));
  if (!table) return false;
  const bool sums = only_sums(operation, **table);
  do {
    const auto* const begin = reader.place();
    auto& image = operation.scratch.image;
    if (!reader.take(R"({"PutRequest":{"Item":)") || !reader.item(image) || !reader.take("}}")) {
      return false;
    }
    if (batch.entries.size() == max_writes) return false;
    auto& entry = batch.entries.emplace_back();
    entry.table = *table;
    entry.named = *name;
    entry.canonical = reader.since(begin);
    if (!prepare_canonical(entry, operation.scratch, sums) || batch.repeats()) return false;
  } while (reader.take(","));
  return reader.take("]");
}

// A batch of canonical puts, nothing wrong with any; false if it is anything else.
bool read_canonical_batch(Operation& operation, Batch& batch) {
  CanonicalReader reader(operation.call.request);
  if (!reader.take("{")) return false;
  if (reader.take(R"("ReturnConsumedCapacity":"TOTAL",)")) {
    batch.detail = CapacityDetail::total;
  }
  if (!reader.take(R"("RequestItems":{)")) return false;
  do {
    if (!read_canonical_puts(operation, reader, batch)) return false;
  } while (reader.take(","));
  return reader.take("}}") && reader.is_at_end();
}

void ask_fault_plan(Operation& operation, Batch& batch) {
  auto* const faults = operation.options.faults;
  if (faults == nullptr) return;
  std::size_t index = 0;
  std::string_view table;
  for (auto& entry : batch.entries) {
    if (entry.named != table) index = 0;
    table = entry.named;
    const auto text = faults->reads_entries() ? entry.text() : std::string();
    entry.unprocessed = faults->leaves_unprocessed({operation.call, table, text, index++});
  }
}

// {"table":[entry,…],…} of the unprocessed ones.
void append_unprocessed(std::string& out, const std::vector<Entry>& entries) {
  out += '{';
  std::string_view open;
  for (const auto& entry : entries) {
    if (!entry.unprocessed) continue;
    if (entry.named == open) {
      out += ',';
    } else {
      out += open.empty() ? "" : "],";
      append_quoted(out, entry.named);
      out += ":[";
      open = entry.named;
    }
    out += entry.text();
  }
  out += open.empty() ? "}" : "]}";
}

// The keys asked for in one table of a BatchGetItem.
struct KeysOfTable {
  Table* table = nullptr;
  dom::array keys;
  ReadOptions read;
};

Outcome<KeysOfTable> read_keys_request(Operation& operation, dom::key_value_pair named) {
  dom::object request;
  if (named.value.get(request) != simdjson::SUCCESS) return unreadable("Expected map or null");
  SIM_TRY(const auto keys, array_member(request, "Keys"));
  if (!keys || keys->size() == 0) {
    return validation("The list of keys in RequestItems for BatchGetItem is required");
  }
  SIM_TRY(const auto name, table_name_in(named.key));
  SIM_TRY(auto* table, operation.active_table(name));
  SIM_CHECK(table->check_knows_items());
  SIM_TRY(auto read, read_options(request));
  SIM_CHECK(check_key_paths(table->definition(), read.projection.paths()));
  return KeysOfTable{table, *keys, std::move(read)};
}

// What of a BatchGetItem comes back unprocessed, as the inside of UnprocessedKeys.
void append_unprocessed_keys(std::string& out, std::string_view table, std::string_view keys,
                             const ReadOptions& read) {
  if (keys.empty()) return;
  append_quoted(out, table);
  out += ":{\"Keys\":[";
  out += keys;
  out += read.consistent ? "],\"ConsistentRead\":true}" : "]}";
}

Outcome<std::vector<ItemKey>> places_of(Operation& operation, const KeysOfTable& asked) {
  std::vector<ItemKey> places;
  std::set<std::string> seen;
  for (const auto source : asked.keys) {
    dom::object object;
    if (source.get(object) != simdjson::SUCCESS) return unreadable("Expected map or null");
    SIM_CHECK(operation.scratch.image.read(object));
    SIM_TRY(auto place, key_of_key(asked.table->definition().layout, operation.scratch.image));
    // Unlike BatchWriteItem, the service takes two spellings of one number for two keys (facts §3.2).
    if (!seen.insert(simdjson::minify(source)).second) return duplicates();
    places.push_back(std::move(place));
  }
  return places;
}

struct BatchGetAnswer {
  std::string responses = "{";
  std::string unprocessed = "{";
  BatchUnits units;
  std::size_t bytes = 0;  // Of the items, as stored.
  // As for writes: an error only when nothing was done.
  bool any = false;
  std::optional<ServiceError> throttled{};
};

Outcome<> get_from_table(Operation& operation, dom::key_value_pair named, BatchGetAnswer& answer) {
  SIM_TRY(const auto asked, read_keys_request(operation, named));
  SIM_TRY(const auto places, places_of(operation, asked));
  std::string left;
  std::string found;
  std::size_t index = 0;
  for (const auto source : asked.keys) {
    const auto at = index++;
    auto* const faults = operation.options.faults;
    if (faults != nullptr) {
      const auto text = simdjson::minify(source);
      if (faults->leaves_unprocessed({operation.call, named.key, text, at})) {
        left += (left.empty() ? "" : ",") + text;
        answer.any = true;
        continue;
      }
    }
    const auto read = read_item(operation, *asked.table, places[at], asked.read.consistent);
    if (!read || answer.bytes > max_answer_bytes) {
      if (!read && !answer.throttled) answer.throttled = read.error();
      left += (left.empty() ? "" : ",") + simdjson::minify(source);
      continue;
    }
    answer.any = true;
    answer.units.of(named.key).add_table(read->units);
    if (read->record == nullptr) continue;
    answer.bytes += read->record->size();
    if (!found.empty()) found += ',';
    asked.read.projection.append(found, *read->record, operation.scratch.stored);
  }
  if (answer.responses.size() > 1) answer.responses += ',';
  append_quoted(answer.responses, named.key);
  answer.responses += ":[" + found + "]";
  if (!left.empty() && answer.unprocessed.size() > 1) answer.unprocessed += ',';
  append_unprocessed_keys(answer.unprocessed, named.key, left, asked.read);
  return {};
}

// Makes it and adds what it cost.
Outcome<> write_entry(Operation& operation, Entry& entry, BatchUnits& units) {
  if (const auto* put = std::get_if<SummedPut>(&entry.write)) {
    units.of(entry.named).add_table(sum_item(*entry.table, *put));
    return {};
  }
  auto& write = std::get<PreparedWrite>(entry.write);
  SIM_TRY(const auto cost, write_item(operation, *entry.table, std::move(write)));
  units.of(entry.named).add(cost);
  return {};
}

// What capacity is short for comes back unprocessed; only when nothing at all was done, the batch is
// refused (facts §3.2).
Outcome<> write_entries(Operation& operation, Batch& batch, BatchUnits& units) {
  std::optional<ServiceError> throttled;
  bool any = false;
  for (auto& entry : batch.entries) {
    if (entry.unprocessed) {
      any = true;
      continue;
    }
    auto written = write_entry(operation, entry, units);
    if (written) {
      any = true;
    } else if (is_throttle(written.error())) {
      entry.unprocessed = true;
      if (!throttled) throttled = std::move(written).error();
    } else {
      return Refusal(std::move(written).error());
    }
  }
  if (throttled && !any) return Refusal(*std::move(throttled));
  return {};
}

Outcome<std::string> write_batch(Operation& operation, Batch& batch) {
  ask_fault_plan(operation, batch);
  BatchUnits units;
  SIM_CHECK(write_entries(operation, batch, units));
  std::string out = "{\"UnprocessedItems\":";
  append_unprocessed(out, batch.entries);
  units.append_json(out, batch.detail);
  out += '}';
  return out;
}

}  // namespace

Outcome<std::string> batch_write_item(Operation& operation, dom::object request) {
  Batch batch;
  SIM_TRY(batch.detail, capacity_detail(request));
  SIM_CHECK(check_asks_no_metrics(request));
  SIM_TRY(const auto tables, request_items(request));
  SIM_CHECK(check_length(tables));
  SIM_CHECK(read_entries(operation, tables, batch));
  return write_batch(operation, batch);
}

std::optional<Outcome<std::string>> batch_write_canonical(Operation& operation) {
  Batch batch;
  if (!read_canonical_batch(operation, batch)) return std::nullopt;
  return write_batch(operation, batch);
}

Outcome<std::string> batch_get_item(Operation& operation, dom::object request) {
  SIM_TRY(const auto detail, capacity_detail(request));
  SIM_TRY(const auto tables, request_items(request));
  std::size_t count = 0;
  for (const auto named : tables) {
    dom::array keys;
    if (named.value["Keys"].get(keys) == simdjson::SUCCESS) count += keys.size();
  }
  if (count > max_reads) return validation("Too many items requested for the BatchGetItem call");
  BatchGetAnswer answer;
  for (const auto named : tables) SIM_CHECK(get_from_table(operation, named, answer));
  if (answer.throttled && !answer.any) return Refusal(*std::move(answer.throttled));
  std::string out =
      "{\"Responses\":" + answer.responses + "},\"UnprocessedKeys\":" + answer.unprocessed + "}";
  answer.units.append_json(out, detail);
  out += '}';
  return out;
}

}  // namespace dynaferry::sim
