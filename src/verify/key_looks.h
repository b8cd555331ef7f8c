// Looks at keys that seemed to differ until each is settled: equal, different, or changing to the last.
//
// One look at a key is a sandwich: the source's item, the destination's, the source's again, each
// strongly consistent. If the source's changed in between, nothing is known. If it did not, and the
// destination's is the same, the key was equal at that moment, and that settles it. It differs for good
// when so many looks in a row as `looks`, a `pause` apart, showed the very same two items.
//
// With a repairer, what differs for good is written over (or deleted, if extra ones are to be), on the
// condition that it is still what was looked at; then it is looked at anew. If it still differs, it is
// written over once more only as long as the destination has what the repair left there: what somebody
// else wrote since the first repair is left alone.
//
// Threading: one loop's thread; call settle() again when it has returned.
// Failure: whatever time cannot cure; what was settled and told by then stays so.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ddb/key_reader.h"
#include "model/item_digest.h"
#include "rt/loop.h"
#include "rt/semaphore.h"
#include "sink/reconciler.h"
#include "verify/verdict.h"

namespace dynaferry::verify {

class KeyLooks {
 public:
  struct Options {
    unsigned looks = 3;        // That show the same, before a key counts as different.
    unsigned most_looks = 10;  // Before it counts as unsettled.
    std::chrono::milliseconds pause{1000};
    bool ignore_replication_attributes = true;
    sink::Reconciler* repairer = nullptr;  // Absent: nothing is written.
    // Asked before anything of a look is written: whether both tables are still those that were read.
    // Its failure ends settle().
    std::function<rt::Task<Result<>>()> check_tables{};
    bool delete_extra = false;
  };
  struct Readers {
    ddb::KeyReader& source;
    ddb::KeyReader& destination;
  };
  using Tell = std::function<void(Difference difference)>;

  // Counts into `verdict`; `tell` hears of each key that stays different, in no order.
  KeyLooks(rt::Loop& loop, Readers readers, model::ItemDigester& digester, Options options,
           Verdict& verdict, Tell tell);

  // How many keys to give at a time: enough that pauses do not add up.
  static constexpr std::size_t at_once = 10'000;

  // `suspected`: something said that they differ, so that being equal at first sight is news.
  rt::Task<Result<>> settle(std::vector<std::string> keys, bool suspected);
  void stop() { stopped_ = true; }

  [[nodiscard]] std::size_t open() const { return open_.size(); }  // Keys to settle.
  [[nodiscard]] bool has_written() const { return has_written_; }

 private:
  using Pair = std::pair<std::optional<model::Digest>, std::optional<model::Digest>>;

  struct Key {
    std::string text;
    bool suspected = false;
    // The two items as the last look showed, or the last repair left them.
    std::optional<Pair> seen{};
    unsigned same = 0;  // Looks in a row that showed those.
    unsigned looks = 0;
    unsigned repairs = 0;
    std::optional<Kind> mended{};  // What it was before it was written over, by the last repair.
    std::optional<model::Digest> left{};  // What that left at the destination.
    bool settled = false;
  };
  struct Seen;  // One look's items.

  rt::Task<Result<>> look_at_all();
  rt::Task<> look_at_some(std::size_t& next);
  rt::Task<Result<>> look(std::size_t first, std::size_t last);
  // What the key is to be repaired of, if it is; else it is settled, or looked at again.
  [[nodiscard]] std::optional<Kind> judge(Key& key, const Seen& seen, bool held_still);
  [[nodiscard]] std::optional<Kind> judge_different(Key& key, const Seen& seen);
  rt::Task<> repair(Key& key, Seen seen, Kind kind);
  void settle_equal(Key& key);
  void settle_different(Key& key, const Seen& seen, Kind kind);
  [[nodiscard]] bool may_repair(const Key& key, const Seen& seen, Kind kind) const;
  [[nodiscard]] Result<std::optional<model::Digest>> digest_of(
      const std::optional<std::string>& item);

  rt::Loop& loop_;
  Readers readers_;
  model::ItemDigester& digester_;
  Options options_;
  Verdict& verdict_;
  Tell tell_;
  rt::Semaphore writes_;
  std::vector<Key> open_{};
  bool has_written_ = false;
  bool stopped_ = false;
  std::optional<Error> failure_;
};

}  // namespace dynaferry::verify
