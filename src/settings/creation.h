// Making a destination, once, and waiting until it can be used.
//
// CreateTable may not be repeated blindly. When its outcome is unknown we look: a table of that
// name which agrees in every required setting is the one we asked for, because nothing was there
// when we asked (the caller looked just before, and recorded that we were about to create it). If
// none shows, we ask again, for as long as ddb::Patience has for the control plane.
//
// Threading: one loop's thread.

#pragma once

#include <chrono>

#include "core/error.h"
#include "core/names.h"
#include "ddb/catalog.h"
#include "model/table_description.h"
#include "rt/loop.h"

namespace dynaferry::settings {

struct Created {
  model::TableDescription table;
  // The outcome of asking was unknown, or an earlier run asked: the table was found and compared.
  // Whether it is empty is for the caller to see.
  bool adopted = false;
};

// How long a table with its indexes may take to become ACTIVE.
inline constexpr std::chrono::minutes ready_limit{30};

// Creates `name` like `like`, then waits until it is ready. `asked_before`: an earlier run may have
// asked for it, so that it may appear although nothing showed when we looked. Faults: conflict (somebody else's table
// of that name appeared), busy (it is not ready yet after ready_limit), and those of ddb/catalog.h.
rt::Task<Result<Created>> create_and_wait(rt::Clock& clock, ddb::Catalog& catalog, TableName name,
                                          model::TableDescription like, bool asked_before = false);

// Waits until table and every index are ACTIVE. Right after a create, `absent` is waited out for a
// while too, because DescribeTable is eventually consistent (facts §5.2).
rt::Task<Result<model::TableDescription>> wait_until_ready(rt::Clock& clock, ddb::Catalog& catalog,
                                                           TableName name);

}  // namespace dynaferry::settings
