#include "verify/key_join.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/mutant.h"

namespace dynaferry::verify {
namespace {

constexpr std::size_t kWrittenAtOnce = 64 * 1024;
// Of all runs together while they are merged; of each, no less than is worth a read.
constexpr std::size_t kMergeBytes = 8 << 20;
constexpr std::size_t kFewestReadAtOnce = 4096;

// A record of a run: the key's digest, the sum, the key's length and the key.
struct Head {
  model::Digest digest{};
  model::Digest sum{};
  std::uint64_t key_bytes = 0;
};

}  // namespace

class KeyJoin::Run {
 public:
  Run(journal::Scratch& scratch, std::uint64_t begin, std::uint64_t end, std::size_t read_at_once)
      : scratch_(scratch), at_(begin), end_(end), read_at_once_(read_at_once) {}

  // Reads the next record; at_end() afterwards where there is none.
  Result<> advance() {
    at_end_ = at_ == end_ && used_ == buffer_.size();
    if (at_end_) return {};
    DF_TRY(const auto head, take(sizeof(Head)));
    std::memcpy(&head_, head.data(), sizeof(Head));
    DF_TRY(key_, take(head_.key_bytes));
    return {};
  }
  [[nodiscard]] bool at_end() const { return at_end_; }
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] std::string& key() { return key_; }

 private:
  Result<std::string> take(std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) {
      if (used_ == buffer_.size()) {
        buffer_.resize(std::min<std::uint64_t>(read_at_once_, end_ - at_));
        if (auto read = scratch_.read(at_, buffer_); !read) return fail(std::move(read).error());
        at_ += buffer_.size();
        used_ = 0;
      }
      const auto part = std::min(bytes - out.size(), buffer_.size() - used_);
      out.append(buffer_.data() + used_, part);
      used_ += part;
    }
    return out;
  }

  journal::Scratch& scratch_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::size_t read_at_once_;
  std::vector<char> buffer_{};
  std::size_t used_ = 0;
  Head head_{};
  std::string key_{};
  bool at_end_ = false;
};

KeyJoin::KeyJoin(journal::MakeScratch make_scratch, std::size_t most_held)
    : make_scratch_(std::move(make_scratch)), most_held_(most_held) {}

KeyJoin::~KeyJoin() = default;

Result<> KeyJoin::add(Side side, const model::ItemDigest& item,
                      const std::function<Result<std::string>()>& key) {
  const auto place =
      is_mutant(Mutant::joins_by_bucket_only) ? model::Digest{0, item.key.high % 8} : item.key;
  auto found = held_.find(place);
  if (found == held_.end()) {
    if (held_.size() >= most_held_) {
      if (auto put = put_aside(); !put) return put;
    }
    DF_TRY(auto text, key());
    found = held_.emplace(place, Sides{{}, std::move(text)}).first;
  }
  auto& sum = found->second.sum;
  if (side == Side::source) {
    sum += item.item;
  } else {
    sum -= item.item;
  }
  if (sum.is_zero()) held_.erase(found);
  return {};
}

Result<> KeyJoin::put_aside() {
  if (!scratch_) {
    DF_TRY(scratch_, make_scratch_());
  }
  const auto begin = end_;
  std::string bytes;
  for (const auto& [digest, sides] : held_) {
    const Head head{digest, sides.sum, sides.key.size()};
    bytes.append(reinterpret_cast<const char*>(&head), sizeof(head)).append(sides.key);
    if (bytes.size() < kWrittenAtOnce) continue;
    if (auto put = scratch_->append(bytes); !put) return put;
    end_ += bytes.size();
    bytes.clear();
  }
  if (auto put = scratch_->append(bytes); !put) return put;
  end_ += bytes.size();
  bounds_.emplace_back(begin, end_);
  held_.clear();
  return {};
}

Result<> KeyJoin::open_runs() {
  is_merging_ = true;
  const auto read_at_once = std::clamp(kMergeBytes / std::max<std::size_t>(bounds_.size(), 1),
                                       kFewestReadAtOnce, kWrittenAtOnce);
  for (const auto& [begin, end] : bounds_) {
    runs_.push_back(std::make_unique<Run>(*scratch_, begin, end, read_at_once));
    if (auto read = runs_.back()->advance(); !read) return read;
  }
  return {};
}

// Takes what all runs, and what is held, have under the least digest there is. False: nothing is left.
Result<bool> KeyJoin::take_least(model::Digest& digest, Sides& sides) {
  const model::Digest* least = held_.empty() ? nullptr : &held_.begin()->first;
  for (const auto& run : runs_) {
    if (!run->at_end() && (least == nullptr || run->head().digest < *least))
      least = &run->head().digest;
  }
  if (least == nullptr) return false;
  digest = *least;
  sides = {};
  if (!held_.empty() && held_.begin()->first == digest) {
    sides = std::move(held_.extract(held_.begin()).mapped());
  }
  for (const auto& run : runs_) {
    if (run->at_end() || run->head().digest != digest) continue;
    sides.sum += run->head().sum;
    sides.key = std::move(run->key());
    if (auto read = run->advance(); !read) return fail(std::move(read).error());
  }
  return true;
}

Result<std::optional<std::string>> KeyJoin::next() {
  if (!is_merging_) {
    if (auto opened = open_runs(); !opened) return fail(std::move(opened).error());
  }
  model::Digest digest;
  Sides sides;
  while (true) {
    DF_TRY(const auto is_there, take_least(digest, sides));
    if (!is_there) return std::optional<std::string>{};
    if (!sides.sum.is_zero()) return std::optional(std::move(sides.key));
  }
}

}  // namespace dynaferry::verify
