// From a write to the record that a stream has of it (facts §4.2). Inside sim/engine only.

#pragma once

#include "sim/engine/data_plane.h"

namespace dynaferry::sim {

// Tells the stream what the write will change, before it does; nothing if it changes nothing.
void record_change(Operation& operation, const Table& table, Stream& stream,
                   const PricedWrite& priced, Writer writer);

}  // namespace dynaferry::sim
