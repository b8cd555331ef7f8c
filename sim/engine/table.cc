#include "sim/engine/table.h"

#include <algorithm>

#include "core/check.h"
#include "sim/engine/item_equality.h"

namespace dynaferry::sim {
namespace {

Outcome<> check_index_part(const IndexDefinition& index, const KeyPart& part, bool is_hash,
                           const ItemImage& item) {
  const auto* attribute = item.find(part.name);
  if (attribute == nullptr) return {};
  if (attribute->type != part.type) {
    return invalid_value("Type mismatch for Index Key " + part.name +
                         " Expected: " + std::string(name_of(part.type)) + " Actual: " +
                         std::string(name_of(attribute->type)) + " IndexName: " + index.name);
  }
  if (part.type == AttributeType::n) return {};
  const auto length = attribute->size - part.name.size();
  if (length == 0) {
    return validation(
        std::string("One or more parameter values are not valid. A value specified for a secondary "
                    "index key is not supported. The AttributeValue for a key attribute cannot "
                    "contain an empty ") +
        (part.type == AttributeType::s ? "string" : "binary") + " value. IndexName: " + index.name +
        ", IndexKey: " + part.name);
  }
  const auto limit = is_hash ? max_hash_key_size : max_range_key_size;
  if (length > limit) {
    return invalid_value("Size of " + std::string(is_hash ? "hashkey" : "rangekey") +
                         " has exceeded the maximum size limit of" + std::to_string(limit) +
                         " bytes. IndexName: " + index.name + ", IndexKey: " + part.name);
  }
  return {};
}

Outcome<> check_index(const IndexDefinition& index, const ItemImage& item) {
  for (const auto& part : index.layout.hash) {
    SIM_CHECK(check_index_part(index, part, true, item));
  }
  for (const auto& part : index.layout.range) {
    SIM_CHECK(check_index_part(index, part, false, item));
  }
  return {};
}

bool is_projected(const IndexDefinition& index, const KeyLayout& table, std::string_view name) {
  if (index.projection == Projection::all) return true;
  if (table.find(name) != nullptr || index.layout.find(name) != nullptr) return true;
  return std::ranges::find(index.non_key_attributes, name) != index.non_key_attributes.end();
}

// Facts §3.2: nothing if the entry stays the same; a move of its key is a delete and an insert.
double index_write_units(const std::optional<IndexEntry>& before,
                         const std::optional<IndexEntry>& after) {
  if (!before && !after) return 0;
  if (!before) return write_units(after->size);
  if (!after) return write_units(before->size);
  if (before->key != after->key) return write_units(before->size) + write_units(after->size);
  if (before->json == after->json) return 0;
  return write_units(std::max(before->size, after->size));
}

}  // namespace

dom::object StoredItemReader::document(const Record& record) {
  dom::object item;
  const auto json = record.json();
  const auto failed = parser_.parse(json.data(), json.size()).get(item);
  check(failed == simdjson::SUCCESS, "simulator: a stored item is not JSON");
  return item;
}

const ItemImage& StoredItemReader::read(const Record& record) {
  check(image_.read(document(record)).has_value(), "simulator: a stored item is not valid");
  return image_;
}

void append_place(std::string& out, const ItemKey& place) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<unsigned char>(place.hash >> shift));
  }
  out += place.bytes;
}

Table::Table(TableDefinition definition, Birth birth)
    : definition_(std::move(definition)), birth_(std::move(birth)) {
  index_entries_.resize(definition_.indexes.size());
}

std::size_t Table::item_count() const {
  if (swallowed_) return swallowed_->items();
  return generated_ ? generated_->count() : items_.count();
}

std::size_t Table::item_bytes() const {
  if (swallowed_) return swallowed_->bytes();
  return generated_ ? generated_->bytes() : items_.bytes();
}

ContentDigest Table::digest() const {
  if (swallowed_) return *swallowed_;
  if (generated_) return generated_->digest();
  ContentDigest digest;
  for (auto at = items_.begin(); at != items_.end(); at = items_.next(at)) {
    digest.add(items_.record(at));
  }
  return digest;
}

Outcome<> Table::check_knows_items() const {
  if (!swallowed_ || swallowed_->items() == 0) return {};
  return not_simulated("what a table holds that swallows its items");
}

bool Table::is_active(WallTime now) const { return !gone_from_ && now >= birth_.active_from; }

Outcome<> Table::check_index_keys(const ItemImage& item) const {
  for (const auto& index : definition_.indexes) SIM_CHECK(check_index(index, item));
  return {};
}

