// What --streams says: how streams behave and how they try their readers (StreamOptions).
// Before the simulator runs, any thread.

#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "sim/streams/stream_options.h"

namespace dynaferry::sim {

// "empty:50,late-child:2s,readers:2": each part optional. The error is in words, for a person.
[[nodiscard]] std::expected<StreamOptions, std::string> read_stream_options(std::string_view text);

}  // namespace dynaferry::sim
