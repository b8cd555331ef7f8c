// JSON as a mutable document, for small bodies: settings, credentials files, events, the simulator.
// Items in bulk go through json/reader.h instead.

#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "core/error.h"

namespace dynaferry::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

// Parses one whole document, at most `max_depth` deep. Fault: invalid.
[[nodiscard]] Result<Value> parse(std::string_view text, std::size_t max_depth = 128);

// The same, and `invalid` also where two members of one object have one name: parse() would pass one
// of them over.
[[nodiscard]] Result<Value> parse_unambiguous(std::string_view text, std::size_t max_depth = 128);

[[nodiscard]] inline std::string serialize(const Value& value) {
  return boost::json::serialize(value);
}

// Looks without throwing: null if the member is absent or is of another kind.
[[nodiscard]] const Value* find(const Object& object, std::string_view name);
[[nodiscard]] const Object* find_object(const Object& object, std::string_view name);
[[nodiscard]] const Array* find_array(const Object& object, std::string_view name);
[[nodiscard]] std::optional<std::string_view> find_string(const Object& object,
                                                          std::string_view name);
[[nodiscard]] std::optional<double> find_number(const Object& object, std::string_view name);
[[nodiscard]] std::optional<bool> find_bool(const Object& object, std::string_view name);

}  // namespace dynaferry::json
