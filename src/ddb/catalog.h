// The tables of one side: which there are, what they look like, and making one.
//
// Threading: one loop's thread. Calls may overlap. Faults as in ddb/table.h; `conflict` from
// create() means that a table of that name exists.
//
// describe() and list() may be repeated freely. create() may not be repeated blindly: after `lost`
// the table may or may not be on its way; look before doing anything else.

#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "core/names.h"
#include "model/table_description.h"
#include "rt/task.h"

namespace dynaferry::ddb {

class Catalog {
 public:
  virtual ~Catalog() = default;

  // Every table's name, in the service's order (by bytes).
  virtual rt::Task<Result<std::vector<std::string>>> list() = 0;

  // Eventually consistent: a table just made may be `absent` for a while (facts §5.2).
  virtual rt::Task<Result<model::TableDescription>> describe(TableName name) = 0;

  // Makes a table like `like` under `name`, indexes included, and returns what the service says of
  // it, usually CREATING.
  virtual rt::Task<Result<model::TableDescription>> create(TableName name,
                                                           model::TableDescription like) = 0;
};

}  // namespace dynaferry::ddb
