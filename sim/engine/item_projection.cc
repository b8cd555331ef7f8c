#include "sim/engine/item_projection.h"

#include <algorithm>
#include <utility>

#include "sim/engine/expression_binding.h"
#include "sim/engine/expression_parser.h"

namespace dynaferry::sim {

Outcome<ItemProjection> ItemProjection::read(std::string_view text, Placeholders& placeholders) {
  static constexpr std::string_view kind = "ProjectionExpression";
  SIM_TRY(auto nodes, parse_paths(kind, text));
  ItemProjection projection;
  for (auto& node : nodes) {
    SIM_CHECK(bind_path(kind, node, placeholders));
    projection.paths_.push_back(std::move(node.path));
  }
  SIM_CHECK(check_apart(kind, projection.paths_));
  const auto is_whole = [](const DocumentPath& path) { return path.size() == 1; };
  if (std::ranges::all_of(projection.paths_, is_whole)) {
    for (const auto& path : projection.paths_) projection.names_.push_back(path.front().name);
  }
  return projection;
}

void ItemProjection::append(std::string& out, const Record& record,
                            StoredItemReader& reader) const {
  if (is_all()) {
    out += record.json();
  } else if (!names_.empty()) {
    append_attributes(out, record, names_, reader);
  } else {
    project(AttributeValue::of_item(reader.document(record)), paths_).append_fields(out);
  }
}

void append_attributes(std::string& out, const Record& record,
                       const std::vector<std::string>& names, StoredItemReader& reader) {
  const auto& image = reader.read(record);
  out += '{';
  bool first = true;
  for (const auto& name : names) {
    const auto* attribute = image.find(name);
    if (attribute == nullptr) continue;
    if (!std::exchange(first, false)) out += ',';
    out += image.span(*attribute);
  }
  out += '}';
}

}  // namespace dynaferry::sim
