// A table of the simulated service: what it was defined as, its items, and its indexes kept in step
// with them. Threading: none of its own.
//
// For tests of scale there are tables of two more kinds, told apart by generated() and swallowed().
// A generated table has items that nobody stored and takes no writes. A swallowing table takes puts
// and keeps a digest of them, no items: it can be read only while it is empty.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "sim/engine/capacity.h"
#include "sim/engine/content_digest.h"
#include "sim/engine/generated_items.h"
#include "sim/engine/item_tree.h"
#include "sim/engine/table_changes.h"
#include "sim/engine/table_definition.h"
#include "sim/engine/table_physics.h"
#include "sim/engine/table_settings.h"
#include "sim/streams/table_streams.h"

namespace dynaferry::sim {

// An item as one index shows it.
struct IndexEntry {
  ItemKey key;
  std::string json;
  std::size_t size = 0;
};

// A put or a delete that has passed every check; applying it cannot fail.
struct PreparedWrite {
  ItemKey key;
  std::optional<Record> record;                      // Absent: a delete.
  std::vector<std::optional<IndexEntry>> entries{};  // One per index of the table.
};

// What a write will change and cost, found before anything changes. Good until the table changes.
struct PricedWrite {
  PreparedWrite write;
  const Record* old = nullptr;                      // The item that is there; absent if none is.
  std::vector<std::optional<IndexEntry>> before{};  // What the indexes show of it.
  double table_units = 0;
  std::vector<double> index_units{};  // In the order of the table's indexes.

  // Whether the item will be another one than before (facts §4.2: only then a stream has a record).
  [[nodiscard]] bool changes() const;
};

// Parses stored items back; one per engine.
class StoredItemReader {
 public:
  [[nodiscard]] const ItemImage& read(const Record& record);
  // The item as it was parsed; good until the next call.
  [[nodiscard]] dom::object document(const Record& record);

 private:
  dom::parser parser_;
  ItemImage image_;
};

class Table {
 public:
  // Facts about this one table that are not in its definition.
  struct Birth {
    std::string id;
    std::string arn;
    WallTime created;
    WallTime active_from;
  };

  Table(TableDefinition definition, Birth birth);

  [[nodiscard]] const TableDefinition& definition() const { return definition_; }
  [[nodiscard]] TableDefinition& definition() { return definition_; }
  [[nodiscard]] const Birth& birth() const { return birth_; }
  [[nodiscard]] const ItemTree& items() const { return items_; }
  // Null unless it is generated.
  [[nodiscard]] const GeneratedItems* generated() const { return generated_.get(); }
  // Null unless it swallows.
  [[nodiscard]] const ContentDigest* swallowed() const { return swallowed_.get(); }
  [[nodiscard]] std::size_t item_count() const;
  [[nodiscard]] std::size_t item_bytes() const;
  [[nodiscard]] ContentDigest digest() const;
  // In the order of definition().indexes.
  [[nodiscard]] const std::vector<ItemTree>& index_entries() const { return index_entries_; }

  // ACTIVE or UPDATING.
  [[nodiscard]] bool is_active(WallTime now) const;
  void begin_deleting(WallTime gone_from) { gone_from_ = gone_from; }
  [[nodiscard]] bool is_deleting() const { return gone_from_.has_value(); }
  [[nodiscard]] bool is_gone(WallTime now) const { return gone_from_ && now >= *gone_from_; }
  [[nodiscard]] bool is_updating(WallTime now) const {
    return changes.is_updating(now) || streams.is_changing(now);
  }
  // Set where capacity is enforced.
  std::unique_ptr<TablePhysics> physics{};
  TableStreams streams{};
  TableSettings settings;
  TableChanges changes;
  // Makes an empty table one of the other kinds.
  void generate(std::shared_ptr<const GeneratedItems> items) { generated_ = std::move(items); }
  void swallow() { swallowed_ = std::make_unique<ContentDigest>(); }
  bool billing_was_changed = false;  // Then DescribeTable has a BillingModeSummary for good.

  [[nodiscard]] Outcome<PreparedWrite> prepare_put(const ItemImage& item) const;
  [[nodiscard]] Outcome<PreparedWrite> prepare_delete(const ItemImage& key) const;
  // Refuses what would need the items of a table that swallowed them.
  [[nodiscard]] Outcome<> check_knows_items() const;
  [[nodiscard]] const Record* find(const ItemKey& key) const {
    return generated_ ? generated_->find(key) : items_.find(key);
  }
  [[nodiscard]] PricedWrite price(PreparedWrite write, StoredItemReader& reader) const;
  void apply(PricedWrite priced);
  // Takes an item into a table that swallows.
  void add_swallowed(std::uint64_t hash, std::string_view json, std::size_t size) {
    swallowed_->add(hash, json, size);
  }

  // An index that comes to a table with items; those that its key cannot hold are left out of it
  // (facts §3.5).
  void add_index(IndexDefinition index, StoredItemReader& reader);
  // Lets go of indexes whose time has come.
  void settle(WallTime now);

 private:
  [[nodiscard]] Outcome<> check_index_keys(const ItemImage& item) const;
  [[nodiscard]] std::optional<IndexEntry> entry_of(const IndexDefinition& index,
                                                   const ItemImage& item, const ItemKey& key) const;
  [[nodiscard]] std::vector<std::optional<IndexEntry>> entries_of(const ItemImage& item,
                                                                  const ItemKey& key) const;

  TableDefinition definition_;
  Birth birth_;
  std::optional<WallTime> gone_from_;
  ItemTree items_;
  std::shared_ptr<const GeneratedItems> generated_;
  std::unique_ptr<ContentDigest> swallowed_;
  std::vector<ItemTree> index_entries_;
};

// The key of an index entry goes on with the place of its item, so that it is unique.
void append_place(std::string& out, const ItemKey& place);

}  // namespace dynaferry::sim
