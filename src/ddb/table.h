// The items of one table, as the rest of dynaferry sees them.
//
// Table is the only door between the engines and a table's items. HttpTable implements it.
//
// Threading: one loop's thread. Calls may overlap, and may finish in any order.
//
// Each call is one attempt: every attempt consumes capacity and an outcome may be unknown, so the
// caller decides what to repeat. Faults every call can report: busy, lost, absent (no such table),
// conflict (the table is not ACTIVE), refused, invalid, corrupt (the answer is not what the service
// promises), cancelled; core/error.h says what each asks of the caller.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/names.h"
#include "model/page.h"
#include "rt/task.h"

namespace dynaferry::ddb {

struct ScanRequest {
  // Segment `segment` of `total_segments`: 0 ≤ segment < total_segments ≤ 1,000,000. An
  // exclusive_start_key only fits the segment and total it came from (facts §3.1).
  std::uint32_t segment = 0;
  std::uint32_t total_segments = 1;
  std::optional<std::string> exclusive_start_key{};  // Raw JSON.
  std::uint32_t limit = 0;                           // Items; 0: as many as fit the service's 1 MB.
  bool consistent = true;  // Twice the price; an eventual scan may miss what was just written.
  bool drop_replication_attributes = true;  // aws:rep:* of old global tables.
  // Whether RawItem::hash and range are found. Whoever reads the items whole can do without: they are
  // then empty, and an item that lacks its key is the reader's to notice.
  bool find_keys = true;
};

// What became of a batch, item by item.
struct WriteAnswer {
  std::vector<std::size_t> unprocessed;  // Indexes into the batch. Empty: every item is durable.
  double write_units = 0;
};

// What was found under some keys, key by key.
struct GetAnswer {
  std::vector<std::optional<std::string>> items;  // DynamoDB JSON; absent: no such item.
  std::vector<std::size_t> unprocessed;           // Indexes of keys of which nothing is known.
  double read_units = 0;
};

// One item, from what it is thought to be to what it is to be. Either may be absent, not both.
struct Exchange {
  std::string key;                      // {"pk":{"S":"a"},"sk":{"N":"1"}}
  std::optional<std::string> before{};  // DynamoDB JSON, whole.
  std::optional<std::string> after{};   // The same; of that key.
};

struct ExchangeAnswer {
  bool done = false;
  // What was there: if done, what was replaced or deleted; if not, what is there instead of `before`.
  // Absent: no item; or, if not done, the service does not tell (dynalite; DynamoDB does).
  std::optional<std::string> found{};
  double write_units = 0;
};

class Table {
 public:
  // BatchWriteItem takes this many (facts §3.2).
  static constexpr std::size_t max_batch_items = 25;

  virtual ~Table() = default;

  // One page. It may be empty although more follows. An item that exists unchanged throughout a
  // walk over all segments is returned; one written meanwhile may be.
  virtual rt::Task<Result<model::Page>> scan(ScanRequest request) = 0;

  // Puts up to max_batch_items items, no two of one key, in no order and not atomically. Being
  // turned away is not a failure: look at `unprocessed`. The items' bytes must stay alive until it
  // returns. After `lost` any subset may have been put; putting the same bytes again is safe as
  // long as nobody else writes these keys. `invalid`: nothing was put.
  virtual rt::Task<Result<WriteAnswer>> put_batch(std::vector<model::RawItem> items) = 0;

  // BatchGetItem takes this many keys (facts §3.2).
  static constexpr std::size_t max_get_keys = 100;

  // Reads up to max_get_keys items by their keys (raw JSON objects, no two of one key), in no order
  // and not as of one instant. Being turned away is not a failure: look at `unprocessed`. May be
  // repeated.
  virtual rt::Task<Result<GetAnswer>> get_batch(std::vector<std::string> keys, bool consistent) = 0;

  // Puts `after`, or deletes where there is none, if what is stored is still `before`: by value,
  // attribute by attribute, as far as the service's conditions reach (exchange_condition.h). An
  // attribute that somebody added meanwhile, and that neither has, does not stop it, nor does a change
  // to one of more than about 150; both show in `found`. After `lost` it may have
  // happened: repeat it, and take a `found` that equals `after` for success.
  virtual rt::Task<Result<ExchangeAnswer>> exchange(Exchange change) = 0;
};

}  // namespace dynaferry::ddb