std::optional<IndexEntry> Table::entry_of(const IndexDefinition& index, const ItemImage& item,
                                          const ItemKey& key) const {
  auto place = index.layout.place_of(item);
  if (!place) return std::nullopt;
  append_place(place->bytes, key);
  IndexEntry entry{*std::move(place), "{", 0};
  for (const auto& attribute : item.attributes()) {
    if (!is_projected(index, definition_.layout, attribute.name)) continue;
    if (entry.json.size() > 1) entry.json += ',';
    entry.json += item.span(attribute);
    entry.size += attribute.size;
  }
  entry.json += '}';
  return entry;
}

std::vector<std::optional<IndexEntry>> Table::entries_of(const ItemImage& item,
                                                         const ItemKey& key) const {
  std::vector<std::optional<IndexEntry>> entries;
  entries.reserve(definition_.indexes.size());
  for (const auto& index : definition_.indexes) entries.push_back(entry_of(index, item, key));
  return entries;
}

Outcome<PreparedWrite> Table::prepare_put(const ItemImage& item) const {
  if (generated_) return not_simulated("a write to a generated table");
  if (item.size() > max_item_size) {
    return validation("Item size has exceeded the maximum allowed size");
  }
  SIM_TRY(auto key, key_of_item(definition_.layout, item));
  SIM_CHECK(check_index_keys(item));
  Record record(key, item.json(), item.size());
  PreparedWrite write{std::move(key), std::move(record)};
  if (definition_.indexes.empty()) return write;
  write.entries = entries_of(item, write.key);
  // What the local indexes show of an item counts as part of it (facts §3.3).
  std::size_t size = item.size();
  for (std::size_t i = 0; i < write.entries.size(); ++i) {
    if (!definition_.indexes[i].global && write.entries[i]) size += write.entries[i]->size;
  }
  if (size > max_item_size) return validation("Item size has exceeded the maximum allowed size");
  return write;
}

Outcome<PreparedWrite> Table::prepare_delete(const ItemImage& key) const {
  if (generated_) return not_simulated("a write to a generated table");
  SIM_CHECK(check_knows_items());
  SIM_TRY(auto place, key_of_key(definition_.layout, key));
  PreparedWrite write{std::move(place), std::nullopt};
  write.entries.resize(definition_.indexes.size());
  return write;
}

bool PricedWrite::changes() const {
  if (!write.record) return old != nullptr;
  return old == nullptr || !are_equal_items(old->json(), write.record->json());
}

PricedWrite Table::price(PreparedWrite write, StoredItemReader& reader) const {
  PricedWrite priced{std::move(write)};
  priced.old = items_.find(priced.write.key);
  std::size_t bytes = priced.old == nullptr ? 0 : priced.old->size();
  if (priced.write.record) bytes = std::max(bytes, priced.write.record->size());
  priced.table_units = write_units(bytes);
  if (definition_.indexes.empty()) return priced;
  priced.before.resize(definition_.indexes.size());
  if (priced.old != nullptr) priced.before = entries_of(reader.read(*priced.old), priced.write.key);
  for (std::size_t i = 0; i < priced.before.size(); ++i) {
    priced.index_units.push_back(index_write_units(priced.before[i], priced.write.entries[i]));
  }
  return priced;
}

void Table::apply(PricedWrite priced) {
  auto& write = priced.write;
  if (swallowed_) {
    if (write.record) swallowed_->add(*write.record);
    return;
  }
  for (std::size_t i = 0; i < priced.before.size(); ++i) {
    const auto& before = priced.before[i];
    const auto& after = write.entries[i];
    if (before && (!after || before->key != after->key)) index_entries_[i].erase(before->key);
    if (after) index_entries_[i].put(Record(after->key, after->json, after->size));
  }
  if (write.record) {
    items_.put(*std::move(write.record));
  } else {
    items_.erase(write.key);
  }
}

void Table::add_index(IndexDefinition index, StoredItemReader& reader) {
  definition_.indexes.push_back(std::move(index));
  const auto& added = definition_.indexes.back();
  auto& tree = index_entries_.emplace_back();
  for (auto at = items_.begin(); at != items_.end(); at = items_.next(at)) {
    const auto& record = items_.record(at);
    const auto& item = reader.read(record);
    if (!check_index(added, item)) continue;
    const auto entry = entry_of(added, item, ItemKey{record.hash(), std::string(record.key())});
    if (entry) tree.put(Record(entry->key, entry->json, entry->size));
  }
}

void Table::settle(WallTime now) {
  std::erase_if(changes.indexes, [&](const auto& named) {
    const auto& [name, life] = named;
    if (!life.gone_from || now < *life.gone_from) return false;
    auto& indexes = definition_.indexes;
    const auto found = std::ranges::find(indexes, name, &IndexDefinition::name);
    if (found != indexes.end()) {
      index_entries_.erase(index_entries_.begin() + (found - indexes.begin()));
      indexes.erase(found);
    }
    changes.throughput.erase(name);
    if (physics) physics->forget(name);
    settings.insights.erase(name);
    return true;
  });
}

}  // namespace dynaferry::sim
