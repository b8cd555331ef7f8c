#include "sink/reconciler.h"

#include <utility>
#include <vector>

#include "core/mutant.h"
#include "core/time.h"
#include "ddb/retrying.h"
#include "json/spans.h"

namespace dynaferry::sink {
namespace {

bool same(const std::optional<std::string>& one, const std::optional<std::string>& other,
          const Reconciler::Equal& equal) {
  return one && other ? equal(*one, *other) : one.has_value() == other.has_value();
}

void append_item(std::string& line, const std::optional<std::string>& item) {
  json::append_on_one_line(line, item ? std::string_view(*item) : "null");
}

}  // namespace

std::string_view name_of(Reconciled outcome) {
  return outcome == Reconciled::done ? "done" : "changed";
}

Reconciler::Reconciler(rt::Loop& loop, Random& random, ddb::Table& destination, TableName name,
                       journal::LineLog& log, std::chrono::seconds unreachable_limit)
    : loop_(loop),
      random_(random),
      destination_(destination),
      name_(std::move(name)),
      log_(log),
      unreachable_limit_(unreachable_limit) {}

rt::Task<Result<Reconciled>> Reconciler::reconcile(ddb::Exchange change, Equal equal) {
  auto announcing = announce(change, false);
  const auto announced = co_await std::move(announcing);
  if (!announced) co_return fail(announced.error());
  bool has_written = false;
  auto carrying_out = carry_out(change, std::move(equal), has_written);
  const auto outcome = co_await std::move(carrying_out);
  if (!outcome) {
    counters_.unknown += has_written ? 1U : 0U;
    co_return outcome;
  }
  count(change, *outcome);
  auto concluding = conclude(change.key, *outcome);
  const auto concluded = co_await std::move(concluding);
  if (!concluded) co_return fail(concluded.error());
  co_return outcome;
}

rt::Task<Result<Reconciled>> Reconciler::carry_out(ddb::Exchange change, Equal equal,
                                                   bool& has_written) {
  auto exchanging = exchange(change, has_written);
  DF_CO_TRY(auto answer, co_await std::move(exchanging));
  if (!answer.done) {
    if (!answer.found) {
      auto looking = stored(change.key);
      DF_CO_TRY(answer.found, co_await std::move(looking));
    }
    const bool is_ours = same(answer.found, change.after, equal) &&
                         !is_mutant(Mutant::takes_its_own_change_for_somebodys);
    co_return is_ours ? Reconciled::done : Reconciled::changed;
  }
  if (is_mutant(Mutant::passes_over_what_it_replaced)) co_return Reconciled::done;
  // Equal to `after`: the second of two calls, the first of which took effect.
  if (same(answer.found, change.before, equal) || same(answer.found, change.after, equal)) {
    co_return Reconciled::done;
  }
  ddb::Exchange back{change.key, change.after, std::move(answer.found)};
  auto putting_back = put_back(std::move(back), std::move(equal));
  auto done = co_await std::move(putting_back);
  if (!done) {
    co_return fail(std::move(done).error().while_doing(
        "putting back what somebody else wrote meanwhile (it is in the log of repairs)"));
  }
  co_return Reconciled::changed;
}

// Whoever adds an attribute at just this time, too, gets that back as well.
rt::Task<Result<>> Reconciler::put_back(ddb::Exchange back, Equal equal) {
  for (;;) {
    auto announcing = announce(back, true);
    const auto announced = co_await std::move(announcing);
    if (!announced) co_return announced;
    ++counters_.put_back;
    bool has_written = true;
    auto exchanging = exchange(back, has_written);
    DF_CO_TRY(auto answer, co_await std::move(exchanging));
    const bool replaced_a_third = answer.done && answer.found &&
                                  !same(answer.found, back.before, equal) &&
                                  !same(answer.found, back.after, equal);
    if (!replaced_a_third) co_return Result<>{};
    back.before = std::exchange(back.after, std::move(answer.found));
  }
}

rt::Task<Result<>> Reconciler::announce(ddb::Exchange change, bool is_put_back) {
  std::string line = R"({"v":1,"time":)";
  json::append_quoted(line, rfc3339(loop_.wall()));
  line += R"(,"table":)";
  json::append_quoted(line, name_.str());
  line += R"(,"key":)";
  json::append_on_one_line(line, change.key);
  line += R"(,"before":)";
  append_item(line, change.before);
  line += R"(,"after":)";
  append_item(line, change.after);
  line += is_put_back ? R"(,"put_back":true})" : "}";
  auto adding = log_.add(std::move(line));
  co_return co_await std::move(adding);
}

rt::Task<Result<>> Reconciler::conclude(std::string key, Reconciled outcome) {
  std::string line = R"({"v":1,"time":)";
  json::append_quoted(line, rfc3339(loop_.wall()));
  line += R"(,"key":)";
  json::append_on_one_line(line, key);
  line += R"(,"outcome":)";
  json::append_quoted(line, name_of(outcome));
  line += '}';
  auto adding = log_.add(std::move(line));
  co_return co_await std::move(adding);
}

rt::Task<Result<ddb::ExchangeAnswer>> Reconciler::exchange(ddb::Exchange change,
                                                           bool& has_written) {
  auto repeated = ddb::retrying(loop_, random_, unreachable_limit_, [this, &change, &has_written] {
    return exchange_once(change, has_written);
  });
  co_return co_await std::move(repeated);
}

rt::Task<Result<ddb::ExchangeAnswer>> Reconciler::exchange_once(ddb::Exchange change,
                                                                bool& has_written) {
  auto exchanging = destination_.exchange(std::move(change));
  auto answer = co_await std::move(exchanging);
  if (answer) {
    counters_.write_units += answer->write_units;
    has_written = has_written || answer->done;
  } else {
    has_written = has_written || answer.error().fault == Fault::lost;
    count_failure(answer.error());
  }
  co_return answer;
}

rt::Task<Result<Reconciler::Item>> Reconciler::stored(std::string key) {
  auto repeated =
      ddb::retrying(loop_, random_, unreachable_limit_, [this, &key] { return stored_once(key); });
  co_return co_await std::move(repeated);
}

rt::Task<Result<Reconciler::Item>> Reconciler::stored_once(std::string key) {
  std::vector<std::string> keys;
  keys.push_back(std::move(key));
  auto getting = destination_.get_batch(std::move(keys), true);
  auto answer = co_await std::move(getting);
  if (answer && !answer->unprocessed.empty()) {
    answer = fail(Error{Fault::busy, "a key was not processed", {}, "ThrottlingException"});
  }
  if (!answer) {
    count_failure(answer.error());
    co_return fail(std::move(answer).error());
  }
  counters_.read_units += answer->read_units;
  co_return std::move(answer->items.front());
}

void Reconciler::count_failure(const Error& error) {
  if (ddb::is_throttle(error)) ++counters_.throttled;
  if (error.fault == Fault::lost) ++counters_.lost;
}

void Reconciler::count(const ddb::Exchange& change, Reconciled outcome) {
  if (outcome == Reconciled::changed) {
    ++counters_.changed;
  } else {
    ++(change.after ? counters_.put : counters_.deleted);
  }
}

}  // namespace dynaferry::sink
