// THE ONLY CODE THAT WRITES ITEMS TO A TABLE.
//
// A Sink belongs to one destination. It takes pages of items from many scan segments, packs batches
// that mix them, and repeats what was not processed until each item is acknowledged, so that
// nothing is dropped. Scan order is the destination's partition order (facts §6.3); taking one item
// from each open page in turn spreads the load over partitions.
//
// What is sent is the bytes that were read. An answer's own items are never resent: what comes back
// unprocessed is matched to our entry and that is queued again.
//
// Unknown outcomes: a plain copy puts each key once, with bytes that do not change, so a put that
// may have happened is put again. No entry is ever in two batches at once.
//
// A page may be recorded as copied when `acknowledged` is called for it, and not before.
//
// Threading: one loop's thread.
// Failure: the first failure that time cannot cure stops the Sink: nothing more is sent, what is in
// flight is waited for, and put_page() and run() return that failure. A batch that the service
// refuses as a whole is sent again item by item; the item that is refused alone is set aside where
// there is a place for such items, and is such a failure, naming it, where there is none.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/random.h"
#include "ddb/patience.h"
#include "ddb/table.h"
#include "model/page.h"
#include "rt/condition.h"
#include "rt/loop.h"
#include "rt/scope.h"
#include "rt/semaphore.h"

namespace dynaferry::sink {

// Takes the items that the destination refuses.
class BadItems {
 public:
  virtual ~BadItems() = default;
  // The item is durable elsewhere when it returns. Its bytes stay alive until then. It may come again
  // after a kill. Fault: internal, or whatever keeps it from being set aside; that stops the Sink.
  virtual rt::Task<Result<>> set_aside(model::RawItem item, Error why) = 0;
};

struct Bounds {
  std::size_t batch_items = ddb::Table::max_batch_items;
  std::size_t batch_bytes = 1'048'576;    // Wire bytes; a larger item goes alone.
  std::size_t waiting_bytes = 8'388'608;  // Pages taken and not wholly acknowledged.
  // The table was created by this run: at first some of the service may not know of it yet, and
  // `absent` may pass (facts §2.2).
  bool is_new = false;
  // Earlier runs copied or set aside some of it: it does not refuse whatever it is given.
  bool took_before = false;
  BadItems* bad_items = nullptr;  // Absent: the first item that is refused stops the Sink.
  bool tell_keys = false;         // An error names an item by its key, not by the key's digest.
  std::chrono::seconds unreachable_limit = ddb::Patience::usual_limit;
};

struct Counters {
  std::uint64_t items = 0;  // Acknowledged.
  std::uint64_t bytes = 0;  // Wire bytes of those.
  std::uint64_t batches = 0;
  std::uint64_t unprocessed = 0;  // Entries handed back inside an answer.
  std::uint64_t throttled = 0;    // Whole batches turned away.
  std::uint64_t lost = 0;         // Batches of unknown outcome, put again.
  std::uint64_t set_aside = 0;    // Items that the destination refused.
  double write_units = 0;
};

// "whose key has the digest 0123…", for people; or its key, in DynamoDB JSON.
[[nodiscard]] std::string item_in_words(const model::RawItem& item, bool tell_key);

// The code of the failure of a destination that refuses whatever it is given.
inline constexpr const char* refuses_all_code = "EveryItemRefused";

// What was set aside of a page that is dealt with; all else of it is in the destination.
struct SetAside {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  // Wire bytes.
};

class Sink {
 public:
  // How long a table counts as new.
  static constexpr std::chrono::seconds new_for{30};
  // When a destination refuses so many items and took none, ever, it is not the items' fault.
  static constexpr std::uint64_t most_refused_at_first = 100;

  using Acknowledged = std::function<void(SetAside)>;

  // `batches` bounds the batches in flight and may be shared with other sinks.
  Sink(rt::Loop& loop, Random& random, ddb::Table& destination, rt::Semaphore& batches,
       Bounds bounds = {});
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Sends until close() and everything is acknowledged, or stop(), or a failure. Run it once,
  // beside whoever calls put_page().
  rt::Task<Result<>> run();

  // Takes the page over as soon as there is room. `acknowledged` is called on the loop when every
  // item of it is durable, in the destination or set aside; at once if there is none. Fault: the
  // Sink's own failure, or cancelled after stop().
  rt::Task<Result<>> put_page(model::Page page, Acknowledged acknowledged);

  void close();  // No more pages come.
  void stop();   // Send nothing more; what was not acknowledged stays so.

  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  // A page taken over, until its last item is acknowledged.
  struct Intake {
    model::Page page;
    Acknowledged acknowledged;
    std::size_t next = 0;  // Items before it have been handed to a batch.
    std::size_t unacknowledged = 0;
    SetAside set_aside{};
  };
  using Place = std::list<Intake>::iterator;
  struct Entry {
    Place intake;
    std::size_t index = 0;
    unsigned attempts = 0;
    bool alone = false;  // Was in a batch that was refused as a whole.
    [[nodiscard]] const model::RawItem& item() const { return intake->page.items[index]; }
  };
  using Batch = std::vector<Entry>;

  rt::Task<> dispatch(rt::Scope& scope);
  rt::Task<> write(Batch batch, rt::Permit permit);
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] bool may_pack() const;
  [[nodiscard]] Batch pack();
  [[nodiscard]] std::optional<Entry> take();
  void settle(Batch batch, Result<ddb::WriteAnswer> answer);
  void settle_answer(Batch batch, const ddb::WriteAnswer& answer);
  void settle_failure(Batch batch, Error error);
  void settle_refused_item(const Entry& entry, Error error);
  [[nodiscard]] bool is_bad_item(const Batch& batch, const Result<ddb::WriteAnswer>& answer) const;
  rt::Task<> set_aside(Entry entry, Error why);
  void queue_again(Entry entry, const Error& why);
  void acknowledge(const Entry& entry);
  void deal_with(const Entry& entry);
  void wake_when_due();
  void fail_with(Error error);

  rt::Loop& loop_;
  Random& random_;
  ddb::Table& destination_;
  rt::Semaphore& batches_;
  Bounds bounds_;
  Ns begun_;
  ddb::Patience patience_;

  std::list<Intake> intakes_;
  std::deque<Place> unsent_;  // Intakes with items never handed to a batch; taken in turn.
  std::size_t unsent_items_ = 0;
  std::multimap<Ns, Entry> again_;  // Entries to repeat, by the time they may.
  std::size_t held_bytes_ = 0;
  std::size_t in_flight_ = 0;
  bool closed_ = false;
  bool stopped_ = false;
  std::uint64_t refused_ = 0;  // Items; set aside, or about to be.
  std::optional<Error> failure_;
  rt::Condition changed_;
  rt::Timer due_;
  Counters counters_;
};

}  // namespace dynaferry::sink
