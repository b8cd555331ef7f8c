#include "ddb/key_reader.h"

#include <numeric>
#include <utility>

#include "core/mutant.h"
#include "ddb/faults.h"

namespace dynaferry::ddb {
namespace {

constexpr bool kConsistent = true;

Error handed_back() { return {Fault::busy, "every key was handed back unprocessed"}; }

// Takes what was answered, and leaves `open` the keys that were not. False: none was.
bool keep(GetAnswer answer, std::vector<std::size_t>& open, KeyReader::Items& items) {
  std::vector<std::size_t> left;
  left.reserve(answer.unprocessed.size());
  for (const auto index : answer.unprocessed) left.push_back(open[index]);
  if (is_mutant(Mutant::takes_unprocessed_keys_for_absent)) left.clear();
  for (std::size_t i = 0; i < open.size(); ++i) items[open[i]] = std::move(answer.items[i]);
  const bool moved = left.size() < open.size();
  open = std::move(left);
  return moved;
}

}  // namespace

rt::Task<Result<KeyReader::Items>> KeyReader::read(std::vector<std::string> keys) {
  Items items(keys.size());
  std::vector<std::size_t> open(keys.size());  // Indexes of keys that are not answered yet.
  std::iota(open.begin(), open.end(), std::size_t{0});
  Patience patience(loop_, unreachable_limit_);
  unsigned tries = 0;  // Since the last key was answered.
  while (!open.empty()) {
    std::vector<std::string> asked;
    asked.reserve(open.size());
    for (const auto index : open) asked.push_back(keys[index]);
    auto getting = table_.get_batch(std::move(asked), kConsistent);
    auto answer = co_await std::move(getting);
    auto why = handed_back();
    if (answer) {
      patience.succeeded();
      read_units_ += answer->read_units;
      if (keep(*std::move(answer), open, items)) {
        tries = 0;
        continue;  // The rest did not fit into one answer.
      }
      ++throttled_;
    } else {
      why = std::move(answer).error();
      if (!may_pass(why)) co_return fail(std::move(why));
      if (auto hopeless = patience.failed(why)) co_return fail(*std::move(hopeless));
    }
    if (stopped_) co_return fail(Fault::cancelled, "stopped");
    throttled_ += is_throttle(why) ? 1U : 0U;
    const auto wait = backoff(random_, why, tries++);
    co_await loop_.sleep(wait);
  }
  co_return items;
}

}  // namespace dynaferry::ddb
