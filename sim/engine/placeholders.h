// ExpressionAttributeNames and ExpressionAttributeValues of one request: what "#x" and ":x" in its
// expressions stand for. Inside sim/engine only. Good as long as the parsed request.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "sim/engine/item_image.h"

namespace dynaferry::sim {

class Placeholders {
 public:
  [[nodiscard]] static Outcome<Placeholders> read(dom::object request);
  // Of an operation whose expressions take no values; the service does not look at any.
  [[nodiscard]] static Outcome<Placeholders> read_names(dom::object request);

  // Before any expression: refuses what no name or value can be, and placeholders that no expression
  // can use. `no_values` is empty when there is an expression that takes values, else the service's
  // words for the lack of it: "FilterExpression is null".
  [[nodiscard]] Outcome<> check(bool any_expression, std::string_view no_values = {}) const;

  // A name as it stands in an expression: plain or "#x". `kind` is for messages.
  [[nodiscard]] Outcome<std::string> name(std::string_view kind, std::string_view token);
  [[nodiscard]] Outcome<dom::element> value(std::string_view kind, std::string_view token);

  // After all expressions: each placeholder must have been used.
  [[nodiscard]] Outcome<> check_used() const;

 private:
  std::optional<dom::object> names_;
  std::optional<dom::object> values_;
  std::set<std::string, std::less<>> used_;
};

}  // namespace dynaferry::sim
