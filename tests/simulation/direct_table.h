// A table whose requests and answers are the client's own bytes, carried straight to an engine: no
// HTTP, no signature, no loop. For copies of so many items that all else would cost more.
//
// Threading: one loop's thread. Failure: as in ddb/table.h.

#pragma once

#include <string>
#include <vector>

#include "ddb/item_wire.h"
#include "ddb/table.h"
#include "ddb/table_wire.h"
#include "rt/loop.h"
#include "sim/engine/engine.h"

namespace dynaferry::simulation {

class DirectTable final : public ddb::Table {
 public:
  // Each call takes `latency` of virtual time.
  DirectTable(rt::Loop& loop, sim::Engine& engine, sim::Caller caller, const std::string& name,
              std::vector<std::string> keys, Ns latency);

  rt::Task<Result<model::Page>> scan(ddb::ScanRequest request) override;
  rt::Task<Result<ddb::WriteAnswer>> put_batch(std::vector<model::RawItem> items) override;
  rt::Task<Result<ddb::GetAnswer>> get_batch(std::vector<std::string> keys,
                                             bool consistent) override;
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange change) override;

 private:
  struct Answer {
    Error refusal{};
    Buffer body{};
    bool is_refused = false;
  };
  rt::Task<Answer> ask(std::string operation, std::string body);
  rt::Task<Result<Buffer>> call(std::string operation, std::string body);

  rt::Loop& loop_;
  sim::Engine& engine_;
  sim::Caller caller_;
  ddb::TableWire wire_;
  ddb::ItemWire item_wire_;
  Ns latency_;
};

}  // namespace dynaferry::simulation
