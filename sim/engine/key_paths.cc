#include "sim/engine/key_paths.h"

#include <algorithm>
#include <string>

namespace dynaferry::sim {

Outcome<> check_key_paths(const TableDefinition& definition, std::span<const DocumentPath> paths) {
  for (const auto& path : paths) {
    if (path.size() == 1) continue;
    const auto& name = path.front().name;
    const bool of_table = definition.layout.find(name) != nullptr;
    const bool of_index = std::ranges::any_of(
        definition.indexes, [&](const auto& index) { return index.layout.find(name) != nullptr; });
    if (!of_table && !of_index) continue;
    return validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: " +
        std::string(of_table ? "Key: " : "IndexKey: ") + name);
  }
  return {};
}

}  // namespace dynaferry::sim
