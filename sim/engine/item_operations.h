// The operations on items, and what they share. Inside sim/engine only.

#pragma once

#include <optional>
#include <string>

#include "sim/engine/item_projection.h"
#include "sim/engine/operation.h"

namespace dynaferry::sim {

[[nodiscard]] Outcome<std::string> put_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> get_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> delete_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> update_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> batch_write_item(Operation& operation, dom::object request);
// The same from the request's text, when all of it is puts in canonical form and nothing is wrong with
// them; absent, and then nothing was done, for every other batch.
[[nodiscard]] std::optional<Outcome<std::string>> batch_write_canonical(Operation& operation);
[[nodiscard]] Outcome<std::string> batch_get_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> transact_write_items(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> transact_get_items(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> scan(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> query(Operation& operation, dom::object request);

struct ReadOptions {
  bool consistent = false;
  ItemProjection projection;
};
// Of GetItem, or of one table of BatchGetItem.
[[nodiscard]] Outcome<ReadOptions> read_options(dom::object request);
// The same, where the placeholders are shared with other expressions and checked by the caller.
[[nodiscard]] Outcome<ReadOptions> read_options(dom::object request, Placeholders& placeholders);

}  // namespace dynaferry::sim
