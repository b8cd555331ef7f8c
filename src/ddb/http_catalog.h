// The tables of one side over HTTP. One attempt a call; wrap it in RetryingCatalog for use.

#pragma once

#include "ddb/catalog.h"
#include "ddb/service_client.h"

namespace dynaferry::ddb {

class HttpCatalog final : public Catalog {
 public:
  explicit HttpCatalog(ServiceClient& client) : client_(client) {}

  rt::Task<Result<std::vector<std::string>>> list() override;
  rt::Task<Result<model::TableDescription>> describe(TableName name) override;
  rt::Task<Result<model::TableDescription>> create(TableName name,
                                                   model::TableDescription like) override;

 private:
  ServiceClient& client_;
};

}  // namespace dynaferry::ddb
