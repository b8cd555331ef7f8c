// One value in two spellings: the service promises neither one for a number nor an order of a set's
// members or an item's attributes (facts §3.4).
//
// Threading: pure functions. Failure: none; what they are given is DynamoDB JSON.

#pragma once

#include "json/document.h"
#include "sim/engine/answer.h"

namespace dynaferry::simulation {

// An item in which each number has an exponent, and sets, maps and attributes come the other way round.
[[nodiscard]] json::Object other_spelling(const json::Object& item);
// All items of a Scan's or a BatchGetItem's answer, in their other spelling.
[[nodiscard]] sim::Answer spelled_otherwise(sim::Answer answer);
// Whether two items are one value: sets have no order. Numbers must be in the spelling of the engine.
[[nodiscard]] bool are_equal(const json::Value& one, const json::Value& other);
// A key attribute's value, whatever its spelling was.
[[nodiscard]] json::Value usual_spelling(const json::Value& value);

}  // namespace dynaferry::simulation
