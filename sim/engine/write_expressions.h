// What a write brings along beside its item: the condition it depends on and the update it makes.
// Inside sim/engine only.

#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "sim/engine/condition.h"
#include "sim/engine/operation.h"
#include "sim/engine/update_expression.h"

namespace dynaferry::sim {

// Parameters that expressions replaced.
inline constexpr std::array<std::string_view, 3> old_style_writes = {
    "Expected", "ConditionalOperator", "AttributeUpdates"};

enum class WriteKind : unsigned char { put, erase, update, check };

struct WriteExpressions {
  std::optional<Condition> condition;
  std::optional<UpdateExpression> update;
  bool show_old = false;  // With the refusal, when the condition does not hold.

  // Of a whole request, or of one action of a transaction.
  [[nodiscard]] static Outcome<WriteExpressions> read(dom::object request, WriteKind kind);
  // Refuses when the condition does not hold for the item that is there; null: none is.
  [[nodiscard]] Outcome<> check(Operation& operation, const Record* old) const;
};

// An update of one item that has passed every check.
struct PreparedUpdate {
  PreparedWrite write;
  AttributeValue before;  // The item as it was; nothing in it when there was none.
  AttributeValue after;
};
// `key` is the Key of the request, `place` the place that it names.
[[nodiscard]] Outcome<PreparedUpdate> prepare_update(Operation& operation, const Table& table,
                                                     dom::object key, const ItemKey& place,
                                                     const WriteExpressions& expressions);

}  // namespace dynaferry::sim
