// One page of a Scan or Query: a walk over an ordered range, cut by Limit or at 1 MB (facts §3.1).
// Inside sim/engine only.

#pragma once

#include <optional>
#include <string>

#include "sim/engine/condition.h"
#include "sim/engine/item_operations.h"

namespace dynaferry::sim {

// The table, or one of its indexes, that a Scan or Query reads.
struct Source {
  Table* table = nullptr;
  const IndexDefinition* index = nullptr;  // Null: the table itself.
  const ItemTree* tree = nullptr;
  const GeneratedItems* generated = nullptr;  // Then they are read, and not the tree.

  [[nodiscard]] const KeyLayout& layout() const {
    return index == nullptr ? table->definition().layout : index->layout;
  }
  // The attributes of a LastEvaluatedKey.
  [[nodiscard]] std::vector<std::string> position_names() const;
};

struct PageRequest {
  std::string table_name;
  Source source;
  ReadOptions read;
  std::optional<Condition> filter;
  CapacityDetail detail = CapacityDetail::none;
  std::optional<std::size_t> limit;
  bool count_only = false;
  std::optional<ItemKey> start;  // The ExclusiveStartKey's place.
};

// Members that Scan and Query share. `options` were read with the expressions of the request.
[[nodiscard]] Outcome<PageRequest> read_page_request(Operation& operation, dom::object request,
                                                     ReadOptions options);
// The FilterExpression, if there is one.
[[nodiscard]] Outcome<std::optional<Condition>> read_filter(dom::object request,
                                                            Placeholders& placeholders);

// A range of places: [from, to).
struct PlaceRange {
  ItemKey from;
  std::optional<ItemKey> to;  // Absent: to the very end.
  [[nodiscard]] bool contains(const ItemKey& place) const {
    return place >= from && (!to || place < *to);
  }
};

// The answer's document. Refused when capacity is short where it begins.
[[nodiscard]] Outcome<std::string> read_page(Operation& operation, const PageRequest& request,
                                             const PlaceRange& range, bool forward);

}  // namespace dynaferry::sim
