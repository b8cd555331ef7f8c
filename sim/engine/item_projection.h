// Which parts of items a read asks for: ProjectionExpression. Inside sim/engine only.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/engine/document_path.h"
#include "sim/engine/placeholders.h"
#include "sim/engine/table.h"

namespace dynaferry::sim {

class ItemProjection {
 public:
  ItemProjection() = default;  // All of the item.
  [[nodiscard]] static Outcome<ItemProjection> read(std::string_view text,
                                                    Placeholders& placeholders);

  [[nodiscard]] bool is_all() const { return paths_.empty(); }
  [[nodiscard]] const std::vector<DocumentPath>& paths() const { return paths_; }
  // The stored item, or those parts of it.
  void append(std::string& out, const Record& record, StoredItemReader& reader) const;

 private:
  std::vector<DocumentPath> paths_;
  std::vector<std::string> names_;  // The same, when all are whole attributes.
};

// These attributes of the stored item.
void append_attributes(std::string& out, const Record& record,
                       const std::vector<std::string>& names, StoredItemReader& reader);

}  // namespace dynaferry::sim
