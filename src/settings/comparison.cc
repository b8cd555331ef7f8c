#include "settings/comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/printable.h"

namespace dynaferry::settings {
namespace {

using model::Index;
using model::TableDescription;

constexpr const char* kAbsent = "absent";

std::string units_text(const std::optional<model::Throughput>& units) {
  if (!units) return "none of its own";
  return fmt::format("{} read and {} write units", units->read_units, units->write_units);
}

std::string index_text(const Index& index, const TableDescription& table) {
  return fmt::format("{}; projects {}", to_text(index.keys, table), to_text(index.projection));
}

// Same attributes in the same roles with the same types.
bool same_keys(const model::KeySchema& ours, const TableDescription& source,
               const model::KeySchema& theirs, const TableDescription& destination) {
  const auto same_type = [&](const std::string& name) {
    const auto one = source.attribute_types.find(name);
    const auto other = destination.attribute_types.find(name);
    return one != source.attribute_types.end() && other != destination.attribute_types.end() &&
           one->second == other->second;
  };
  return ours == theirs && std::ranges::all_of(ours.hash, same_type) &&
         std::ranges::all_of(ours.range, same_type);
}

const Index* find(const std::vector<Index>& indexes, const std::string& name) {
  const auto found = std::ranges::find(indexes, name, &Index::name);
  return found == indexes.end() ? nullptr : &*found;
}

class Comparer {
 public:
  Comparer(const TableDescription& source, const TableDescription& destination)
      : source_(source), destination_(destination) {}

  Comparison compare() && {
    compare_keys();
    compare_indexes("local index", source_.local_indexes, destination_.local_indexes);
    compare_indexes("global index", source_.global_indexes, destination_.global_indexes);
    compare_capacity();
    return std::move(out_);
  }

 private:
  void compare_keys() {
    if (same_keys(source_.keys, source_, destination_.keys, destination_)) return;
    out_.blocking.push_back(
        {"primary key", to_text(source_.keys, source_), to_text(destination_.keys, destination_)});
  }

  void compare_indexes(std::string_view kind, const std::vector<Index>& ours,
                       const std::vector<Index>& theirs) {
    for (const auto& index : ours) {
      const auto* other = find(theirs, index.name);
      const auto setting = fmt::format("{} {}", kind, printable(index.name));
      if (other == nullptr || other->status == "DELETING") {
        out_.blocking.push_back({setting, index_text(index, source_), kAbsent});
      } else if (!same_keys(index.keys, source_, other->keys, destination_) ||
                 !(index.projection == other->projection)) {
        out_.blocking.push_back(
            {setting, index_text(index, source_), index_text(*other, destination_)});
      } else if (index.throughput && other->throughput && index.throughput != other->throughput) {
        out_.kept.push_back(
            {setting + " throughput", units_text(index.throughput), units_text(other->throughput)});
      }
    }
    for (const auto& index : theirs) {
      if (find(ours, index.name) != nullptr) continue;
      out_.kept.push_back({fmt::format("{} {}", kind, printable(index.name)), kAbsent,
                           index_text(index, destination_)});
    }
  }

  void compare_capacity() {
    const auto ours = settings::capacity_text(source_);
    const auto theirs = settings::capacity_text(destination_);
    if (ours != theirs) out_.kept.push_back({"capacity", ours, theirs});
  }

  const TableDescription& source_;
  const TableDescription& destination_;
  Comparison out_;
};

}  // namespace

std::string Difference::text() const {
  return fmt::format("{}: source {}, destination {}", setting, source, destination);
}

std::string capacity_text(const TableDescription& table) {
  if (table.on_demand) return "on demand";
  return "provisioned, " + units_text(table.throughput);
}

Comparison compare(const TableDescription& source, const TableDescription& destination) {
  return Comparer(source, destination).compare();
}

}  // namespace dynaferry::settings
