#include "sim/faults/fault_player.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "core/grouped.h"
#include "sim/engine/table_definition.h"
#include "sim/faults/service_errors.h"

namespace dynaferry::sim {
namespace {

template <class T>
void keep_first(std::optional<T>& into, T value) {
  if (!into) into = std::move(value);
}

// "1 call", "1,200 calls".
std::string counted(std::uint64_t n, std::string_view what) {
  return grouped(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

// A name, or the one in an ARN.
std::string bare_name(std::string_view named) {
  const auto name = table_name_in(named);
  return name ? *name : std::string(named);
}

}  // namespace

// Puts what the rules do into one verdict. What can happen once only happens by the first rule.
class FaultPlayer::Judge {
 public:
  Judge(Verdict& verdict, PlayedRule& played, const ErrorPlace& place)
      : verdict_(verdict), random_(played.random), acts_(played.acts), place_(place) {}

  void operator()(const Refuse& refuse) {
    auto error = service_error(refuse.code, refuse.reason, place_);
    check(error.has_value(), "a schedule knows the errors it names");
    const bool after = refuse.side == Side::after;
    keep_first(after ? verdict_.refusal_after : verdict_.refusal, *std::move(error));
  }
  void operator()(const Drop& drop) {
    (drop.side == Side::after ? verdict_.drop_after : verdict_.drop_before) = true;
  }
  void operator()(const Late& late) { keep_first(verdict_.late, late.by); }
  void operator()(const Wait& wait) {
    const auto room = static_cast<std::uint64_t>((wait.most - wait.least).count()) + 1;
    auto& into = wait.side == Side::after ? verdict_.wait_after : verdict_.wait_before;
    into += wait.least + Ns(random_.below(room));
  }
  void operator()(const Page& page) {
    keep_first(page.side == Side::after ? verdict_.page_after : verdict_.page_before, page.status);
  }
  void operator()(const Truncate& cut) { keep_first(verdict_.damage.cut, cut); }
  void operator()(const Drip& drip) {
    keep_first(verdict_.damage.bytes_per_second, drip.bytes_per_second);
  }
  void operator()(const Checksum& sum) { keep_first(verdict_.damage.checksum, sum); }
  void operator()(const Flip& flip) { keep_first(verdict_.damage.flip, flip); }
  void operator()(const Length& length) { keep_first(verdict_.damage.length_off, length.off); }
  void operator()(const Unprocessed& left) {
    verdict_.unprocessed = std::max(verdict_.unprocessed, left.chance);
  }
  void operator()(const Twice&) { verdict_.twice = true; }
  void operator()(const ClockOff& clock) { keep_first(verdict_.clock_off, clock.by); }
  void operator()(const Happening& what) { verdict_.acts.push_back({what, acts_}); }

 private:
  Verdict& verdict_;
  Random& random_;
  const std::shared_ptr<ActCounts>& acts_;
  const ErrorPlace& place_;
};

bool FaultPlayer::PlayedRule::strikes() {
  const auto& when = rule.when;
  ++matched;
  if (matched < when.first || matched > when.last) return false;
  if ((matched - when.first) % when.every != 0) return false;
  if (random.below(1000) >= when.chance) return false;
  ++struck;
  return true;
}

std::string FaultPlayer::PlayedRule::report() const {
  const bool connects = rule.when.operation == connect_operation;
  auto out = "line " + std::to_string(rule.line) + ": " + rule.text + ": " +
             counted(matched, connects ? "connection" : "call") + " matched, struck " +
             counted(struck, "time");
  if (!std::holds_alternative<Happening>(rule.what)) return out;
  if (acts->made < struck) out += ", " + grouped(struck - acts->made) + " of its acts not made";
  if (acts->refused > 0) {
    out += ", " + grouped(acts->refused) + " of its acts refused: " + acts->last_code;
  }
  return out;
}

FaultPlayer::FaultPlayer(FaultSchedule schedule, std::uint64_t seed, std::function<Ns()> now)
    : now_(std::move(now)),
      began_(now_()),
      entries_(seed),
      owner_(now_, [this](const Caller& caller, std::string_view operation,
                          std::string_view request) { return ask(caller, operation, request); }) {
  play(std::move(schedule), seed);
}

void FaultPlayer::play(FaultSchedule schedule, std::uint64_t seed) {
  Random seeds(seed);
  entries_ = Random(seeds.next());
  rules_.clear();
  for (auto& rule : schedule.rules) {
    rules_.push_back({.rule = std::move(rule), .random = Random(seeds.next())});
  }
}

bool FaultPlayer::lets_through(const PlayedRule& played, std::string_view operation) const {
  const auto& when = played.rule.when;
  const bool connects = operation == connect_operation;
  if (when.operation != operation && (connects || when.operation != any_operation)) return false;
  const auto since = now_() - began_;
  return since >= when.from && since < when.to;
}

Verdict FaultPlayer::decide(const Caller& caller, std::string_view operation,
                            std::string_view request) {
  Verdict verdict;
  std::optional<std::string> table;  // Looked for when it matters.
  for (auto& played : rules_) {
    const auto& when = played.rule.when;
    if (!lets_through(played, operation)) continue;
    if (!when.account.empty() && when.account != caller.account) continue;
    if (!table && !when.table.empty()) table = table_of(request);
    if (!when.table.empty() && bare_name(when.table) != *table) continue;
    if (!played.strikes()) continue;
    if (!table && std::holds_alternative<Refuse>(played.rule.what)) table = table_of(request);
    const ErrorPlace place{caller.account, caller.region, operation,
                           table ? std::string_view(*table) : std::string_view()};
    std::visit(Judge(verdict, played, place), played.rule.what);
  }
  return verdict;
}

bool FaultPlayer::takes_connection() {
  bool taken = true;
  for (auto& played : rules_) {
    if (lets_through(played, connect_operation) && played.strikes()) taken = false;
  }
  return taken;
}

std::string FaultPlayer::table_of(std::string_view request) {
  dom::object document;
  if (parser_.parse(request.data(), request.size()).get(document) != simdjson::SUCCESS) return {};
  std::string_view name;
  if (document["TableName"].get(name) == simdjson::SUCCESS) return bare_name(name);
  dom::object tables;
  if (document["RequestItems"].get(tables) != simdjson::SUCCESS) return {};
  const auto first = tables.begin();
  return first == tables.end() ? std::string() : bare_name(first.key());
}

Answer FaultPlayer::ask(const Caller& caller, std::string_view operation,
                        std::string_view request) {
  check(engine_ != nullptr, "a fault player that acts on an engine knows it");
  const bool resting = std::exchange(resting_, true);
  auto answer = engine_->call(caller, operation, request);
  resting_ = resting;
  return answer;
}

std::string FaultPlayer::report() const {
  std::string report;
  for (const auto& played : rules_) {
    if (!played.rule.text.empty()) report += played.report() + '\n';
  }
  return report;
}

std::optional<Answer> FaultPlayer::before(const Call& call) {
  if (resting_) return std::nullopt;
  auto verdict = expected_ ? *std::exchange(expected_, std::nullopt)
                           : decide(call.caller, call.operation, call.request);
  owner_.go_on();
  for (const auto& act : verdict.acts) {
    owner_.act(act, call.caller, table_of(call.request));
  }
  current_ = std::move(verdict);
  if (current_.refusal) return Answer{{}, current_.refusal};
  if (owner_.is_busy()) {
    if (auto refused = owner_.refuses(call, table_of(call.request))) return refused;
  }
  if (current_.twice) (void)ask(call.caller, call.operation, call.request);
  return std::nullopt;
}

std::optional<Answer> FaultPlayer::after(const Call& call, const Answer& answer) {
  if (resting_) return std::nullopt;
  if (current_.refusal_after) return Answer{{}, current_.refusal_after};
  if (!owner_.is_busy()) return std::nullopt;
  return owner_.retells(call, table_of(call.request), answer);
}

bool FaultPlayer::leaves_unprocessed(const BatchEntry&) {
  return !resting_ && current_.unprocessed > 0 && entries_.below(1000) < current_.unprocessed;
}

}  // namespace dynaferry::sim
