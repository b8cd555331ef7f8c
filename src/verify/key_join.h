// Joins the items of two tables by key, to find the keys whose items differ: for what lies in buckets
// that do (bucket_sums.h).
//
// A pair of equal items is forgotten at once; as both sides come in about the same order (facts §3.6,
// which is relied on for nothing else), little is held. What is held beyond `most_held` keys is sorted
// and put aside, run by run, and merged at the end.
//
// Threading: one loop's thread. Failure: as journal/scratch.h.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "journal/scratch.h"
#include "model/item_digest.h"
#include "verify/bucket_sums.h"

namespace dynaferry::verify {

class KeyJoin {
 public:
  explicit KeyJoin(journal::MakeScratch make_scratch, std::size_t most_held = 200'000);
  ~KeyJoin();
  KeyJoin(const KeyJoin&) = delete;
  KeyJoin& operator=(const KeyJoin&) = delete;

  // `key` is made into DynamoDB JSON only where it must be kept.
  Result<> add(Side side, const model::ItemDigest& item,
               const std::function<Result<std::string>()>& key);

  // The keys (DynamoDB JSON) that differ, one at a time, when both sides were added whole: absent at
  // the end.
  Result<std::optional<std::string>> next();

  [[nodiscard]] std::size_t held() const { return held_.size(); }

 private:
  struct Sides {
    model::Digest sum{};  // Of the source's item, less the destination's.
    std::string key{};
  };
  using Held = std::map<model::Digest, Sides>;  // By the key's digest.

  // A sorted run in the scratch, as far as it was read.
  class Run;

  Result<> put_aside();
  Result<> open_runs();
  Result<bool> take_least(model::Digest& digest, Sides& sides);

  journal::MakeScratch make_scratch_;
  std::size_t most_held_;
  Held held_{};
  std::unique_ptr<journal::Scratch> scratch_{};
  std::uint64_t end_ = 0;                                          // Of the scratch.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> bounds_{};  // Of the runs in it.
  std::vector<std::unique_ptr<Run>> runs_{};
  bool is_merging_ = false;
};

}  // namespace dynaferry::verify
