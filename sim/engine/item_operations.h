// The operations on items, and what they share. Inside sim/engine only.

#pragma once

#include <string>
#include <vector>

#include "sim/engine/operation.h"

namespace dynaferry::sim {

[[nodiscard]] Outcome<std::string> put_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> get_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> delete_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> batch_write_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> batch_get_item(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> scan(Operation& operation, dom::object request);
[[nodiscard]] Outcome<std::string> query(Operation& operation, dom::object request);

struct ReadOptions {
  bool consistent = false;
  std::vector<std::string> names;  // Of a ProjectionExpression; empty: all attributes.
};
[[nodiscard]] Outcome<ReadOptions> read_options(dom::object request);

// The stored item, or those of its attributes.
void append_projected(std::string& out, const Record& record, const std::vector<std::string>& names,
                      StoredItemReader& reader);

}  // namespace dynaferry::sim
