// What CreateTable, UpdateTable and DescribeTable have to do with streams (facts §4.2).
// Inside sim/engine only.

#pragma once

#include "sim/engine/operation.h"

namespace dynaferry::sim {

// Begins the stream that the table's definition asks for, if it does.
void enable_stream(Operation& operation, Table& table, WallTime from);

// A StreamSpecification of UpdateTable: whether it may be, and doing it.
[[nodiscard]] Outcome<> check_stream_update(const Table& table, const json::Object& stream);
void update_stream(Operation& operation, Table& table, const json::Object& stream);

// The table is being deleted: its stream ends at once.
void end_stream(const Operation& operation, Table& table);
// Takes the tables out of the world that are gone by now; their streams can still be read.
void bury_tables(Operation& operation);

// The members of a table's description that tell of its streams.
void describe_stream(const Table& table, json::Object& told);

}  // namespace dynaferry::sim
