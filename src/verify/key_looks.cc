#include "verify/key_looks.h"

#include <algorithm>
#include <utility>

#include "core/mutant.h"
#include "model/item_comparison.h"
#include "model/page.h"
#include "rt/scope.h"

namespace dynaferry::verify {
namespace {

// Of a request: three answers of so many whole items are held at once.
constexpr std::size_t kKeysAtOnce = 25;
constexpr std::size_t kRequestsAtOnce = 2;
// Each holds the item as it is and as it is to be.
constexpr std::uint64_t kWritesAtOnce = 8;
// The source's item changes again and again: it is left to whoever changes it.
constexpr unsigned kMostRepairs = 3;

// Whether a mutant takes a key for equal, at that look.
bool passes_over([[maybe_unused]] unsigned look, [[maybe_unused]] bool has_source) {
  return (is_mutant(Mutant::forgets_what_differed_once) && look > 1) ||
         (is_mutant(Mutant::forgets_extras) && !has_source);
}

// The item as a copy would put it.
std::string without_replication_attributes(const std::string& item) {
  model::Page page;
  page.body = Buffer(item);
  page.items.push_back({.item = page.body.view(), .hash = {}, .range = {}});
  model::drop_replication_attributes(page);
  return std::string(page.items.front().item);
}

}  // namespace

struct KeyLooks::Seen {
  std::optional<std::string> source;
  std::optional<std::string> destination;
  Pair digests;
};

KeyLooks::KeyLooks(rt::Loop& loop, Readers readers, model::ItemDigester& digester, Options options,
                   Verdict& verdict, Tell tell)
    : loop_(loop),
      readers_(readers),
      digester_(digester),
      options_(std::move(options)),
      verdict_(verdict),
      tell_(std::move(tell)),
      writes_(kWritesAtOnce) {}

rt::Task<Result<>> KeyLooks::settle(std::vector<std::string> keys, bool suspected) {
  open_.clear();
  for (auto& key : keys) open_.push_back({.text = std::move(key), .suspected = suspected});
  while (!open_.empty()) {
    auto looking = look_at_all();
    auto looked = co_await std::move(looking);
    std::erase_if(open_, [](const Key& key) { return key.settled; });
    if (!looked) co_return looked;
    if (stopped_) co_return fail(Fault::cancelled, "stopped");
    if (!open_.empty()) co_await loop_.sleep(options_.pause);
  }
  co_return Result<>{};
}

rt::Task<Result<>> KeyLooks::look_at_all() {
  std::size_t next = 0;
  rt::Scope scope(loop_);
  for (std::size_t i = 0; i < kRequestsAtOnce; ++i) {
    auto looking = look_at_some(next);
    scope.spawn(std::move(looking));
  }
  co_await scope.join();
  if (failure_) co_return fail(*failure_);
  co_return Result<>{};
}

rt::Task<> KeyLooks::look_at_some(std::size_t& next) {
  while (next < open_.size() && !failure_ && !stopped_) {
    const auto first = next;
    next = std::min(first + kKeysAtOnce, open_.size());
    auto looking = look(first, next);
    auto looked = co_await std::move(looking);
    if (!looked && !failure_) failure_ = std::move(looked).error();
  }
}

rt::Task<Result<>> KeyLooks::look(std::size_t first, std::size_t last) {
  std::vector<std::string> keys;
  for (auto i = first; i < last; ++i) keys.push_back(open_[i].text);
  DF_CO_TRY(auto before, co_await readers_.source.read(keys));
  std::vector<std::optional<model::Digest>> digests_before;
  for (const auto& item : before) {
    DF_CO_TRY(auto digest, digest_of(item));
    digests_before.push_back(digest);
  }
  before.clear();
  DF_CO_TRY(auto destination, co_await readers_.destination.read(keys));
  DF_CO_TRY(auto source, co_await readers_.source.read(keys));
  if (options_.repairer != nullptr && options_.check_tables) {
    auto checking = options_.check_tables();
    auto checked = co_await std::move(checking);
    if (!checked) co_return checked;
  }
  std::vector<Seen> seen;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    seen.push_back({std::move(source[i]), std::move(destination[i]), {}});
    DF_CO_TRY(seen.back().digests.first, digest_of(seen.back().source));
    DF_CO_TRY(seen.back().digests.second, digest_of(seen.back().destination));
  }
  rt::Scope repairs(loop_);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto& key = open_[first + i];
    const auto kind = judge(key, seen[i], digests_before[i] == seen[i].digests.first);
    if (!kind) continue;
    auto repairing = repair(key, std::move(seen[i]), *kind);
    repairs.spawn(std::move(repairing));
  }
  co_await repairs.join();
  co_return Result<>{};
}

