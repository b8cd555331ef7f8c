// Everything outside that a run needs, handed in by whoever composes the program or a simulation.

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/random.h"
#include "ddb/catalog.h"
#include "ddb/contact.h"
#include "ddb/table.h"
#include "journal/pair_store.h"
#include "model/table_description.h"
#include "rt/loop.h"
#include "run/listener.h"

namespace dynaferry::run {

struct Side {
  SideText text;
  Region region;
  // Access key, Region and endpoint together: two sides with the same are one account's.
  std::string account;
  ddb::Catalog& catalog;
  std::function<std::unique_ptr<ddb::Table>(const model::TableDescription&)> open_table;
  std::function<std::optional<ddb::Silence>()> silence;  // Of the service.
};

struct World {
  rt::Loop& loop;
  Random& random;
  Side& source;
  Side& destination;
  journal::PairStore& journals;
  Listener& listener;
};

}  // namespace dynaferry::run
