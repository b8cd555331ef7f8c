#include "ddb/retrying_catalog.h"

#include <utility>

#include "ddb/retrying.h"

namespace dynaferry::ddb {
namespace {

bool is_busy(const Error& error) { return error.fault == Fault::busy; }

}  // namespace

rt::Task<Result<std::vector<std::string>>> RetryingCatalog::list() {
  return retrying(clock_, random_, limit_, [this] { return inner_.list(); });
}

rt::Task<Result<model::TableDescription>> RetryingCatalog::describe(TableName name) {
  return retrying(clock_, random_, limit_, [this, name] { return inner_.describe(name); });
}

rt::Task<Result<model::TableDescription>> RetryingCatalog::create(TableName name,
                                                                  model::TableDescription like) {
  return retrying(
      clock_, random_, limit_, [this, name, like] { return inner_.create(name, like); }, is_busy);
}

}  // namespace dynaferry::ddb
