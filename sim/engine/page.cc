#include "sim/engine/page.h"

#include <algorithm>
#include <limits>

#include "sim/engine/data_plane.h"
#include "sim/engine/key_paths.h"
#include "sim/engine/request.h"

namespace dynaferry::sim {
namespace {

constexpr std::size_t page_bytes = 1'048'576;

Outcome<Source> source_of(Operation& operation, dom::object request, std::string_view table_name,
                          bool consistent) {
  Source source;
  SIM_TRY(source.table, operation.active_table(table_name));
  SIM_CHECK(source.table->check_knows_items());
  source.tree = &source.table->items();
  source.generated = source.table->generated();
  SIM_TRY(const auto name, text_member(request, "IndexName"));
  if (!name) return source;
  const auto& indexes = source.table->definition().indexes;
  const auto found = std::ranges::find(indexes, *name, &IndexDefinition::name);
  if (found == indexes.end()) {
    return validation("The table does not have the specified index: " + std::string(*name));
  }
  if (found->global && consistent) {
    return validation("Consistent reads are not supported on global secondary indexes");
  }
  const auto* life = source.table->changes.index(*name);
  if (life != nullptr && life->comes_or_goes(operation.now)) {
    if (life->gone_from) {
      return validation("The table does not have the specified index: " + std::string(*name));
    }
    return validation("Cannot read from backfilling global secondary index: " + std::string(*name));
  }
  source.index = &*found;
  source.tree = &source.table->index_entries()[static_cast<std::size_t>(found - indexes.begin())];
  return source;
}

Outcome<std::optional<std::size_t>> limit_of(dom::object request) {
  SIM_TRY(const auto limit, whole_member(request, "Limit"));
  if (!limit) return std::nullopt;
  if (*limit < 1) {
    return out_of_bounds(std::to_string(*limit), "limit",
                         "Member must have value greater than or equal to 1");
  }
  return static_cast<std::size_t>(*limit);
}

// Whether only a count is wanted.
Outcome<bool> count_only(dom::object request, const Source& source, bool projected) {
  SIM_TRY(const auto select, text_member(request, "Select"));
  if (!select) return false;
  if (projected && *select == "COUNT") {
    return validation(
        "Cannot specify the ProjectionExpression when choosing to get only the Count");
  }
  if (projected && (*select == "ALL_ATTRIBUTES" || *select == "ALL_PROJECTED_ATTRIBUTES")) {
    return validation("Cannot specify the ProjectionExpression when choosing to get " +
                      std::string(*select));
  }
  if (*select == "COUNT") return true;
  if (*select == "SPECIFIC_ATTRIBUTES") {
    if (!projected) {
      return validation(
          "Must specify the AttributesToGet when choosing to get SPECIFIC_ATTRIBUTES");
    }
    return false;
  }
  if (*select == "ALL_PROJECTED_ATTRIBUTES") {
    if (source.index == nullptr) {
      return validation(
          "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
    return false;
  }
  if (*select != "ALL_ATTRIBUTES") {
    return out_of_bounds(*select, "select",
                         "Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, "
                         "ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]");
  }
  if (source.index != nullptr && source.index->projection != Projection::all) {
    if (!source.index->global) return not_simulated("ALL_ATTRIBUTES of a local secondary index");
    return invalid_value("Select type ALL_ATTRIBUTES is not supported for global secondary index " +
                         source.index->name + " because its projection type is not ALL");
  }
  return false;
}

Outcome<std::optional<ItemKey>> start_of(Operation& operation, dom::object request,
                                         const Source& source) {
  SIM_TRY(const auto key, object_member(request, "ExclusiveStartKey"));
  if (!key) return std::nullopt;
  const auto invalid = [] {
    return validation(
        "The provided starting key is invalid: The provided key element does not match the schema");
  };
  auto& image = operation.scratch.image;
  SIM_CHECK(image.read(*key));
  if (image.attributes().size() != source.position_names().size()) return invalid();
  auto base = source.table->definition().layout.place_of(image);
  if (!base) return invalid();
  if (source.index == nullptr) return base;
  auto place = source.index->layout.place_of(image);
  if (!place) return invalid();
  append_place(place->bytes, *base);
  return place;
}

void append_position(std::string& out, const Record& last, const PageRequest& request,
                     StoredItemReader& reader) {
  append_member(out, "LastEvaluatedKey");
  append_attributes(out, last, request.source.position_names(), reader);
}

// Walks and collects.
struct Walk {
  std::string out;               // The answer's beginning: {"Items":[…], or { when only counting.
  std::size_t count = 0;         // That passed the filter.
  std::size_t scanned = 0;       // Limit and size are of these.
  const Record* last = nullptr;  // Set when the page was cut.
};

// What a walk needs beside the request.
struct Reader {
  Reading& reading;
  StoredItemReader& stored;
};

bool passes(const PageRequest& request, const Record& record, StoredItemReader& stored) {
  if (!request.filter) return true;
  const auto names = request.filter->attributes();
  return request.filter->holds(AttributeValue::of_item(stored.document(record), names));
}

bool is_full(const Walk& walk, const PageRequest& request, const Reading& reading) {
  return reading.bytes() > page_bytes || (request.limit && walk.scanned >= *request.limit);
}

// True when the page ends with this record.
bool take(Walk& walk, const PageRequest& request, const Record& record, Reader& reader) {
  if (passes(request, record, reader.stored)) {
    if (!request.count_only) {
      if (walk.count > 0) walk.out += ',';
      request.read.projection.append(walk.out, record, reader.stored);
    }
    ++walk.count;
  }
  ++walk.scanned;
  reader.reading.pass(record);
  if (!is_full(walk, request, reader.reading)) return false;
  walk.last = &record;
  return true;
}

bool take(Walk& walk, const PageRequest& request, const ItemTree& tree, ItemTree::Cursor at,
          Reader& reader) {
  return take(walk, request, tree.record(at), reader);
}

// Items that are made as they are read are made where they go, if all of each is wanted.
bool take(Walk& walk, const PageRequest& request, const GeneratedItems& items,
          GeneratedItems::Cursor at, Reader& reader) {
  if (request.filter || request.count_only || !request.read.projection.is_all() ||
      reader.reading.needs_places()) {
    return take(walk, request, items.record(at), reader);
  }
  if (walk.count > 0) walk.out += ',';
  reader.reading.pass(items.append(walk.out, at));
  ++walk.count;
  ++walk.scanned;
  if (!is_full(walk, request, reader.reading)) return false;
  walk.last = &items.record(at);
  return true;
}

PlaceView end_of(const PlaceRange& range) {
  if (range.to) return {range.to->hash, range.to->bytes};
  return {std::numeric_limits<std::uint64_t>::max()};
}

// `tree` is an ItemTree or what looks like one.
template <class Tree>
Walk walk_range(const Tree& tree, const PageRequest& request, const PlaceRange& range, bool forward,
                Reader reader) {
  auto from = tree.lower_bound(range.from.hash, range.from.bytes);
  auto to = range.to ? tree.lower_bound(range.to->hash, range.to->bytes) : tree.end();
  if (request.start) {
    const auto place = tree.lower_bound(request.start->hash, request.start->bytes);
    if (!forward) {
      to = place;
    } else if (place != tree.end() && tree.record(place).is(*request.start)) {
      from = tree.next(place);
    } else {
      from = place;
    }
  }
  Walk walk;
  walk.out = "{";
  if (!request.count_only) {
    const auto items = std::min<std::size_t>(request.limit.value_or(tree.count()), tree.count());
    const auto average = tree.bytes() / std::max<std::size_t>(tree.count(), 1);
    walk.out.reserve(1024 + std::min(items * (average + average / 2), 2 * page_bytes));
    walk.out += "\"Items\":[";
  }
  if (forward) {
    for (; from != to; from = tree.next(from)) {
      if (take(walk, request, tree, from, reader)) break;
    }
  } else {
    while (to != from) {
      to = tree.previous(to);
      if (take(walk, request, tree, to, reader)) break;
    }
  }
  if (!request.count_only) walk.out += ']';
  if (forward && walk.last == nullptr) reader.reading.look_up_to(end_of(range));
  return walk;
}

}  // namespace

std::vector<std::string> Source::position_names() const {
  std::vector<std::string> names;
  const auto add = [&](const KeyLayout& layout) {
    for (const auto* parts : {&layout.hash, &layout.range}) {
      for (const auto& part : *parts) {
        if (std::ranges::find(names, part.name) == names.end()) names.push_back(part.name);
      }
    }
  };
  add(table->definition().layout);
  if (index != nullptr) add(index->layout);
  return names;
}

Outcome<std::optional<Condition>> read_filter(dom::object request, Placeholders& placeholders) {
  SIM_TRY(const auto text, text_member(request, "FilterExpression"));
  if (!text) return std::nullopt;
  SIM_TRY(auto filter, Condition::read("FilterExpression", *text, placeholders));
  return filter;
}

Outcome<PageRequest> read_page_request(Operation& operation, dom::object request,
                                       ReadOptions options) {
  PageRequest page;
  SIM_TRY(page.table_name, table_member(request));
  SIM_TRY(page.detail, capacity_detail(request));
  SIM_TRY(page.limit, limit_of(request));
  SIM_TRY(page.source, source_of(operation, request, page.table_name, options.consistent));
  SIM_TRY(page.count_only, count_only(request, page.source, !options.projection.is_all()));
  SIM_CHECK(check_key_paths(page.source.table->definition(), options.projection.paths()));
  SIM_TRY(page.start, start_of(operation, request, page.source));
  page.read = std::move(options);
  return page;
}

Outcome<std::string> read_page(Operation& operation, const PageRequest& request,
                               const PlaceRange& range, bool forward) {
  const auto& source = request.source;
  const auto& from = request.start ? *request.start : range.from;
  SIM_TRY(auto reading,
          Reading::begin(operation, *source.table, source.index, {from.hash, from.bytes}));
  const Reader reader{reading, operation.scratch.stored};
  auto walk = source.generated != nullptr
                  ? walk_range(*source.generated, request, range, forward, reader)
                  : walk_range(*source.tree, request, range, forward, reader);
  auto out = std::move(walk.out);
  append_member(out, "Count");
  out += std::to_string(walk.count);
  append_member(out, "ScannedCount");
  out += std::to_string(walk.scanned);
  if (walk.last != nullptr) append_position(out, *walk.last, request, operation.scratch.stored);
  const auto amount = reading.charge(request.read.consistent);
  if (request.detail != CapacityDetail::none) {
    ConsumedUnits units;
    if (request.source.index == nullptr) {
      units.add_table(amount);
    } else {
      units.add_index(*request.source.index, amount);
    }
    append_member(out, "ConsumedCapacity");
    units.append_json(out, request.table_name, request.detail);
  }
  out += '}';
  return out;
}

}  // namespace dynaferry::sim
