#include "sink/sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "ddb/faults.h"
#include "model/key.h"
#include "sink/mistakes.h"

namespace dynaferry::sink {
namespace {

// Two refusals quote the item: "Input collection [a, b] contains duplicates", "cannot be converted to
// a numeric value: x".
std::string without_values(std::string message) {
  constexpr std::string_view of_a_set = "Input collection [";
  constexpr std::string_view of_a_number = "numeric value: ";
  if (const auto at = message.find(of_a_number); at != std::string::npos) {
    message.replace(at + of_a_number.size(), std::string::npos, "…");
  }
  if (const auto at = message.find(of_a_set); at != std::string::npos) {
    const auto begin = at + of_a_set.size();
    const auto end = message.rfind(']');
    message.replace(begin, end == std::string::npos || end < begin ? end : end - begin, "…");
  }
  return message;
}

}  // namespace

std::string item_in_words(const model::RawItem& item, bool tell_key) {
  if (tell_key) {
    return fmt::format("whose key is {}{}{}", item.hash, item.range.empty() ? "" : ", ",
                       item.range);
  }
  const auto key = model::canonical_key(item.hash, item.range);
  return "whose key has the digest " + (key ? model::key_digest(*key) : "unreadable");
}

Sink::Sink(rt::Loop& loop, Random& random, ddb::Table& destination, rt::Semaphore& batches,
           Bounds bounds)
    : loop_(loop),
      random_(random),
      destination_(destination),
      batches_(batches),
      bounds_(bounds),
      begun_(loop.now()),
      patience_(loop, bounds.unreachable_limit) {}

rt::Task<Result<>> Sink::put_page(model::Page page, Acknowledged acknowledged) {
  const auto bytes = page.body.capacity();
  // One page is always taken, however large.
  while (!stopped_ && !failure_ && held_bytes_ > 0 && held_bytes_ + bytes > bounds_.waiting_bytes) {
    co_await changed_.wait();
  }
  if (failure_) co_return fail(*failure_);
  if (stopped_) co_return fail(Fault::cancelled, "stopped");
  check(!closed_, "sink: a page after close()");
  if (page.items.empty()) {
    acknowledged({});
    co_return Result<>{};
  }
  const auto items = page.items.size();
  held_bytes_ += bytes;
  unsent_items_ += items;
  unsent_.push_back(
      intakes_.insert(intakes_.end(), Intake{std::move(page), std::move(acknowledged), 0, items}));
  changed_.notify_all();
  co_return Result<>{};
}

void Sink::close() {
  closed_ = true;
  changed_.notify_all();
}

void Sink::stop() {
  stopped_ = true;
  changed_.notify_all();
}

rt::Task<Result<>> Sink::run() {
  rt::Scope scope(loop_);
  auto dispatching = dispatch(scope);
  co_await scope.run(std::move(dispatching));
  due_.cancel();
  if (failure_) co_return fail(*failure_);
  if (stopped_) co_return fail(Fault::cancelled, "stopped");
  check(intakes_.empty(), "sink: ended with items that are not acknowledged");
  co_return Result<>{};
}

bool Sink::is_over() const { return failure_ || stopped_ || (closed_ && intakes_.empty()); }

// A batch goes when it is full, or when nothing else is on its way and waiting would gain nothing.
bool Sink::may_pack() const {
  auto ready = unsent_items_;
  for (const auto& [when, entry] : again_) {
    if (when > loop_.now() || ready >= bounds_.batch_items) break;
    ++ready;
  }
  return ready >= bounds_.batch_items || (ready > 0 && (in_flight_ == 0 || closed_));
}

rt::Task<> Sink::dispatch(rt::Scope& scope) {
  while (!is_over()) {
    if (!may_pack()) {
      wake_when_due();
      co_await changed_.wait();
      continue;
    }
    auto permit = co_await batches_.acquire();
    if (is_over()) break;
    auto batch = pack();
    if (batch.empty()) continue;  // Others took what was there while we waited for the permit.
    ++in_flight_;
    auto task = write(std::move(batch), std::move(permit));
    scope.spawn(std::move(task));
  }
}

std::optional<Sink::Entry> Sink::take() {
  if (!again_.empty() && again_.begin()->first <= loop_.now()) {
    return again_.extract(again_.begin()).mapped();
  }
  if (unsent_.empty()) return std::nullopt;
  const auto intake = unsent_.front();
  unsent_.pop_front();
  Entry entry{intake, intake->next++};
  if (intake->next < intake->page.items.size()) unsent_.push_back(intake);
  --unsent_items_;
  return entry;
}

Sink::Batch Sink::pack() {
  Batch batch;
  std::size_t bytes = 0;
  while (batch.size() < bounds_.batch_items) {
    auto entry = take();
    if (!entry) break;
    bytes += entry->item().item.size();
    const bool alone = entry->alone || bytes > bounds_.batch_bytes;
    if (alone && !batch.empty()) {  // Starts the next batch instead.
      again_.emplace(Ns{0}, *std::move(entry));
      break;
    }
    batch.push_back(*std::move(entry));
    if (alone) break;
  }
  return batch;
}

rt::Task<> Sink::write(Batch batch, rt::Permit permit) {
  std::vector<model::RawItem> items;
  items.reserve(batch.size());
  for (const auto& entry : batch) items.push_back(entry.item());
  mutilate(items, bounds_.batch_items);
  ++counters_.batches;
  auto answer = co_await destination_.put_batch(std::move(items));
  permit.release();
  if (is_bad_item(batch, answer)) {
    co_await set_aside(batch.front(), std::move(answer).error());
  } else {
    settle(std::move(batch), std::move(answer));
  }
  --in_flight_;
  changed_.notify_all();
}

void Sink::settle(Batch batch, Result<ddb::WriteAnswer> answer) {
  misread(answer, batch.size(), batch.front().attempts);
  if (answer) {
    settle_answer(std::move(batch), *answer);
  } else {
    settle_failure(std::move(batch), std::move(answer).error());
  }
}

void Sink::settle_answer(Batch batch, const ddb::WriteAnswer& answer) {
  static const Error turned_away{Fault::busy, "unprocessed", {}, "ThrottlingException"};
  counters_.write_units += answer.write_units;
  counters_.unprocessed += answer.unprocessed.size();
  patience_.succeeded();
  std::vector<bool> again(batch.size());
  for (const auto index : answer.unprocessed) again[index] = true;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (again[i]) {
      queue_again(batch[i], turned_away);
    } else {
      acknowledge(batch[i]);
    }
  }
}