Result<std::optional<model::Digest>> KeyLooks::digest_of(const std::optional<std::string>& item) {
  if (!item) return std::optional<model::Digest>{};
  DF_TRY(const auto digest, digester_.digest(*item));
  return std::optional(digest.item);
}

// `held_still`: the source's item was the same before the destination's was read and after.
std::optional<Kind> KeyLooks::judge(Key& key, const Seen& seen, bool held_still) {
  ++key.looks;
  const bool are_equal =
      seen.digests.first == seen.digests.second || passes_over(key.looks, seen.source.has_value());
  key.suspected = key.suspected || !are_equal;
  verdict_.changed_between_looks |= !held_still || (key.seen && key.seen != seen.digests);
  if (!held_still && !is_mutant(Mutant::trusts_one_read_of_the_source)) {
    key.same = 0;
  } else if (are_equal) {
    settle_equal(key);
    return std::nullopt;
  } else {
    key.same = key.same > 0 && key.seen == seen.digests ? key.same + 1 : 1;
  }
  key.seen = seen.digests;
  if (key.same >= (is_mutant(Mutant::settles_after_one_look) ? 1 : options_.looks)) {
    return judge_different(key, seen);
  }
  if (key.looks >= options_.most_looks) settle_different(key, seen, Kind::unsettled);
  return std::nullopt;
}

std::optional<Kind> KeyLooks::judge_different(Key& key, const Seen& seen) {
  const auto kind = !seen.destination ? Kind::missing
                    : !seen.source    ? Kind::extra
                                      : Kind::different;
  if (may_repair(key, seen, kind)) return kind;
  settle_different(key, seen, kind);
  return std::nullopt;
}

bool KeyLooks::may_repair(const Key& key, const Seen& seen, Kind kind) const {
  if (options_.repairer == nullptr || key.repairs >= kMostRepairs) return false;
  const bool is_somebodys = key.repairs > 0 && (!key.mended || key.left != seen.digests.second);
  if (is_somebodys && !is_mutant(Mutant::repairs_newer_values)) return false;
  return kind != Kind::extra || options_.delete_extra || is_mutant(Mutant::deletes_without_leave);
}

// Whatever came of it, the key is looked at anew.
rt::Task<> KeyLooks::repair(Key& key, Seen seen, Kind kind) {
  auto asking = writes_.acquire();
  const auto permit = co_await std::move(asking);
  if (failure_ || stopped_) co_return;
  ddb::Exchange change{key.text, std::move(seen.destination), std::move(seen.source)};
  if (change.after && options_.ignore_replication_attributes) {
    change.after = without_replication_attributes(*change.after);
  }
  auto equal = [this](std::string_view one, std::string_view other) {
    const auto left = digester_.digest(one);
    const auto right = digester_.digest(other);
    return left && right && left->item == right->item;
  };
  ++key.repairs;
  has_written_ = true;
  auto reconciling = options_.repairer->reconcile(std::move(change), std::move(equal));
  const auto reconciled = co_await std::move(reconciling);
  if (!reconciled) {
    if (!failure_) failure_ = reconciled.error();
    co_return;
  }
  key.mended.reset();
  if (*reconciled == sink::Reconciled::done) key.mended = kind;
  verdict_.changed_between_looks |= *reconciled == sink::Reconciled::changed;
  key.left = seen.digests.first;
  key.seen = Pair(key.left, key.left);
  if (is_mutant(Mutant::looks_no_more_after_a_repair)) settle_equal(key);
  key.same = 0;
  key.looks = 0;
}

void KeyLooks::settle_equal(Key& key) {
  key.settled = true;
  if (key.mended) {
    auto& count = *key.mended == Kind::extra ? verdict_.deleted : verdict_.repaired;
    ++count;
  } else if (key.suspected) {
    ++verdict_.in_flux;
  }
}

void KeyLooks::settle_different(Key& key, const Seen& seen, Kind kind) {
  key.settled = true;
  if (key.repairs > 0) ++verdict_.left_alone;
  auto& count = kind == Kind::missing     ? verdict_.missing
                : kind == Kind::extra     ? verdict_.extra
                : kind == Kind::different ? verdict_.different
                                          : verdict_.unsettled;
  ++count;
  Difference difference{kind, key.text, {}, seen.source, seen.destination};
  if (difference.source && difference.destination) {
    auto paths = model::differing_paths(*difference.source, *difference.destination,
                                        options_.ignore_replication_attributes);
    if (paths) difference.paths = *std::move(paths);
  }
  tell_(std::move(difference));
}

}  // namespace dynaferry::verify
