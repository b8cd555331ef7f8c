#include "sim/engine/item_collection.h"

#include <algorithm>

#include "sim/engine/table.h"

namespace dynaferry::sim {
namespace {

struct Sizes {
  std::size_t all = 0;  // Of every collection, before the write.
  // Of the item that is written, with its entries.
  std::size_t before = 0;
  std::size_t after = 0;
};

// Two partition keys of one hash are taken for one.
std::size_t bytes_at(const ItemTree& tree, std::uint64_t hash) {
  std::size_t bytes = 0;
  for (auto at = tree.lower_bound(hash, {}); at != tree.end(); at = tree.next(at)) {
    const auto& record = tree.record(at);
    if (record.hash() != hash) break;
    bytes += record.size();
  }
  return bytes;
}

template <class Act>
void for_each_local(const Table& table, Act act) {
  const auto& indexes = table.definition().indexes;
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    if (!indexes[i].global) act(i);
  }
}

Sizes sizes_of(const Table& table, const PricedWrite& priced) {
  Sizes sizes;
  sizes.all = table.items().bytes();
  if (priced.old != nullptr) sizes.before = priced.old->size();
  if (priced.write.record) sizes.after = priced.write.record->size();
  for_each_local(table, [&](std::size_t i) {
    sizes.all += table.index_entries()[i].bytes();
    if (priced.before[i]) sizes.before += priced.before[i]->size;
    if (priced.write.entries[i]) sizes.after += priced.write.entries[i]->size;
  });
  return sizes;
}

}  // namespace

Outcome<> check_collection(const Table& table, const PricedWrite& write, std::size_t most) {
  const auto& indexes = table.definition().indexes;
  if (std::ranges::all_of(indexes, &IndexDefinition::global)) return {};
  const auto sizes = sizes_of(table, write);
  // Nearly always the whole table fits, and nothing need be added up.
  if (sizes.after <= sizes.before || sizes.all + sizes.after <= most) return {};
  const auto hash = write.write.key.hash;
  auto bytes = bytes_at(table.items(), hash);
  for_each_local(table, [&](std::size_t i) { bytes += bytes_at(table.index_entries()[i], hash); });
  if (bytes - sizes.before + sizes.after <= most) return {};
  return refuse(service_space, "ItemCollectionSizeLimitExceededException",
                "Collection size exceeded.");
}

}  // namespace dynaferry::sim