void Sink::settle_failure(Batch batch, Error error) {
  const bool not_there_yet =
      error.fault == Fault::absent && bounds_.is_new && loop_.now() - begun_ < new_for;
  if (ddb::may_pass(error) || not_there_yet) {
    counters_.lost += error.fault == Fault::lost ? 1U : 0U;
    counters_.throttled += ddb::is_throttle(error) ? 1U : 0U;
    auto hopeless = patience_.failed(error);
    if (hopeless) return fail_with(*std::move(hopeless));
    for (const auto& entry : batch) queue_again(entry, error);
    return;
  }
  if (!ddb::may_be_of_one_item(error)) return fail_with(std::move(error));
  if (batch.size() == 1) return settle_refused_item(batch.front(), std::move(error));
  for (auto& entry : batch) {
    entry.alone = true;
    again_.emplace(loop_.now(), entry);
  }
}

void Sink::settle_refused_item(const Entry& entry, Error error) {
  if (!bounds_.tell_keys) error.message = without_values(std::move(error.message));
  fail_with(std::move(error).while_doing("putting the item " +
                                         item_in_words(entry.item(), bounds_.tell_keys)));
}

bool Sink::is_bad_item(const Batch& batch, const Result<ddb::WriteAnswer>& answer) const {
  return bounds_.bad_items != nullptr && batch.size() == 1 && !answer &&
         ddb::may_be_of_one_item(answer.error());
}

rt::Task<> Sink::set_aside(Entry entry, Error why) {
  patience_.succeeded();  // It is an answer.
  if (!bounds_.took_before && counters_.items == 0 && ++refused_ > most_refused_at_first) {
    why.message = fmt::format("{} items were refused and none was taken, the last one because: {}",
                              refused_, without_values(std::move(why.message)));
    why.code = refuses_all_code;
    co_return fail_with(std::move(why));
  }
  const auto item = entry.item();
  auto setting_aside = bounds_.bad_items->set_aside(item, std::move(why));
  const auto kept = co_await std::move(setting_aside);
  if (!kept) co_return fail_with(Error(kept.error()).while_doing("setting aside a refused item"));
  ++counters_.set_aside;
  ++entry.intake->set_aside.items;
  entry.intake->set_aside.bytes += item.item.size();
  deal_with(entry);
}

void Sink::queue_again(Entry entry, const Error& why) {
  const auto wait = ddb::backoff(random_, why, entry.attempts);
  ++entry.attempts;
  again_.emplace(loop_.now() + wait, entry);
}

void Sink::acknowledge(const Entry& entry) {
  ++counters_.items;
  counters_.bytes += entry.item().item.size();
  deal_with(entry);
}

void Sink::deal_with(const Entry& entry) {
  auto& intake = *entry.intake;
  if (--intake.unacknowledged > 0) {
    if (is_premature(intake.page.items.size() - intake.next, intake.unacknowledged)) {
      std::exchange(intake.acknowledged, [](SetAside) {})(intake.set_aside);
    }
    return;
  }
  held_bytes_ -= intake.page.body.capacity();
  const auto acknowledged = std::move(intake.acknowledged);
  const auto set_aside = intake.set_aside;
  intakes_.erase(entry.intake);
  acknowledged(set_aside);
}

void Sink::wake_when_due() {
  // What is due already waits for company or for room, and settle() wakes us for both.
  const auto next = again_.upper_bound(loop_.now());
  if (next == again_.end()) return;
  due_ = loop_.at(next->first, [this] { changed_.notify_all(); });
}

void Sink::fail_with(Error error) {
  if (!failure_) failure_ = std::move(error);
}

}  // namespace dynaferry::sink
