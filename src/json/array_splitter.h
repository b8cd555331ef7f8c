// Where the elements of one long array lie, for whoever reads each of them to its last byte anyway: only
// strings and brackets are looked at, 64 bytes at a time, with a third of SpanReader's instructions.
//
// Pure, any thread.

#pragma once

#include <string_view>

#include "core/buffer.h"
#include "core/error.h"
#include "json/spans.h"

namespace dynaferry::json {

// As SpanReader::read() without wanted members. Fault: invalid (not of that shape). That elements, and
// other members' values, are JSON is not checked.
[[nodiscard]] Result<Spans> split_array(const Buffer& body, std::string_view array);

}  // namespace dynaferry::json
