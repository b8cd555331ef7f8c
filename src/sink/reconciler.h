// The second of the two ways in which this room writes: one item at a time, and only over what it was
// seen to be (verify's repair). sink.h is for items that nobody else writes.
//
// Every write is in the log, with what it replaces, before it is sent, so that it can be undone
// (docs/formats/repair-log.md). Values are there and in no error.
//
// Unknown outcomes: a change whose answer was lost is sent again; that the item then is what it was to
// become counts as done. A newer value that somebody else wrote is left. One that the condition did not
// see (ddb/table.h) is overwritten for an instant, then put back from the service's answer; only if that
// answer is lost is it not noticed.
//
// Threading: one loop's thread; calls may overlap, for different keys.
// Failure: whatever time cannot cure, of a write or of the log. Where the log cannot be written, the
// write that it was to tell was not sent.

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/names.h"
#include "core/random.h"
#include "ddb/patience.h"
#include "ddb/table.h"
#include "journal/line_log.h"
#include "rt/loop.h"

namespace dynaferry::sink {

enum class Reconciled : unsigned char {
  done,     // The item is what it was to become: `after`, or gone.
  changed,  // Somebody wrote it meanwhile. It was left, or put back.
};
[[nodiscard]] std::string_view name_of(Reconciled outcome);

class Reconciler {
 public:
  // `name` is the destination's, for the log.
  Reconciler(rt::Loop& loop, Random& random, ddb::Table& destination, TableName name,
             journal::LineLog& log,
             std::chrono::seconds unreachable_limit = ddb::Patience::usual_limit);

  // `equal` says whether two items (DynamoDB JSON) are one value.
  using Equal = std::function<bool(std::string_view one, std::string_view other)>;

  rt::Task<Result<Reconciled>> reconcile(ddb::Exchange change, Equal equal);

  struct Counters {
    std::uint64_t put = 0;      // By changes that are done.
    std::uint64_t deleted = 0;  // Likewise.
    std::uint64_t changed = 0;
    std::uint64_t unknown = 0;    // Changes that failed and may have happened.
    std::uint64_t put_back = 0;   // Writes that gave back what they should not have replaced.
    std::uint64_t throttled = 0;  // Calls.
    std::uint64_t lost = 0;       // Calls.
    double write_units = 0;
    double read_units = 0;
  };
  [[nodiscard]] const Counters& counters() const { return counters_; }

 private:
  using Item = std::optional<std::string>;

  rt::Task<Result<Reconciled>> carry_out(ddb::Exchange change, Equal equal, bool& has_written);
  rt::Task<Result<>> put_back(ddb::Exchange back, Equal equal);
  rt::Task<Result<>> announce(ddb::Exchange change, bool is_put_back);
  rt::Task<Result<>> conclude(std::string key, Reconciled outcome);
  // Sets `has_written` when it may have.
  rt::Task<Result<ddb::ExchangeAnswer>> exchange(ddb::Exchange change, bool& has_written);
  rt::Task<Result<ddb::ExchangeAnswer>> exchange_once(ddb::Exchange change, bool& has_written);
  rt::Task<Result<Item>> stored(std::string key);
  rt::Task<Result<Item>> stored_once(std::string key);
  void count_failure(const Error& error);
  void count(const ddb::Exchange& change, Reconciled outcome);

  rt::Loop& loop_;
  Random& random_;
  ddb::Table& destination_;
  TableName name_;
  journal::LineLog& log_;
  std::chrono::seconds unreachable_limit_;
  Counters counters_{};
};

}  // namespace dynaferry::sink
