// A Catalog that waits out what time may cure, with backoff, until ddb/patience.h gives up.
//
// list() and describe() are repeated after any busy or lost. create() is repeated after busy only,
// since then nothing happened; after lost its caller has to look.

#pragma once

#include <chrono>

#include "core/random.h"
#include "ddb/catalog.h"
#include "rt/loop.h"

namespace dynaferry::ddb {

class RetryingCatalog final : public Catalog {
 public:
  RetryingCatalog(rt::Clock& clock, Random& random, std::chrono::seconds unreachable_limit,
                  Catalog& inner)
      : clock_(clock), random_(random), limit_(unreachable_limit), inner_(inner) {}

  rt::Task<Result<std::vector<std::string>>> list() override;
  rt::Task<Result<model::TableDescription>> describe(TableName name) override;
  rt::Task<Result<model::TableDescription>> create(TableName name,
                                                   model::TableDescription like) override;

 private:
  rt::Clock& clock_;
  Random& random_;
  std::chrono::seconds limit_;
  Catalog& inner_;
};

}  // namespace dynaferry::ddb
