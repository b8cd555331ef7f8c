// An UpdateExpression, ready to be carried out on an item. Pure. Inside sim/engine only.

#pragma once

#include <string_view>
#include <vector>

#include "sim/engine/expression_node.h"
#include "sim/engine/placeholders.h"

namespace dynaferry::sim {

class UpdateExpression {
 public:
  [[nodiscard]] static Outcome<UpdateExpression> read(std::string_view text,
                                                      Placeholders& placeholders);

  // The item after the update; every operand is read from the item as it was before.
  [[nodiscard]] Outcome<AttributeValue> apply(const AttributeValue& item) const;
  // What it writes to or removes.
  [[nodiscard]] std::vector<DocumentPath> paths() const;
  // And what it reads.
  [[nodiscard]] std::vector<DocumentPath> all_paths() const;
  [[nodiscard]] std::size_t count(UpdateAction::Verb verb) const;

 private:
  explicit UpdateExpression(std::vector<UpdateAction> actions) : actions_(std::move(actions)) {}

  std::vector<UpdateAction> actions_;
};

}  // namespace dynaferry::sim
