// What every operation of the engine gets to work with. Inside sim/engine only.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/random.h"
#include "sim/engine/call_rates.h"
#include "sim/engine/engine.h"
#include "sim/engine/table.h"
#include "sim/engine/transaction_log.h"
#include "sim/streams/orphan_streams.h"

namespace dynaferry::sim {

// Tables by name, of one account in one Region.
using World = std::map<std::string, Table, std::less<>>;

// Buffers and parsers that live as long as the engine, so that calls allocate little.
struct Scratch {
  dom::parser request;
  ItemImage image;
  std::string key;
  StoredItemReader stored;
};

struct Operation {
  const Call& call;
  World& world;
  const EngineOptions& options;
  Random& random;
  Scratch& scratch;
  WallTime now;
  CallRates& rates;  // Of this account in this Region.
  TransactionLog& transactions;
  OrphanStreams& orphans;  // Of this account in this Region.

  // A table that takes reads and writes now.
  [[nodiscard]] Outcome<Table*> active_table(std::string_view name) const;
};

// Settings: small documents in and out.
using SettingsOperation = Outcome<json::Object> (*)(Operation&, const json::Object&);
using SettingsOperations = std::map<std::string_view, SettingsOperation>;
[[nodiscard]] const SettingsOperations& settings_operations();

// Items: the request parsed in place, the answer written as text.
using ItemOperation = Outcome<std::string> (*)(Operation&, dom::object);
using ItemOperations = std::map<std::string_view, ItemOperation>;
[[nodiscard]] const ItemOperations& item_operations();
[[nodiscard]] const ItemOperations& stream_operations();

// The one of this name; null if there is none.
[[nodiscard]] SettingsOperation settings_operation(std::string_view name);
[[nodiscard]] ItemOperation item_operation(std::string_view name);
[[nodiscard]] ItemOperation stream_operation(std::string_view name);

}  // namespace dynaferry::sim
